package org.doorstep.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;

import org.doorstep.crypto.Algorithm;
import org.doorstep.crypto.BlindIndexKey;
import org.doorstep.crypto.FileRootKey;
import org.doorstep.crypto.Keks;
import org.doorstep.crypto.WrappedKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What lies in databases already never changes. The index was computed outside this project's code, by Python's hmac
 * and hashlib with OpenSSL's SM3 and SHA-256, from the format as documented; the keys are those of
 * {@link org.doorstep.crypto.SerializedFormTest}.
 */
class PhoneIndexFormTest {

    private static final String ROOT_FILE = "doorstep-root-1:a755b80d:AAECAwQFBgcICQoLDA0ODw==\n";
    private static final String BLIND_INDEX_KEY = "0101a755b80d101112131415161718191a1b"
            + "bb37c1ee2abc3bf2e63e96aa7d3b8d302b7bc918b790f9bf9d29aed7e41bdc72a48a8d48528c67f1a7138a4466688c1a";
    private static final String SHA_256 = "a6942f9771d67f34034d2f1926988ed3fad3bf1b4e7cedb9a31f31398dea43bc";
    private static final String INDEX = "36fd20f3766b40394415d4b5bba34d9a";

    @TempDir
    Path folder;

    @Test
    void phoneIndex() throws Exception {
        assertEquals(INDEX, HexFormat.of().formatHex(vault().phoneIndex("13800138000")));
    }

    @Test
    void phoneIsFoundByItsHash() throws Exception {
        assertEquals(INDEX, HexFormat.of().formatHex(vault().phoneIndexOfHash(SHA_256)));
    }

    private Vault vault() throws Exception {
        var file = Files.createFile(folder.resolve("root.key"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, ROOT_FILE);
        var root = FileRootKey.load(file);
        var phones = BlindIndexKey.open(root, "phone",
                new WrappedKey("blind-index/phone", 1, HexFormat.of().parseHex(BLIND_INDEX_KEY)));
        var contents = BlindIndexKey.open(root, "content", BlindIndexKey.generate(root, "content", 1));
        return new Vault(Algorithm.SM4_GCM, Keks.open(root, Vault.TENANT, Algorithm.SM4_GCM, List.of()),
                PhoneKeys.of(phones),
                contents);
    }
}

package org.doorstep.crypto;

import static org.doorstep.crypto.Fixtures.PHONE;
import static org.doorstep.crypto.Fixtures.PHONE_FIELD;
import static org.doorstep.crypto.Fixtures.RECORD;
import static org.doorstep.crypto.Fixtures.counting;
import static org.doorstep.crypto.Fixtures.hex;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What lies in databases and key files already: these bytes never change. They were computed outside this project's
 * code, by OpenSSL's SM4-GCM, AES-GCM and HMAC-SM3, from the formats as documented.
 */
class SerializedFormTest {

    private static final String ROOT_FILE = "doorstep-root-1:a755b80d:AAECAwQFBgcICQoLDA0ODw==\n";

    private static final String SM4_FIELD = "0101000102031415161718191a1b1c1d1e1f"
            + "3c244f82d650a53babbd11b99c289e40b784e9c6e037923249fe08";
    private static final String AES_FIELD = "0102000102032425262728292a2b2c2d2e2f"
            + "4d6537a4d72cb3be3be8600429163370400af79e9057cbadafa59d";

    private static final String SM4_KEK = "0101a755b80d101112131415161718191a1b"
            + "ba36c3ed2fb93cf7ed3399a7763e8a353066d605ac51e9ca0616cad3d1c16b472b5683782e";
    private static final String AES_KEK = "0101a755b80d101112131415161718191a1b"
            + "b936c3ed2fb93cf7ed3399a7763e8a353066d605ac95feba9624a1daef1edb772f9921a2e5"
            + "1f18fb55ae7f35bd9a2bcd3b6a1b7069";

    private static final String SM4_DEK = "010100000001000102030405060708090a0b"
            + "9646dff9ca6e8006f8947d47dab7f4682e8710d9228dc8e42ca617ba9ce26711dd44238d6a";
    private static final String AES_DEK = "010200000001000102030405060708090a0b"
            + "4502d719c6e1c71d8a499e81bae575638cc69626e36f4a6a2f7ffc9f06751dac1e308fde8c"
            + "a4979b81f38d65826eac4340b7cd629e";

    private static final String BLIND_INDEX_KEY = "0101a755b80d101112131415161718191a1b"
            + "bb37c1ee2abc3bf2e63e96aa7d3b8d302b7bc918b790f9bf9d29aed7e41bdc72a48a8d48528c67f1a7138a4466688c1a";

    @TempDir
    Path folder;

    @Test
    void place() {
        assertEquals("010000000579756e64610000000d7365616c65645f7265636f7264"
                + "000000035954370000000570686f6e6500000003", hex(PHONE_FIELD.encoded()));
    }

    @ParameterizedTest
    @CsvSource({"SM4_GCM," + SM4_FIELD, "AES_GCM," + AES_FIELD})
    void sealedField(Algorithm algorithm, String golden) {
        assertEquals(golden, hex(Dek.generate(algorithm, counting()).seal(PHONE, PHONE_FIELD)));
    }

    @Test
    void rootKeyFile() throws Exception {
        assertEquals("a755b80d", newRoot().id());
        assertEquals(ROOT_FILE, Files.readString(rootFile()));
    }

    @ParameterizedTest
    @CsvSource({"SM4_GCM," + SM4_KEK, "AES_GCM," + AES_KEK})
    void wrappedKek(Algorithm algorithm, String golden) {
        var keks = new Keks(newRoot(), "yunda", algorithm, counting());
        assertEquals(new WrappedKey("kek/yunda", 1, hex(golden)), keks.generate());
    }

    @ParameterizedTest
    @CsvSource({"SM4_GCM," + SM4_KEK + "," + SM4_DEK, "AES_GCM," + AES_KEK + "," + AES_DEK})
    void wrappedDek(Algorithm algorithm, String kek, String golden) throws Exception {
        Keks keks = keptKeks(kek);
        assertEquals(golden, hex(keks.wrap(Dek.generate(algorithm, counting()), RECORD)));
    }

    @ParameterizedTest
    @CsvSource({SM4_KEK + "," + SM4_DEK + "," + SM4_FIELD, AES_KEK + "," + AES_DEK + "," + AES_FIELD})
    void whatIsKeptOpensFromTheRootDown(String kek, String dek, String field) throws Exception {
        Dek opened = keptKeks(kek).unwrap(hex(dek), RECORD);
        assertArrayEquals(PHONE, opened.open(hex(field), PHONE_FIELD));
    }

    @Test
    void wrappedBlindIndexKey() {
        assertEquals(new WrappedKey("blind-index/phone", 1, hex(BLIND_INDEX_KEY)),
                BlindIndexKey.generate(newRoot(), "phone", 1, counting()));
    }

    @Test
    void blindIndex() throws Exception {
        var kept = new WrappedKey("blind-index/phone", 1, hex(BLIND_INDEX_KEY));
        BlindIndexKey key = BlindIndexKey.open(newRoot(), "phone", kept);
        assertEquals("f3f9685e540a531a73251d6f91f1090f", hex(key.mac("13800138000")));
    }

    private Keks keptKeks(String wrapped) throws NotAuthentic {
        var keks = new Keks(newRoot(), "yunda", Algorithm.SM4_GCM, counting());
        keks.add(new WrappedKey("kek/yunda", 1, hex(wrapped)));
        return keks;
    }

    /** The root key of the golden bytes; its randomness goes on where the making of the file left off. */
    private RootKey newRoot() {
        return FileRootKey.loadOrCreate(rootFile(), counting());
    }

    private Path rootFile() {
        return folder.resolve("root.key");
    }
}

package org.doorstep.crypto;

import static org.doorstep.crypto.Fixtures.hex;
import static org.doorstep.crypto.Fixtures.root;
import static org.doorstep.crypto.Fixtures.utf8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

import org.bouncycastle.crypto.digests.SM3Digest;
import org.junit.jupiter.api.Test;

class BlindIndexKeyTest {

    private static final RootKey ROOT = root(Randomness.SYSTEM);

    @Test
    void equalValuesHaveEqualIndexesAfterARestartToo() throws Exception {
        WrappedKey kept = BlindIndexKey.generate(ROOT, "phone", 1);
        assertEquals(index(open("phone", kept), "13800138000"), index(open("phone", kept), "13800138000"));
    }

    @Test
    void otherValuesHaveOtherIndexes() throws Exception {
        BlindIndexKey key = open("phone", BlindIndexKey.generate(ROOT, "phone", 1));
        assertNotEquals(index(key, "13800138000"), index(key, "13800138001"));
        assertNotEquals(index(key, ""), index(key, "\0"));
    }

    @Test
    void anIndexHasSixteenBytes() throws Exception {
        BlindIndexKey key = open("phone", BlindIndexKey.generate(ROOT, "phone", 1));
        assertEquals(BlindIndexKey.INDEX_LENGTH, key.mac("13800138000").length);
    }

    @Test
    void theSameKeyBytesGiveAnotherIndexInAnotherField() throws Exception {
        BlindIndexKey phone = open("phone", BlindIndexKey.generate(ROOT, "phone", 1, Fixtures.counting()));
        BlindIndexKey name = open("name", BlindIndexKey.generate(ROOT, "name", 1, Fixtures.counting()));
        assertNotEquals(index(phone, "13800138000"), index(name, "13800138000"));
    }

    @Test
    void twoKeysOfOneFieldDiffer() throws Exception {
        BlindIndexKey first = open("phone", BlindIndexKey.generate(ROOT, "phone", 1));
        BlindIndexKey second = open("phone", BlindIndexKey.generate(ROOT, "phone", 2));
        assertNotEquals(index(first, "13800138000"), index(second, "13800138000"));
        assertEquals(2, second.version());
    }

    @Test
    void aKeyIsBoundToItsFieldAndVersion() {
        WrappedKey phone = BlindIndexKey.generate(ROOT, "phone", 1);
        assertThrows(NotAuthentic.class, () -> open("name", phone));
        assertThrows(NotAuthentic.class, () -> open("name", new WrappedKey("blind-index/name", 1, phone.wrapped())));
        assertThrows(NotAuthentic.class, () -> open("phone", new WrappedKey("blind-index/phone", 2, phone.wrapped())));
    }

    @Test
    void aKeyDoesNotOpenAltered() {
        byte[] kept = BlindIndexKey.generate(ROOT, "phone", 1).wrapped();
        Fixtures.bitFlips(kept).forEach(BlindIndexKeyTest::assertNotAKey);
        Fixtures.otherLengths(kept).forEach(BlindIndexKeyTest::assertNotAKey);
    }

    /** Written out from the definition, H((K ^ opad) || H((K ^ ipad) || text)), over the bare digest. */
    @Test
    void hmacSm3IsWhatRfc2104Defines() {
        byte[] key = Fixtures.counting().bytes(32);
        byte[] message = utf8("文一西路969号");
        byte[] inner = sm3(pad(key, 0x36), message);
        assertEquals(hex(sm3(pad(key, 0x5c), inner)), hex(HmacSm3.mac(key, message)));
    }

    @Test
    void itsTextSaysFieldAndVersion() throws Exception {
        BlindIndexKey key = open("phone", BlindIndexKey.generate(ROOT, "phone", 4));
        assertEquals("BlindIndexKey[phone version 4]", key.toString());
    }

    private static void assertNotAKey(byte[] wrapped) {
        assertThrows(NotAuthentic.class, () -> open("phone", new WrappedKey("blind-index/phone", 1, wrapped)));
    }

    private static BlindIndexKey open(String field, WrappedKey kept) throws NotAuthentic {
        return BlindIndexKey.open(ROOT, field, kept);
    }

    private static String index(BlindIndexKey key, String value) {
        return hex(key.mac(value));
    }

    private static byte[] pad(byte[] key, int with) {
        byte[] block = Arrays.copyOf(key, 64);
        for (int i = 0; i < block.length; i++) {
            block[i] ^= (byte) with;
        }
        return block;
    }

    private static byte[] sm3(byte[] first, byte[] second) {
        var both = new ByteArrayOutputStream();
        both.writeBytes(first);
        both.writeBytes(second);
        var digest = new SM3Digest();
        digest.update(both.toByteArray(), 0, both.size());
        var out = new byte[32];
        digest.doFinal(out, 0);
        return out;
    }
}

package org.doorstep.crypto;

import static org.doorstep.crypto.Fixtures.PHONE;
import static org.doorstep.crypto.Fixtures.PHONE_FIELD;
import static org.doorstep.crypto.Fixtures.counting;
import static org.doorstep.crypto.Fixtures.hex;
import static org.doorstep.crypto.Fixtures.utf8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

class DekTest {

    @ParameterizedTest
    @EnumSource
    void opensWhatItSealed(Algorithm algorithm) throws Exception {
        Dek dek = Dek.generate(algorithm);
        for (String value : List.of("", "张", "浙江省杭州市余杭区文一西路969号", "x".repeat(5_000))) {
            byte[] sealed = dek.seal(utf8(value), PHONE_FIELD);
            assertEquals(34 + utf8(value).length, sealed.length);
            assertArrayEquals(utf8(value), dek.open(sealed, PHONE_FIELD));
        }
    }

    @ParameterizedTest
    @EnumSource
    void twoSealsOfOneValueDiffer(Algorithm algorithm) {
        Dek dek = Dek.generate(algorithm);
        assertNotEquals(hex(dek.seal(PHONE, PHONE_FIELD)), hex(dek.seal(PHONE, PHONE_FIELD)));
    }

    @ParameterizedTest
    @EnumSource
    void sealedBytesDoNotOpenAtAnotherPlace(Algorithm algorithm) {
        Dek dek = Dek.generate(algorithm);
        byte[] sealed = dek.seal(PHONE, PHONE_FIELD);
        Fixtures.otherPlaces().forEach(place -> assertNotAuthentic(dek, sealed, place));
    }

    @ParameterizedTest
    @EnumSource
    void sealedBytesDoNotOpenWithAnyBitFlipped(Algorithm algorithm) {
        Dek dek = Dek.generate(algorithm);
        Fixtures.bitFlips(dek.seal(PHONE, PHONE_FIELD)).forEach(sealed -> assertNotAuthentic(dek, sealed, PHONE_FIELD));
    }

    @ParameterizedTest
    @EnumSource
    void sealedBytesDoNotOpenAtAnyOtherLength(Algorithm algorithm) {
        Dek dek = Dek.generate(algorithm);
        Fixtures.otherLengths(dek.seal(PHONE, PHONE_FIELD))
                .forEach(sealed -> assertNotAuthentic(dek, sealed, PHONE_FIELD));
    }

    @ParameterizedTest
    @EnumSource
    void anotherDekDoesNotOpen(Algorithm algorithm) {
        byte[] sealed = Dek.generate(algorithm).seal(PHONE, PHONE_FIELD);
        assertNotAuthentic(Dek.generate(algorithm), sealed, PHONE_FIELD);
    }

    @ParameterizedTest
    @EnumSource
    void anotherKeyWithTheSameIdDoesNotOpen(Algorithm algorithm) throws Exception {
        byte[] sealed = dekWithId(algorithm, 1).seal(PHONE, PHONE_FIELD);
        assertNotAuthentic(dekWithId(algorithm, 2), sealed, PHONE_FIELD);
    }

    @Test
    void anotherAlgorithmDoesNotOpen() {
        byte[] sealed = Dek.generate(Algorithm.SM4_GCM, counting()).seal(PHONE, PHONE_FIELD);
        assertNotAuthentic(Dek.generate(Algorithm.AES_GCM, counting()), sealed, PHONE_FIELD);
    }

    @Test
    void bouncyCastleOpensWhatTheJdkSealedWithAes() throws Exception {
        byte[] sealed = Dek.generate(Algorithm.AES_GCM, counting()).seal(PHONE, PHONE_FIELD);
        var cipher = GCMBlockCipher.newInstance(AESEngine.newInstance());
        cipher.init(false, new AEADParameters(new KeyParameter(keyOfCounting()), 128, nonceOf(sealed)));
        byte[] associated = associated(sealed);
        cipher.processAADBytes(associated, 0, associated.length);
        var opened = new byte[PHONE.length];
        int done = cipher.processBytes(sealed, 18, sealed.length - 18, opened, 0);
        cipher.doFinal(opened, done);
        assertArrayEquals(PHONE, opened);
    }

    @Test
    void opensWhatBouncyCastleSealedWithAes() throws Exception {
        Dek dek = Dek.generate(Algorithm.AES_GCM, counting());
        byte[] sealed = dek.seal(PHONE, PHONE_FIELD);
        var cipher = GCMBlockCipher.newInstance(AESEngine.newInstance());
        byte[] associated = associated(sealed);
        cipher.init(true, new AEADParameters(new KeyParameter(keyOfCounting()), 128, nonceOf(sealed), associated));
        byte[] theirs = Arrays.copyOf(sealed, sealed.length);
        int done = cipher.processBytes(PHONE, 0, PHONE.length, theirs, 18);
        cipher.doFinal(theirs, 18 + done);
        assertArrayEquals(PHONE, dek.open(theirs, PHONE_FIELD));
    }

    @Test
    void thePlainJdkCipherOpensAnAesEnvelope() throws Exception {
        byte[] sealed = Dek.generate(Algorithm.AES_GCM, counting()).seal(PHONE, PHONE_FIELD);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(keyOfCounting(), "AES"),
                new GCMParameterSpec(128, nonceOf(sealed)));
        cipher.updateAAD(associated(sealed));
        assertArrayEquals(PHONE, cipher.doFinal(sealed, 18, sealed.length - 18));
    }

    @ParameterizedTest
    @EnumSource
    void manyThreadsUseOneDek(Algorithm algorithm) throws Exception {
        Dek dek = Dek.generate(algorithm);
        Callable<Integer> work = () -> {
            for (int i = 0; i < 500; i++) {
                byte[] value = utf8(Thread.currentThread().threadId() + "/" + i);
                assertArrayEquals(value, dek.open(dek.seal(value, PHONE_FIELD), PHONE_FIELD));
            }
            return 500;
        };
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> eight = IntStream.range(0, 8).mapToObj(_ -> work).toList();
            for (Future<Integer> done : threads.invokeAll(eight)) {
                assertEquals(500, done.get());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void opensAgainAfterARefusal(Algorithm algorithm) throws Exception {
        Dek dek = Dek.generate(algorithm);
        byte[] sealed = dek.seal(PHONE, PHONE_FIELD);
        assertNotAuthentic(dek, sealed, Fixtures.RECORD);
        assertArrayEquals(PHONE, dek.open(sealed, PHONE_FIELD));
    }

    @ParameterizedTest
    @EnumSource
    void itsTextSaysNoMoreThanAlgorithmAndId(Algorithm algorithm) {
        assertEquals("Dek[" + algorithm + " key 00010203]", Dek.generate(algorithm, counting()).toString());
    }

    private static void assertNotAuthentic(Dek dek, byte[] sealed, Aad place) {
        NotAuthentic refusal = assertThrows(NotAuthentic.class, () -> dek.open(sealed, place));
        assertEquals("Sealed bytes are not authentic here", refusal.getMessage());
        assertNull(refusal.getCause());
    }

    private static Dek dekWithId(Algorithm algorithm, int fill) {
        var key = new byte[algorithm.keyLength()];
        Arrays.fill(key, (byte) fill);
        return new Dek(SealingKey.of(algorithm, 9, key, Randomness.SYSTEM));
    }

    /** After four bytes of id, {@link Fixtures#counting} gives the key. */
    private static byte[] keyOfCounting() {
        return Arrays.copyOfRange(counting().bytes(36), 4, 36);
    }

    private static byte[] nonceOf(byte[] sealed) {
        return Arrays.copyOfRange(sealed, 6, 18);
    }

    private static byte[] associated(byte[] sealed) {
        byte[] place = PHONE_FIELD.encoded();
        byte[] both = Arrays.copyOf(sealed, 6 + place.length);
        System.arraycopy(place, 0, both, 6, place.length);
        return both;
    }
}

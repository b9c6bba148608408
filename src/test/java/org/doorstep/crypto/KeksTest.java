package org.doorstep.crypto;

import static org.doorstep.crypto.Fixtures.PHONE;
import static org.doorstep.crypto.Fixtures.PHONE_FIELD;
import static org.doorstep.crypto.Fixtures.RECORD;
import static org.doorstep.crypto.Fixtures.counting;
import static org.doorstep.crypto.Fixtures.root;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeksTest {

    private static final RootKey ROOT = root(Randomness.SYSTEM);

    private final Dek dek = Dek.generate(Algorithm.SM4_GCM);
    private final byte[] phone = dek.seal(PHONE, PHONE_FIELD);

    @ParameterizedTest
    @EnumSource
    void aDekComesBackFromItsWrapping(Algorithm algorithm) throws Exception {
        Keks keks = keks(algorithm);
        assertOpens(keks.unwrap(keks.wrap(dek, RECORD), RECORD));
    }

    @Test
    void keptVersionsOpenAgainUnderTheSameRoot() throws Exception {
        Keks keks = none();
        WrappedKey kept = keks.generate();
        keks.add(kept);
        Keks restarted = Keks.open(ROOT, "yunda", Algorithm.SM4_GCM, List.of(kept));
        assertOpens(restarted.unwrap(keks.wrap(dek, RECORD), RECORD));
    }

    @Test
    void anotherRootDoesNotOpenThem() {
        WrappedKey kept = none().generate();
        RootKey other = root(Randomness.SYSTEM);
        assertThrows(NotAuthentic.class, () -> Keks.open(other, "yunda", Algorithm.SM4_GCM, List.of(kept)));
    }

    @Test
    void aGeneratedVersionIsNotUsedBeforeItIsAdded() throws Exception {
        Keks keks = keks(Algorithm.SM4_GCM);
        WrappedKey next = keks.generate();
        assertEquals(2, next.version());
        assertEquals(1, Keks.versionOf(keks.wrap(dek, RECORD)));
        keks.add(next);
        assertEquals(2, keks.currentVersion());
        assertEquals(2, Keks.versionOf(keks.wrap(dek, RECORD)));
    }

    @Test
    void rewrappingADekLeavesItsFieldsAsTheyAre() throws Exception {
        Keks keks = keks(Algorithm.SM4_GCM);
        byte[] underFirst = keks.wrap(dek, RECORD);
        keks.add(keks.generate());
        byte[] underSecond = keks.wrap(keks.unwrap(underFirst, RECORD), RECORD);
        assertTrue(keks.destroy(1).isDestroyed());
        assertEquals(2, Keks.versionOf(underSecond));
        assertOpens(keks.unwrap(underSecond, RECORD));
    }

    @Test
    void olderVersionsStillUnwrapWhenTheAlgorithmChanges() throws Exception {
        Keks keks = none();
        WrappedKey first = keks.generate();
        keks.add(first);
        byte[] wrapped = keks.wrap(dek, RECORD);
        Keks withAes = Keks.open(ROOT, "yunda", Algorithm.AES_GCM, List.of(first));
        withAes.add(withAes.generate());
        assertOpens(withAes.unwrap(wrapped, RECORD));
        assertOpens(withAes.unwrap(withAes.wrap(dek, RECORD), RECORD));
    }

    @Test
    void whatADestroyedVersionWrappedIsGone() throws Exception {
        Keks keks = keks(Algorithm.SM4_GCM);
        byte[] wrapped = keks.wrap(dek, RECORD);
        WrappedKey row = keks.destroy(1);
        assertTrue(row.isDestroyed());
        assertEquals(new WrappedKey("kek/yunda", 1, new byte[0]), row);
        KekMissing missing = assertThrows(KekMissing.class, () -> keks.unwrap(wrapped, RECORD));
        assertTrue(missing.destroyed());
        assertEquals(1, missing.version());
        assertThrows(IllegalStateException.class, () -> keks.wrap(dek, RECORD));
    }

    @Test
    void aDestroyedVersionComesBackNeitherAsKeyNorAsNumber() throws Exception {
        Keks keks = none();
        WrappedKey first = keks.generate();
        keks.add(first);
        WrappedKey row = keks.destroy(1);
        keks.add(first);
        assertEquals(0, keks.currentVersion());
        Keks restarted = Keks.open(ROOT, "yunda", Algorithm.SM4_GCM, List.of(row));
        assertEquals(2, restarted.generate().version());
    }

    @Test
    void anotherNodesDestructionIsTakenOver() throws Exception {
        Keks keks = keks(Algorithm.SM4_GCM);
        byte[] wrapped = keks.wrap(dek, RECORD);
        keks.add(new WrappedKey("kek/yunda", 1, new byte[0]));
        assertTrue(assertThrows(KekMissing.class, () -> keks.unwrap(wrapped, RECORD)).destroyed());
    }

    @Test
    void anotherNodesVersionIsMissingUntilItIsAdded() throws Exception {
        Keks keks = none();
        WrappedKey first = keks.generate();
        keks.add(first);
        Keks otherNode = none();
        byte[] wrapped = keks.wrap(dek, RECORD);
        assertFalse(assertThrows(KekMissing.class, () -> otherNode.unwrap(wrapped, RECORD)).destroyed());
        otherNode.add(first);
        assertOpens(otherNode.unwrap(wrapped, RECORD));
    }

    @Test
    void aWrappedKekIsBoundToItsNameAndVersion() {
        WrappedKey kept = none().generate();
        assertThrows(NotAuthentic.class, () -> none().add(new WrappedKey("kek/yunda", 2, kept.wrapped())));
        Keks other = new Keks(ROOT, "zto", Algorithm.SM4_GCM, Randomness.SYSTEM);
        assertThrows(NotAuthentic.class, () -> other.add(new WrappedKey("kek/zto", 1, kept.wrapped())));
        assertThrows(IllegalArgumentException.class, () -> other.add(kept));
    }

    @ParameterizedTest
    @EnumSource
    void aWrappedKekDoesNotOpenAltered(Algorithm algorithm) {
        byte[] kept = new Keks(ROOT, "yunda", algorithm, Randomness.SYSTEM).generate().wrapped();
        Fixtures.bitFlips(kept).forEach(KeksTest::assertNotAKek);
        Fixtures.otherLengths(kept).filter(bytes -> bytes.length > 0).forEach(KeksTest::assertNotAKek);
    }

    @ParameterizedTest
    @EnumSource
    void aWrappedDekDoesNotOpenAltered(Algorithm algorithm) throws Exception {
        Keks keks = keks(algorithm);
        byte[] wrapped = keks.wrap(dek, RECORD);
        Fixtures.bitFlips(wrapped).filter(bytes -> !namesAnotherVersion(bytes, wrapped))
                .forEach(bytes -> assertThrows(NotAuthentic.class, () -> keks.unwrap(bytes, RECORD)));
        Fixtures.otherLengths(wrapped)
                .forEach(bytes -> assertThrows(NotAuthentic.class, () -> keks.unwrap(bytes, RECORD)));
    }

    @Test
    void aWrappedDekThatNamesAnotherVersionDoesNotOpen() throws Exception {
        Keks keks = keks(Algorithm.SM4_GCM);
        byte[] wrapped = keks.wrap(dek, RECORD);
        wrapped[5] = 2;
        assertThrows(KekMissing.class, () -> keks.unwrap(wrapped, RECORD));
        keks.add(keks.generate());
        assertThrows(NotAuthentic.class, () -> keks.unwrap(wrapped, RECORD));
    }

    @Test
    void aWrappedDekIsBoundToItsRecord() throws Exception {
        Keks keks = keks(Algorithm.SM4_GCM);
        byte[] wrapped = keks.wrap(dek, PHONE_FIELD);
        Fixtures.otherPlaces().forEach(place -> assertThrows(NotAuthentic.class, () -> keks.unwrap(wrapped, place)));
    }

    @Test
    void twoWrappingsOfOneDekDiffer() throws Exception {
        Keks keks = keks(Algorithm.SM4_GCM);
        assertNotEquals(Fixtures.hex(keks.wrap(dek, RECORD)), Fixtures.hex(keks.wrap(dek, RECORD)));
    }

    @Test
    void versionsComeAndGoWhileOthersUnwrap() throws Exception {
        Keks keks = keks(Algorithm.AES_GCM);
        Callable<Integer> readers = () -> {
            for (int i = 0; i < 300; i++) {
                assertOpens(keks.unwrap(keks.wrap(dek, RECORD), RECORD));
            }
            return 300;
        };
        Callable<Integer> rotation = () -> {
            for (int i = 0; i < 20; i++) {
                keks.add(keks.generate());
            }
            return 300;
        };
        try (var threads = Executors.newFixedThreadPool(5)) {
            List<Callable<Integer>> all = IntStream.range(0, 5).mapToObj(i -> i == 0 ? rotation : readers).toList();
            for (Future<Integer> done : threads.invokeAll(all)) {
                assertEquals(300, done.get());
            }
        }
        assertEquals(21, keks.currentVersion());
    }

    @Test
    void aKeptKeyIsNotReachedThroughItsArrays() {
        byte[] bytes = {1, 2, 3};
        var key = new WrappedKey("kek/yunda", 1, bytes);
        Arrays.fill(bytes, (byte) 0);
        Arrays.fill(key.wrapped(), (byte) 0);
        assertArrayEquals(new byte[]{1, 2, 3}, key.wrapped());
    }

    @Test
    void textsSayNamesAndVersionsOnly() throws Exception {
        var keks = new Keks(root(counting()), "yunda", Algorithm.SM4_GCM, counting());
        keks.add(keks.generate());
        keks.add(keks.generate());
        WrappedKey row = keks.destroy(1);
        assertEquals("Keks[kek/yunda, versions [2], destroyed [1]]", keks.toString());
        assertEquals("WrappedKey[kek/yunda version 1, destroyed]", row.toString());
        assertEquals("WrappedKey[kek/yunda version 3]", keks.generate().toString());
    }

    private void assertOpens(Dek unwrapped) throws NotAuthentic {
        assertArrayEquals(PHONE, unwrapped.open(phone, PHONE_FIELD));
    }

    private static void assertNotAKek(byte[] wrapped) {
        assertThrows(NotAuthentic.class, () -> none().add(new WrappedKey("kek/yunda", 1, wrapped)));
    }

    private static boolean namesAnotherVersion(byte[] wrapped, byte[] original) {
        return !Arrays.equals(wrapped, 2, 6, original, 2, 6);
    }

    private static Keks none() {
        return new Keks(ROOT, "yunda", Algorithm.SM4_GCM, Randomness.SYSTEM);
    }

    private static Keks keks(Algorithm algorithm) throws NotAuthentic {
        var keks = new Keks(ROOT, "yunda", algorithm, Randomness.SYSTEM);
        keks.add(keks.generate());
        return keks;
    }
}

package org.doorstep.verifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A log in a directory, whole and tampered with. */
class DirectoryLogTest {

    private static final int SIZE = 70_000;
    private static final SampleLog LOG = SampleLog.of(SIZE);

    @TempDir
    Path directory;

    @BeforeEach
    void writeLog() {
        LOG.writeTo(directory, 1_300);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 255, 256, 257, 512, 1_300})
    void aWholeLogOfAnySizeIsProved(int size, @TempDir Path other) {
        LOG.writeTo(other, size);

        var ran = check(other);

        assertEquals(0, ran.code(), ran.out() + ran.err());
        assertTrue(ran.says("PROVED\n"), ran.out());
        assertTrue(ran.says("Entries:      " + size), ran.out());
    }

    @Test
    void aLogWithTilesOfThreeLevelsIsProved(@TempDir Path other) throws IOException {
        LOG.writeTo(other, SIZE);
        var kept = Files.writeString(other.resolve("kept"), LOG.checkpoint(65_537));

        var ran = check(other, "--known", kept.toString());

        assertEquals(0, ran.code(), ran.out() + ran.err());
        assertTrue(ran.says("Checkpoints:  1 compared"), ran.out());
    }

    @Test
    void aChangedTileOfTheSecondLevelIsNamed(@TempDir Path other) throws IOException {
        LOG.writeTo(other, SIZE);
        flip(other.resolve("tile/1/000"), 4711);

        var ran = check(other);

        assertEquals(1, ran.code());
        assertTrue(ran.says("The tile tile/1/000 was changed; what is under it is whole."), ran.out());
        assertEquals(1, findings(ran), ran.out());
    }

    @Test
    void oneChangedByteOfALeafIsNamed() throws IOException {
        flip(directory.resolve("tile/entries/002"), 40);

        var ran = check(directory);

        assertEquals(1, ran.code());
        assertTrue(ran.says("Leaf 513 in the bundle tile/entries/002 is not what was sealed"), ran.out());
        assertEquals(1, findings(ran), ran.out());
    }

    @Test
    void aChangedTileIsNamedAndItsLeavesAreNotBlamed() throws IOException {
        flip(directory.resolve("tile/0/003"), 40);

        var ran = check(directory);

        assertEquals(1, ran.code());
        assertTrue(ran.says("The tile tile/0/003 was changed; its leaves are whole."), ran.out());
        assertEquals(1, findings(ran), ran.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tile/0/005.p/20", "tile/1/000.p/5"})
    void aChangedLastTileIsNamed(String tile) throws IOException {
        flip(directory.resolve(tile), 40);

        var ran = check(directory);

        assertEquals(1, ran.code());
        assertTrue(ran.says("The tile " + tile + " was changed; what is under it is whole."), ran.out());
        assertEquals(1, findings(ran), ran.out());
    }

    @Test
    void aTileAndItsBundleChangedAlikeAreNamedByTheTileAbove() {
        var leaves = new ArrayList<>(LOG.tree().leaves().subList(0, 1_300));
        leaves.set(300, SampleLog.leaf(SampleLog.entry(300), "RUN_LIST"));
        var forged = new SampleLog(leaves);
        var bundle = Path.of("tile/entries/001");
        forged.writeTo(directory.resolve("forged"), 1_300);
        copy(directory.resolve("forged"), bundle);
        copy(directory.resolve("forged"), Path.of("tile/0/001"));

        var ran = check(directory);

        assertEquals(1, ran.code());
        assertTrue(ran.says("The tile tile/0/001 is not what the tile above it commits to"), ran.out());
        assertTrue(ran.says("leaves 257 to 512"), ran.out());
    }

    @Test
    void aMissingBundleIsNamed() throws IOException {
        Files.delete(directory.resolve("tile/entries/004"));

        var ran = check(directory);

        assertEquals(1, ran.code());
        assertTrue(ran.says("The bundle tile/entries/004 is missing: leaves 1025 to 1280."), ran.out());
    }

    @Test
    void aRolledBackLogIsToldFromAKeptCheckpoint(@TempDir Path older) throws IOException {
        LOG.writeTo(older, 700);
        var kept = Files.writeString(directory.resolve("kept"), LOG.checkpoint(1_300));

        var ran = check(older, "--known", kept.toString());

        assertEquals(1, ran.code());
        assertTrue(ran.says("A checkpoint of size 1300 was published"), ran.out());
        assertTrue(ran.says("the log now has 700 entries: it was rolled back"), ran.out());
        assertEquals(0, check(older).code(), "without the kept checkpoint nobody can tell");
    }

    @Test
    void aForkIsToldFromAKeptCheckpoint(@TempDir Path other) throws IOException {
        var leaves = new ArrayList<>(LOG.tree().leaves().subList(0, 1_300));
        leaves.set(7, SampleLog.leaf(SampleLog.entry(7), "SEARCH"));
        new SampleLog(leaves).writeTo(other, 1_300);
        var kept = Files.writeString(directory.resolve("kept"), LOG.checkpoint(900));
        var harmless = Files.writeString(directory.resolve("harmless"), LOG.checkpoint(7));

        var ran = check(other, "--known", kept.toString(), "--known", harmless.toString());

        assertEquals(1, ran.code());
        assertTrue(ran.says("A checkpoint of size 900 from " + kept + " is signed and has another root"), ran.out());
        assertEquals(1, findings(ran), ran.out());
    }

    @Test
    void aTreeThatIsWrittenAnewUnderAnOldSignatureIsBoundedByKeptCheckpoints(@TempDir Path other) throws IOException {
        var leaves = new ArrayList<>(LOG.tree().leaves().subList(0, 1_300));
        leaves.set(600, SampleLog.leaf(SampleLog.entry(600), "SEARCH"));
        new SampleLog(leaves).writeTo(other, 1_300);
        Files.writeString(other.resolve("checkpoint"), LOG.checkpoint(1_300));
        var before = Files.writeString(directory.resolve("before"), LOG.checkpoint(600));
        var after = Files.writeString(directory.resolve("after"), LOG.checkpoint(601));

        var ran = check(other, "--known", before.toString(), "--known", after.toString());

        assertEquals(1, ran.code());
        assertTrue(ran.says("The tiles do not give the root that was signed for 1300 entries."), ran.out());
        assertTrue(ran.says("The first 600 entries are still proved by an older checkpoint. The first 601 are not."),
                ran
                        .out());
    }

    @Test
    void aCheckpointOfAnotherKeyIsNotBelieved() throws IOException {
        var thief = new SampleSigner(SampleLog.ORIGIN, "a thief");
        var text = LOG.text(1_300);
        Files.writeString(directory.resolve("checkpoint"), text + "\n" + thief.ed25519Line(text) + thief.sm2Line(text));

        var ran = check(directory);

        assertEquals(1, ran.code());
        assertTrue(ran.says("no signature of a trusted key stands on it: Ed25519, SM2 with SM3"), ran.out());
    }

    @Test
    void aForgedSignatureIsNotBelieved() throws IOException {
        var checkpoint = LOG.checkpoint(1_300).split("\n", -1);
        checkpoint[1] = "1299";
        Files.writeString(directory.resolve("checkpoint"), String.join("\n", checkpoint));

        var ran = check(directory);

        assertEquals(1, ran.code());
        assertTrue(ran.says("its Ed25519 signature is wrong"), ran.out());
    }

    @Test
    void aForgedSm2SignatureIsNotBelievedThoughTheOtherIsRight() throws IOException {
        var text = LOG.text(1_300);
        Files.writeString(directory.resolve("checkpoint"), text + "\n" + SampleLog.SIGNER.ed25519Line(text)
                + SampleLog.SIGNER.sm2Line(LOG.text(1_299)));

        assertTrue(check(directory).says("its SM2 with SM3 signature is wrong"));
        assertEquals(0, Ran.with("--directory", directory.toString(), "--key", SampleLog.SIGNER.ed25519Key()).code());
    }

    @Test
    void bothKindsOfKeyMustHaveSigned() throws IOException {
        var text = LOG.text(1_300);
        Files.writeString(directory.resolve("checkpoint"), text + "\n" + SampleLog.SIGNER.ed25519Line(text));

        var ran = check(directory);

        assertEquals(1, ran.code());
        assertTrue(ran.says("no signature of a trusted key stands on it: SM2 with SM3"), ran.out());
    }

    @Test
    void leavesMustBeInTheirOneSpelling(@TempDir Path other) {
        var leaves = new ArrayList<>(LOG.tree().leaves().subList(0, 300));
        leaves.set(17, new String(leaves.get(17), StandardCharsets.UTF_8).replace("\\u000f", "\\u000F").getBytes(
                StandardCharsets.UTF_8));
        leaves.set(18, new String(leaves.get(18), StandardCharsets.UTF_8).replace("\"v\":1", "\"v\":2").getBytes(
                StandardCharsets.UTF_8));
        leaves.set(19, new String(leaves.get(19), StandardCharsets.UTF_8).replace(",\"zone\"", ", \"zone\"").getBytes(
                StandardCharsets.UTF_8));
        new SampleLog(leaves).writeTo(other, 300);

        var ran = check(other);

        assertEquals(1, ran.code());
        assertTrue(ran.says("Leaf 18 is not in the canonical form"), ran.out());
        assertTrue(ran.says("Leaf 19 is of a version that is not known"), ran.out());
        assertTrue(ran.says("Leaf 20 is not in the canonical form"), ran.out());
        assertEquals(3, findings(ran), ran.out());
    }

    @Test
    void leavesMustStandInTheOrderOfTheirEntries(@TempDir Path other) {
        var leaves = new ArrayList<>(LOG.tree().leaves().subList(0, 300));
        leaves.add(100, leaves.remove(120));
        new SampleLog(leaves).writeTo(other, 300);

        var ran = check(other);

        assertEquals(1, ran.code());
        assertTrue(
                ran.says("Leaf 102 is of entry " + SampleLog.entry(100) + " and stands after entry " + SampleLog.entry(
                        120)),
                ran.out());
    }

    @Test
    void cosignaturesAreCountedAgainstTheQuorum() throws IOException {
        var one = new SampleSigner("witness.example/one", "one");
        var two = new SampleSigner("witness.example/two", "two");
        var text = LOG.text(1_300);
        Files.writeString(directory.resolve("checkpoint"), LOG.checkpoint(1_300) + one.cosignature(text, 1_795_000_000L)
                + new SampleSigner("witness.example/three", "three").cosignature(text, 1_795_000_000L));
        var keys = new String[]{"--witness-key", one.witnessKey(), "--witness-key", two.witnessKey()};

        assertEquals(1, check(directory, keys).code());
        assertTrue(check(directory, keys).says("fewer than 2 cosigned: 1 of 2"));
        var enough = check(directory, with(keys, "--quorum", "1"));
        assertEquals(0, enough.code(), enough.out());
        assertTrue(enough.says("cosigned by 1 of 2 witnesses, the first at 2026-11-18T"), enough.out());
    }

    @Test
    void aCosignatureOfAnotherCheckpointIsWrong() throws IOException {
        var one = new SampleSigner("witness.example/one", "one");
        Files.writeString(directory.resolve("checkpoint"), LOG.checkpoint(1_300) + one.cosignature(LOG.text(1_299),
                1_795_000_000L));

        assertTrue(check(directory, "--witness-key", one.witnessKey()).says(
                "The cosignature of witness.example/one on the newest checkpoint is wrong."));
    }

    @Test
    void theResultIsThereForMachines() throws IOException {
        flip(directory.resolve("tile/0/003"), 40);

        var ran = check(directory, "--json");

        assertEquals(1, ran.code());
        assertTrue(ran.says("\"proved\" : false"), ran.out());
        assertTrue(ran.says("\"kind\" : \"TILE\""), ran.out());
        assertTrue(ran.says("\"place\" : \"tile/0/003\""), ran.out());
    }

    @Test
    void whatCannotBeCheckedIsNeitherProvedNorWrong() {
        assertEquals(2, Ran.with("--directory", directory.toString()).code());
        assertEquals(2, Ran.with("--directory", directory.resolve("nowhere").toString(), "--key",
                SampleLog.SIGNER.ed25519Key()).code());
        assertEquals(2, check(directory, "--known", directory.resolve("none").toString()).code());
        assertEquals(2, check(directory, "--nonsense").code());
        assertEquals(2, Ran.with().code());
        assertFalse(Ran.with("--help").says("  -h"));
        assertEquals(0, Ran.with("--help").code());
    }

    static Ran check(Path directory, String... more) {
        return Ran.with(with(new String[]{"--directory", directory.toString(), "--key", SampleLog.SIGNER.ed25519Key(),
                "--key", SampleLog.SIGNER.sm2Key()}, more));
    }

    static String[] with(String[] some, String... more) {
        var all = new ArrayList<>(List.of(some));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    static long findings(Ran ran) {
        return Arrays.stream(ran.out().split("\n")).filter(line -> line.startsWith("- ")).count();
    }

    static void flip(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 1;
        Files.write(file, bytes);
    }

    private void copy(Path from, Path file) {
        try {
            SampleLog.write(directory.resolve(file), Files.readAllBytes(from.resolve(file)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

package org.doorstep.transparency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import org.doorstep.crypto.FileRootKey;
import org.doorstep.crypto.SigningKey;
import org.doorstep.crypto.SigningKey.Scheme;
import org.doorstep.vault.LogKeys;
import org.doorstep.vault.LogKeys.Generation;
import org.doorstep.verifier.Succession;
import org.doorstep.verifier.VerifierKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One generation of the log's keys follows another, before the verifier's and the sealer's eyes. */
class LogKeySuccessionTest {

    private static final String ORIGIN = "doorstep.test/log";
    private static final byte[] ROOT = Merkle.EMPTY;

    @TempDir
    private Path folder;

    private FileRootKey root;

    @BeforeEach
    void root() {
        root = FileRootKey.loadOrCreate(folder.resolve("root.key"));
    }

    @Test
    void whoKnowsOneOfTwoGenerationsReadsOnWhileBothSign() throws Exception {
        var first = generation(1, true);
        var second = generation(2, true);
        var both = signer(first, second).sign(7, ROOT).toString();

        assertEquals(List.of(true, true, true), List.of(trusts(both, first), trusts(both, second),
                trusts(both, first, second)));
    }

    @Test
    void olderCheckpointsStayVerifiableByWhoHasBothKeys() throws Exception {
        var first = generation(1, true);
        var before = signer(first).sign(7, ROOT).toString();
        var after = signer(resting(first), generation(2, true));

        assertTrue(trusts(before, first));
        assertTrue(trusts(before, first, after.keys().generations().getLast()));
        assertFalse(trusts(after.sign(8, ROOT).toString(), first), "the old keys sign no more");
    }

    @Test
    void keysThatAreAnnouncedDoNotSign() throws Exception {
        var first = generation(1, true);
        var announced = generation(2, false);

        var note = signer(first, announced).sign(7, ROOT).toString();

        assertTrue(trusts(note, first));
        assertFalse(trusts(note, announced));
    }

    /** The next sealer may be a node that has heard more, or less, than the one that signed the head. */
    @Test
    void headOfEitherGenerationIsThisLogs() throws Exception {
        var first = generation(1, true);
        var second = generation(2, true);
        var both = new Checkpoint(7, ROOT, 7, signer(first, second).sign(7, ROOT));

        assertTrue(signer(first).signed(both));
        assertTrue(signer(resting(first), second).signed(both));
        assertTrue(signer(resting(first), second).signed(new Checkpoint(6, ROOT, 6, signer(first).sign(6, ROOT))));
        assertFalse(signer(generation(1, true)).signed(both), "somebody else's");
    }

    @Test
    void oldKeysSignForTheNewAndNobodyElseDoes() throws Exception {
        var first = generation(1, true);
        var second = generation(2, true);
        var note = signer(first, second).succession().orElseThrow().toString();

        var succession = Succession.parse(note.getBytes(StandardCharsets.UTF_8));

        assertEquals(signer(second).verifierKeys(), succession.keys().stream().map(VerifierKey::toString).toList());
        assertTrue(succession.objection(trusted(first)).isEmpty());
        assertTrue(succession.objection(trusted(generation(1, true))).isPresent());
        assertTrue(succession.objection(trusted(second)).isPresent(), "they do not sign for themselves");
        var forged = note.replace(succession.keys().getFirst().toString(), signer(generation(3, true)).verifierKeys()
                .getFirst());
        assertTrue(Succession.parse(forged.getBytes(StandardCharsets.UTF_8)).objection(trusted(first)).isPresent());
        assertTrue(signer(first).succession().isEmpty());
    }

    private static boolean trusts(String note, Generation... generations) throws Exception {
        return trusted(generations).objection(org.doorstep.verifier.Checkpoint.parse(note)).isEmpty();
    }

    private static org.doorstep.verifier.LogKeys trusted(Generation... generations) throws Exception {
        var keys = new java.util.ArrayList<VerifierKey>();
        for (var key : signer(generations).verifierKeys()) {
            keys.add(VerifierKey.parse(key));
        }
        return new org.doorstep.verifier.LogKeys(keys);
    }

    private static LogSigner signer(Generation... generations) {
        return new LogSigner(ORIGIN, new LogKeys(List.of(generations)));
    }

    private static Generation resting(Generation generation) {
        return new Generation(generation.version(), generation.ed25519(), generation.sm2(), false);
    }

    private Generation generation(int version, boolean signs) throws Exception {
        return new Generation(version, key(Scheme.ED25519, version), key(Scheme.SM2, version), signs);
    }

    private SigningKey key(Scheme scheme, int version) throws Exception {
        return SigningKey.open(root, "log", scheme, SigningKey.generate(root, "log", scheme, version));
    }
}

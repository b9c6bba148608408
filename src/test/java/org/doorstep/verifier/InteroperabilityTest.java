package org.doorstep.verifier;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;

import org.junit.jupiter.api.Test;

import dev.sigstore.merkle.InclusionProofVerificationException;
import dev.sigstore.merkle.InclusionProofVerifier;
import dev.sigstore.rekor.client.Checkpoints;

/** The same notes and proofs read by sigstore-java, which shares nothing with this code. */
class InteroperabilityTest {

    private static final SampleLog LOG = SampleLog.of(300);

    @Test
    void othersReadACheckpointAsWeDo() throws Exception {
        var note = LOG.checkpoint(300);
        var ours = Checkpoint.parse(note);

        var theirs = Checkpoints.from(note);

        assertEquals(ours.origin(), theirs.getOrigin());
        assertEquals(ours.size(), theirs.getSize());
        assertEquals(ours.root().toString(), theirs.getBase64Hash());
        assertEquals(ours.note().text(), theirs.getSignedData());
        assertEquals(ours.note().signatures().size(), theirs.getSignatures().size());
        for (int line = 0; line < 2; line++) {
            var signature = theirs.getSignatures().get(line);
            assertEquals(SampleLog.ORIGIN, signature.getIdentity());
            assertArrayEquals(ours.note().signatures().get(line).signature(), join(signature.getKeyHint(), signature
                    .getSignature()));
        }
    }

    @Test
    void othersAcceptAndRefuseTheSameProofs() {
        byte[] root = LOG.tree().root();
        for (int index = 0; index < 300; index += 7) {
            byte[] leaf = Proofs.leafHash(LOG.tree().leaves().get(index)).bytes();
            var path = LOG.tree().inclusion(index, 300);
            int at = index;
            assertDoesNotThrow(() -> InclusionProofVerifier.verify(leaf, at, 300, path, root));
            assertThrows(InclusionProofVerificationException.class,
                    () -> InclusionProofVerifier.verify(leaf, at + 1, 300,
                            path, root));
            assertTrue(Proofs.included(at, 300, Hash.of(leaf), path.stream().map(Hash::of).toList(), Hash.of(
                    root)));
        }
    }

    private static byte[] join(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
    }
}

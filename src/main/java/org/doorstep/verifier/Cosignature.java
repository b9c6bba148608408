package org.doorstep.verifier;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** What a witness states of a checkpoint and when (c2sp.org/tlog-cosignature, Ed25519). */
public record Cosignature(VerifierKey witness, Instant at) {

    private static final int ID_LENGTH = 4;

    /** The two lines that stand before the note's text in what a witness signs. */
    public static byte[] header(long posixSeconds) {
        return ("cosignature/v1\ntime " + posixSeconds + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    static Cosignature of(VerifierKey witness, Note.SignatureLine verified) {
        return new Cosignature(witness, Instant.ofEpochSecond(ByteBuffer.wrap(verified.signature()).getLong(
                ID_LENGTH)));
    }
}

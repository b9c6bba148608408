package org.doorstep.witness;

import org.doorstep.verifier.Note;

/** What a witness says to a submitted checkpoint (c2sp.org/tlog-witness, "add-checkpoint"). */
sealed interface Answer {

    /** It was consistent, and is remembered. */
    record Cosigned(Note.SignatureLine line) implements Answer {
    }

    /** The old size is not that of the checkpoint that was cosigned last. */
    record Conflict(long latest) implements Answer {
    }

    /** The submission is not in its form. */
    record Malformed(String why) implements Answer {
    }

    /** Of a log that this witness does not follow. */
    record UnknownLog() implements Answer {
    }

    /** Not signed by the log. */
    record NotSigned(String why) implements Answer {
    }

    /** Signed by the log, and not consistent with what the log signed before. */
    record Inconsistent(String why) implements Answer {
    }
}

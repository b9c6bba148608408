package org.doorstep.verifier;

/**
 * What a log says of its tree at a size (c2sp.org/tlog-checkpoint). It says so only to those who checked its
 * signatures: {@link LogKeys}.
 *
 * @param origin the log's name
 * @param size   leaves
 */
public record Checkpoint(String origin, long size, Hash root, Note note) {

    /** Reads the three lines; lines that follow are not looked at, as the specification has it. */
    public static Checkpoint of(Note note) throws Malformed {
        var lines = note.text().split("\n", -1);
        if (lines.length < 4) {
            throw new Malformed("a checkpoint of fewer than three lines");
        }
        for (int line = 0; line < lines.length - 1; line++) {
            if (lines[line].isEmpty()) {
                throw new Malformed("a checkpoint with an empty line");
            }
        }
        return new Checkpoint(lines[0], StrictText.number(lines[1]), Hash.ofBase64(lines[2]), note);
    }

    /** Reads a checkpoint as it is published. */
    public static Checkpoint parse(byte[] note) throws Malformed {
        return of(Note.parse(note));
    }

    /** Reads a checkpoint as it is published. */
    public static Checkpoint parse(String note) throws Malformed {
        return of(Note.parse(note));
    }
}

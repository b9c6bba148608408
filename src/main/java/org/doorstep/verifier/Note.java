package org.doorstep.verifier;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A signed note (c2sp.org/signed-note).
 *
 * @param text what is signed, with its last newline
 */
public record Note(String text, List<SignatureLine> signatures) {

    private static final int LONGEST = 1_000_000;
    private static final String DASH = "\u2014 ";

    /**
     * A signature line.
     *
     * @param signature the key's id, 4 bytes, and the signature
     */
    public record SignatureLine(String name, byte[] signature) {

        /** Reads one line, without its newline. */
        public static SignatureLine parse(String line) throws Malformed {
            var parts = line.split(" ", -1);
            if (parts.length != 3 || !line.startsWith(DASH) || !isKeyName(parts[1])) {
                throw new Malformed("a signature line of another form");
            }
            byte[] signature = StrictText.base64(parts[2]);
            if (signature.length < 5) {
                throw new Malformed("a signature line without a signature");
            }
            return new SignatureLine(parts[1], signature);
        }

        /** The line, with its newline. */
        @Override
        public String toString() {
            return DASH + name + " " + Base64.getEncoder().encodeToString(signature) + "\n";
        }
    }

    public Note {
        signatures = List.copyOf(signatures);
    }

    /** Reads a note of one or more signatures. */
    public static Note parse(byte[] bytes) throws Malformed {
        if (bytes.length > LONGEST) {
            throw new Malformed("a note of more than " + LONGEST + " bytes");
        }
        return parse(StrictText.utf8(bytes));
    }

    /** Reads a note of one or more signatures. */
    public static Note parse(String note) throws Malformed {
        if (note.codePoints().anyMatch(sign -> sign < ' ' && sign != '\n')) {
            throw new Malformed("a note with control characters");
        }
        int split = note.lastIndexOf("\n\n");
        if (split < 0 || !note.endsWith("\n") || split + 2 == note.length()) {
            throw new Malformed("a note without signatures");
        }
        var signatures = new ArrayList<SignatureLine>();
        for (var line : note.substring(split + 2, note.length() - 1).split("\n", -1)) {
            signatures.add(SignatureLine.parse(line));
        }
        return new Note(note.substring(0, split + 1), signatures);
    }

    static boolean isKeyName(String name) {
        return !name.isEmpty() && name.codePoints().noneMatch(sign -> Character.isWhitespace(sign)
                || Character.isSpaceChar(sign) || sign == '+');
    }

    /** The whole note, as it is published. */
    @Override
    public String toString() {
        var whole = new StringBuilder(text).append('\n');
        signatures.forEach(whole::append);
        return whole.toString();
    }
}

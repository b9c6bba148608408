package org.doorstep.witness;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.doorstep.verifier.Checkpoint;
import org.doorstep.verifier.Hash;
import org.doorstep.verifier.Malformed;
import org.doorstep.verifier.Proofs;

/**
 * The body of an add-checkpoint request.
 *
 * @param old   size of the checkpoint that the proof begins at
 * @param proof consistency from there to the checkpoint
 */
record Submission(long old, List<Hash> proof, Checkpoint checkpoint) {

    private static final Pattern OLD = Pattern.compile("old (0|[1-9][0-9]{0,17})");

    Submission {
        proof = List.copyOf(proof);
    }

    static Submission parse(byte[] body) throws Malformed {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        } catch (CharacterCodingException _) {
            throw new Malformed("not UTF-8");
        }
        int blank = text.indexOf("\n\n");
        if (blank < 0) {
            throw new Malformed("no empty line before the checkpoint");
        }
        var lines = text.substring(0, blank).split("\n", -1);
        var old = OLD.matcher(lines[0]);
        if (!old.matches()) {
            throw new Malformed("the first line is not \"old\" and a size");
        }
        if (lines.length - 1 > Proofs.LONGEST) {
            throw new Malformed("more than " + Proofs.LONGEST + " lines of proof");
        }
        var proof = new ArrayList<Hash>();
        for (int line = 1; line < lines.length; line++) {
            proof.add(Hash.ofBase64(lines[line]));
        }
        return new Submission(Long.parseLong(old.group(1)), proof, Checkpoint.parse(text.substring(blank + 2)));
    }
}

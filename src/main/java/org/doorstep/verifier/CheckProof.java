package org.doorstep.verifier;

import java.util.ArrayList;
import java.util.List;

/** Checks the proof of one entry, without the log. */
final class CheckProof {

    private CheckProof() {
    }

    /**
     * What a proof came to.
     *
     * @param wrong empty if it proves
     * @param says  what it proves, line by line
     */
    record Result(List<String> wrong, List<String> says) {
    }

    static Result of(byte[] file, CheckLog.Trust trust) {
        var wrong = new ArrayList<String>();
        var says = new ArrayList<String>();
        try {
            var proof = Proof.parse(file);
            var checkpoint = proof.checkpoint();
            trust.keys().objection(checkpoint).ifPresent(why -> wrong.add(
                    "The checkpoint is not to be believed: " + why + "."));
            says.add("Log: " + StrictText.printable(checkpoint.origin()) + ", " + checkpoint.size() + " entries");
            cosigned(checkpoint, trust, wrong, says);
            var extra = proof.extra();
            if (extra == null) {
                wrong.add("The proof does not carry its leaf.");
            } else {
                if (!proof.leadsFrom(extra)) {
                    wrong.add("The leaf is not in the tree of the checkpoint at index " + proof.index() + ".");
                }
                Leaf.parse(extra, new CanonicalWriter()).members().forEach((member, value) -> says.add(member + ": "
                        + StrictText.printable(value.toString())));
            }
        } catch (Malformed e) {
            wrong.add("It cannot be read: " + e.getMessage() + ".");
        }
        return new Result(wrong, says);
    }

    private static void cosigned(Checkpoint checkpoint, CheckLog.Trust trust, List<String> wrong, List<String> says) {
        if (trust.witnesses().isEmpty()) {
            return;
        }
        var cosignatures = LogKeys.cosignatures(trust.witnesses(), checkpoint.note());
        cosignatures.values().forEach(one -> says.add("Cosigned by " + one.witness().name() + " at " + one.at()));
        if (cosignatures.size() < trust.quorum()) {
            wrong.add("Of the witnesses asked for, " + cosignatures.size() + " cosigned; " + trust.quorum()
                    + " are wanted.");
        }
    }
}

package org.doorstep.verifier;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The newest keys of a log, as those before them sign for them: the line {@code doorstep-log-keys/1}, the log's name, then
 * a verifier key a line. So whoever trusts the older keys comes to trust the newest without asking anybody.
 */
public record Succession(String origin, List<VerifierKey> keys, Note note) {

    private static final String FORMAT = "doorstep-log-keys/1";
    private static final int FIRST_KEY = 2;

    public Succession {
        keys = List.copyOf(keys);
    }

    /** Reads one as it is published. */
    public static Succession parse(byte[] bytes) throws Malformed {
        var note = Note.parse(bytes);
        var lines = note.text().lines().toList();
        if (lines.size() <= FIRST_KEY || !lines.getFirst().equals(FORMAT)) {
            throw new Malformed("a note that does not hand keys on");
        }
        var keys = new ArrayList<VerifierKey>();
        for (var line : lines.subList(FIRST_KEY, lines.size())) {
            var key = VerifierKey.parse(line);
            if (!key.name().equals(lines.get(1)) || key.algorithm() == VerifierKey.Algorithm.COSIGNATURE) {
                throw new Malformed("a key of somebody else");
            }
            keys.add(key);
        }
        return new Succession(lines.get(1), keys, note);
    }

    /** Why the keys are not to be trusted by whoever trusts these; empty if they are. */
    public Optional<String> objection(LogKeys trusted) {
        return trusted.objection(origin, note);
    }
}

package org.doorstep.verifier;

import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys that are trusted to sign for a log. Of each algorithm among them one signature must stand on a checkpoint,
 * so that who holds both keys' public halves notices when only one was used; and no signature of theirs may be wrong.
 */
public final class LogKeys {

    private final List<VerifierKey> keys;

    public LogKeys(Collection<VerifierKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /** Whether any of the keys may sign for this origin: a log's key has its name. */
    public boolean know(String origin) {
        return keys.stream().anyMatch(key -> key.name().equals(origin));
    }

    /** Why a checkpoint is not to be believed; empty if it is. */
    public Optional<String> objection(Checkpoint checkpoint) {
        return objection(checkpoint.origin(), checkpoint.note());
    }

    /** Why what a log says is not to be believed; empty if it is. */
    Optional<String> objection(String origin, Note note) {
        var own = keys.stream().filter(key -> key.name().equals(origin)).toList();
        if (own.isEmpty()) {
            return Optional.of("it is of the log \"" + StrictText.printable(origin)
                    + "\", of which no trusted key was given");
        }
        var missing = EnumSet.noneOf(VerifierKey.Algorithm.class);
        own.forEach(key -> missing.add(key.algorithm()));
        for (var line : note.signatures()) {
            for (var key : own) {
                if (key.made(line)) {
                    if (!key.verifies(note, line)) {
                        return Optional.of("its " + key.algorithm().title() + " signature is wrong");
                    }
                    missing.remove(key.algorithm());
                }
            }
        }
        return missing.isEmpty() ? Optional.empty()
                : Optional.of("no signature of a trusted key stands on it: "
                        + String.join(", ", missing.stream().map(VerifierKey.Algorithm::title).toList()));
    }

    /** The cosignatures on a note by these witnesses, the first that is right of each. */
    static Map<String, Cosignature> cosignatures(Collection<VerifierKey> witnesses, Note note) {
        var found = new LinkedHashMap<String, Cosignature>();
        for (var witness : witnesses) {
            for (var line : note.signatures()) {
                if (witness.made(line) && witness.verifies(note, line)) {
                    found.putIfAbsent(witness.toString(), Cosignature.of(witness, line));
                }
            }
        }
        return found;
    }
}

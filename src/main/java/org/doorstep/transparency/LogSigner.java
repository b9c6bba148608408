package org.doorstep.transparency;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.doorstep.transparency.SignedNote.Key;
import org.doorstep.vault.LogKeys;
import org.doorstep.vault.LogKeys.Generation;

/**
 * Signs checkpoints: a line that every client knows, and one of the national algorithms beside it. While one generation
 * of keys follows another, both sign, so who has heard of one of them only goes on reading.
 */
record LogSigner(String origin, LogKeys keys) {

    private static final String SUCCESSION = "doorstep-log-keys/1\n";

    private Key ed25519(Generation keys) {
        return new Key(origin, Key.ED25519, keys.ed25519().publicKey());
    }

    private Key sm2(Generation keys) {
        return new Key(origin, Key.SM2, keys.sm2().publicKey());
    }

    SignedNote sign(long size, byte[] root) {
        var note = new SignedNote(Checkpoint.text(origin, size, root), "");
        for (var generation : keys.generations()) {
            note = generation.signs() ? signed(note, generation) : note;
        }
        return note;
    }

    private SignedNote signed(SignedNote note, Generation generation) {
        return note.with(ed25519(generation).line(generation.ed25519().sign(note.signed())))
                .with(sm2(generation).line(generation.sm2().sign(note.signed())));
    }

    /**
     * Whether a checkpoint says what its columns say, and this log signed it: Ed25519 signs the same text alike every time
     * (RFC 8032, 5.1.6).
     */
    boolean signed(Checkpoint checkpoint) {
        var note = new SignedNote(Checkpoint.text(origin, checkpoint.size(), checkpoint.root()), "");
        return checkpoint.note().text().equals(note.text()) && keys.generations().stream()
                .anyMatch(generation -> checkpoint.note().signatures()
                        .contains(ed25519(generation).line(generation.ed25519().sign(note.signed()))));
    }

    /** Of every generation, oldest first: older checkpoints stay verifiable. */
    List<String> verifierKeys() {
        return keys.generations().stream().flatMap(this::verifierKeys).toList();
    }

    private Stream<String> verifierKeys(Generation generation) {
        return Stream.of(ed25519(generation).toVerifierKey(), sm2(generation).toVerifierKey());
    }

    /** The newest keys, signed by those before them: whoever trusts these can trust those. Empty if there are none. */
    Optional<SignedNote> succession() {
        int last = keys.generations().size() - 1;
        return last < 1 ? Optional.empty()
                : Optional.of(signed(new SignedNote(SUCCESSION + origin + "\n"
                        + String.join("\n", verifierKeys(keys.generations().get(last)).toList()) + "\n", ""),
                        keys.generations().get(last - 1)));
    }
}

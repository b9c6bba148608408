package org.doorstep.transparency;

import java.util.List;

import org.doorstep.transparency.SignedNote.Key;
import org.doorstep.vault.LogKeys;

/** Signs checkpoints: a line that every client knows, and one of the national algorithms beside it. */
record LogSigner(String origin, LogKeys keys) {

    private Key ed25519() {
        return new Key(origin, Key.ED25519, keys.ed25519().publicKey());
    }

    private Key sm2() {
        return new Key(origin, Key.SM2, keys.sm2().publicKey());
    }

    SignedNote sign(long size, byte[] root) {
        var note = new SignedNote(Checkpoint.text(origin, size, root), "");
        return note.with(ed25519().line(keys.ed25519().sign(note.signed())))
                .with(sm2().line(keys.sm2().sign(note.signed())));
    }

    /**
     * Whether a checkpoint says what its columns say, and this log signed it: Ed25519 signs the same text alike every time
     * (RFC 8032, 5.1.6).
     */
    boolean signed(Checkpoint checkpoint) {
        var note = new SignedNote(Checkpoint.text(origin, checkpoint.size(), checkpoint.root()), "");
        return checkpoint.note().text().equals(note.text())
                && checkpoint.note().signatures().contains(ed25519().line(keys.ed25519().sign(note.signed())));
    }

    List<String> verifierKeys() {
        return List.of(ed25519().toVerifierKey(), sm2().toVerifierKey());
    }
}

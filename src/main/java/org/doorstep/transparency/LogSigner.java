package org.doorstep.transparency;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;

import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
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

    /** Whether a checkpoint says what its columns say, and this log signed it. */
    boolean signed(Checkpoint checkpoint) {
        var note = checkpoint.note();
        return note.text().equals(Checkpoint.text(origin, checkpoint.size(), checkpoint.root()))
                && note.signatures().lines().anyMatch(line -> verifies(line, note.signed()));
    }

    private boolean verifies(String line, byte[] signed) {
        var key = ed25519();
        var bytes = Base64.getDecoder().decode(line.substring(line.lastIndexOf(' ') + 1));
        if (bytes.length != 4 + 64 || !key.line(Arrays.copyOfRange(bytes, 4, bytes.length)).equals(line + "\n")) {
            return false;
        }
        var signer = new Ed25519Signer();
        signer.init(false, new Ed25519PublicKeyParameters(key.publicKey()));
        signer.update(signed, 0, signed.length);
        return signer.verifySignature(Arrays.copyOfRange(bytes, 4, bytes.length));
    }

    List<String> verifierKeys() {
        return List.of(ed25519().toVerifierKey(), sm2().toVerifierKey());
    }
}

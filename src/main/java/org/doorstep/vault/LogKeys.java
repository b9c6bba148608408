package org.doorstep.vault;

import org.doorstep.crypto.SigningKey;

/** What checkpoints of the log are signed with: for everybody, and for those who need the national algorithms. */
public record LogKeys(SigningKey ed25519, SigningKey sm2) {
}

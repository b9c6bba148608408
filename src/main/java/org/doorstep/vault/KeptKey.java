package org.doorstep.vault;

import org.doorstep.crypto.WrappedKey;

/**
 * A key as the database holds it.
 *
 * @param active whether it is written with: every node has heard of it by then
 * @param moved whether nothing that changes is left under it
 * @param retired whether it signs no more
 */
record KeptKey(WrappedKey key, boolean active, boolean moved, boolean retired) {

    boolean isOf(String purpose) {
        return key.purpose().equals(purpose) && !key.isDestroyed();
    }
}

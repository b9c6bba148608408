package org.doorstep.vault;

/**
 * A member of staff's own number as it is sealed: kept for calls that connect without telling it.
 *
 * @param kekVersion the key encryption key that wraps its key
 * @param index blind index of the number
 */
public record SealedPhone(int kekVersion, byte[] wrappedDek, byte[] envelope, byte[] index) {

    @Override
    public String toString() {
        return "SealedPhone[]";
    }
}

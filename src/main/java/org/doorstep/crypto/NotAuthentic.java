package org.doorstep.crypto;

/**
 * Sealed bytes that this key, for this place, did not make: altered, cut short, of another format or algorithm,
 * sealed under another key, or moved from another row or field.
 * The causes are not told apart, and the message carries no data.
 */
public final class NotAuthentic extends Exception {

    public NotAuthentic() {
        super("Sealed bytes are not authentic here");
    }
}

package org.doorstep.crypto;

/**
 * A DEK is wrapped under a KEK version that is not open here. If {@link #destroyed()}, whatever it protects is gone
 * for good; if not, another node may have made the version and it has yet to be {@linkplain Keks#add added}.
 */
public final class KekMissing extends Exception {

    private final int version;
    private final boolean destroyed;

    KekMissing(int version, boolean destroyed) {
        super("KEK version " + Integer.toUnsignedString(version) + (destroyed ? " is destroyed" : " is not loaded"));
        this.version = version;
        this.destroyed = destroyed;
    }

    public int version() {
        return version;
    }

    public boolean destroyed() {
        return destroyed;
    }
}

package org.doorstep.verifier;

/**
 * The place of a tile or of a bundle of leaves (c2sp.org/tlog-tiles).
 *
 * @param level 0 for hashes of leaves; {@link #ENTRIES} for the leaves themselves
 * @param index within the level
 * @param width hashes or leaves in it, 1 to 256
 */
record TilePath(int level, long index, int width) {

    static final int ENTRIES = -1;
    static final int FULL = 256;

    boolean isFull() {
        return width == FULL;
    }

    TilePath full() {
        return new TilePath(level, index, FULL);
    }

    /** Below the log's prefix, such as {@code tile/0/x001/234.p/17}. */
    @Override
    public String toString() {
        var number = new StringBuilder(group(index % 1000));
        for (long rest = index / 1000; rest > 0; rest /= 1000) {
            number.insert(0, "x" + group(rest % 1000) + "/");
        }
        return "tile/" + (level == ENTRIES ? "entries" : Integer.toString(level)) + "/" + number
                + (isFull() ? "" : ".p/" + width);
    }

    private static String group(long number) {
        return "%03d".formatted(number);
    }
}

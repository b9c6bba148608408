package org.doorstep.transparency;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which tile, and how much of it: {@code <L>/<N>[.p/<W>]} of c2sp.org/tlog-tiles.
 *
 * @param level -1 for bundles of entries, else 0 to 63
 * @param width 1 to 256
 */
record Tile(int level, long index, int width) {

    /** The level that stands for bundles of entries. */
    static final int ENTRIES = -1;

    private static final Pattern INDEX = Pattern.compile("((?:x\\d{3}/){0,5})(\\d{3})(?:\\.p/([1-9]\\d{0,2}))?");
    private static final Pattern LEVEL = Pattern.compile("0|[1-9]\\d?");
    private static final int LEVELS = 64;

    Tile {
        if (level < ENTRIES || level >= LEVELS || index < 0 || width < 1 || width > Hashes.WIDTH) {
            throw new IllegalArgumentException("no such tile");
        }
    }

    /** Reads a level and a path; nothing if they are not in the one form that the specification has. */
    static Optional<Tile> parse(String level, String path) {
        var index = INDEX.matcher(path);
        if (!index.matches() || !("entries".equals(level) || LEVEL.matcher(level).matches())) {
            return Optional.empty();
        }
        int width = index.group(3) == null ? Hashes.WIDTH : Integer.parseInt(index.group(3));
        int number = "entries".equals(level) ? ENTRIES : Integer.parseInt(level);
        boolean padded = index.group(1).startsWith("x000/");
        return padded || number >= LEVELS || (index.group(3) != null && width >= Hashes.WIDTH)
                ? Optional.empty()
                : Optional.of(new Tile(number, Long.parseLong(index.group(1).replaceAll("[x/]", "") + index.group(2)),
                        width));
    }
}

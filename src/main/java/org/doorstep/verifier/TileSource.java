package org.doorstep.verifier;

import org.jspecify.annotations.Nullable;

/** Where a log is read from. Safe for use by many threads. */
interface TileSource extends AutoCloseable {

    /** The newest checkpoint, as it is published. */
    byte[] checkpoint();

    /** A tile or bundle; null if it is not there. */
    byte @Nullable [] read(TilePath path);

    /** Told of each tile and bundle once it is proved, for those who keep a copy. */
    default void proved(TilePath path, byte[] bytes) {
    }

    @Override
    default void close() {
    }
}

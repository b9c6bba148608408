package org.doorstep.crypto;

import java.nio.file.Path;

/** Makes a root key file, the next one for a change: a program of its own, which prints nothing. */
public final class NewRootKey {

    private NewRootKey() {
    }

    /** @param file where it shall be; one that is there already stays */
    public static void main(String... file) {
        var _ = FileRootKey.loadOrCreate(Path.of(file[0]));
    }
}

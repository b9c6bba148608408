package org.doorstep.crypto;

import java.nio.file.Files;
import java.nio.file.Path;

/** A command that makes a root key file, for where the service cannot: its place is read-only in a cluster. */
public final class NewRootKey {

    private NewRootKey() {
    }

    /**
     * Makes the file with mode 0600, and never replaces one.
     *
     * @param arguments the file
     */
    public static void main(String[] arguments) {
        if (arguments.length != 1) {
            throw new IllegalArgumentException("usage: new-root-key FILE");
        }
        var file = Path.of(arguments[0]);
        if (Files.exists(file)) {
            throw new IllegalArgumentException("There is a file " + file + " already: a root key is never replaced");
        }
        var _ = FileRootKey.loadOrCreate(file);
    }
}

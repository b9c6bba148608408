package org.doorstep.verifier;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Verifier keys as they are given on a command line: each a key itself, or a file with one a line. */
public final class KeyFile {

    private KeyFile() {
    }

    /** All keys of all arguments; empty lines and those that begin with {@code #} are skipped. */
    public static List<VerifierKey> all(Collection<String> arguments) {
        var keys = new ArrayList<VerifierKey>();
        for (var argument : arguments) {
            for (var line : lines(argument)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    try {
                        keys.add(VerifierKey.parse(line));
                    } catch (Malformed e) {
                        throw new CannotCheck("A key cannot be used: " + e.getMessage() + ".", e);
                    }
                }
            }
        }
        return keys;
    }

    private static List<String> lines(String argument) {
        try {
            var file = Path.of(argument);
            return Files.isRegularFile(file) ? Files.readAllLines(file) : List.of(argument);
        } catch (InvalidPathException _) {
            return List.of(argument);
        } catch (IOException e) {
            throw new CannotCheck("The file of keys " + argument + " cannot be read.", e);
        }
    }
}

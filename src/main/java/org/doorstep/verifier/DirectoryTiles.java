package org.doorstep.verifier;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/** A log in a directory, its files named as its addresses are. */
final class DirectoryTiles implements TileSource {

    static final String CHECKPOINT = "checkpoint";

    private final Path directory;

    DirectoryTiles(Path directory) {
        this.directory = directory;
    }

    @Override
    public byte[] checkpoint() {
        byte[] checkpoint = file(CHECKPOINT);
        if (checkpoint == null) {
            throw new CannotCheck("There is no checkpoint in " + directory + ".");
        }
        return checkpoint;
    }

    @Override
    public byte @Nullable [] read(TilePath path) {
        return file(path.toString());
    }

    private byte @Nullable [] file(String name) {
        try {
            return Files.readAllBytes(directory.resolve(name));
        } catch (NoSuchFileException _) {
            return null;
        } catch (IOException e) {
            throw new CannotCheck("The file " + directory.resolve(name) + " cannot be read.", e);
        }
    }
}

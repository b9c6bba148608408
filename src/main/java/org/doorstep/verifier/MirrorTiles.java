package org.doorstep.verifier;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

import org.jspecify.annotations.Nullable;

/**
 * A log that is copied while it is checked: what the copy has is read from it, the rest is fetched, and written only
 * when it is proved. The checkpoint is written last, by {@link #keep}, and each is kept under {@code checkpoints/} too.
 */
final class MirrorTiles implements TileSource {

    private final Path directory;
    private final DirectoryTiles copy;
    private final TileSource log;

    MirrorTiles(Path directory, TileSource log) {
        this.directory = directory;
        this.copy = new DirectoryTiles(directory);
        this.log = log;
    }

    @Override
    public byte[] checkpoint() {
        return log.checkpoint();
    }

    @Override
    public byte @Nullable [] read(TilePath path) {
        byte[] kept = copy.read(path);
        return kept == null ? log.read(path) : kept;
    }

    @Override
    public void proved(TilePath path, byte[] bytes) {
        var file = directory.resolve(path.toString());
        if (!Files.exists(file)) {
            write(file, bytes);
        }
    }

    /** The checkpoint of the copy so far; null for a new copy. */
    byte @Nullable [] kept() {
        return Files.exists(directory.resolve(DirectoryTiles.CHECKPOINT)) ? copy.checkpoint() : null;
    }

    /** Makes a checkpoint that is proved that of the copy. */
    void keep(Checkpoint checkpoint, byte[] note) {
        write(directory.resolve("checkpoints").resolve(Long.toString(checkpoint.size())), note);
        write(directory.resolve(DirectoryTiles.CHECKPOINT), note);
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Files.createDirectories(file.getParent());
            var fresh = Files.createTempFile(file.getParent(), ".", ".new");
            try (var channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                for (var buffer = ByteBuffer.wrap(bytes); buffer.hasRemaining();) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CannotCheck("The file " + file + " cannot be written.", e);
        }
    }
}

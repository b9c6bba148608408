package org.doorstep.witness;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

import org.doorstep.verifier.Checkpoint;
import org.doorstep.verifier.Malformed;
import org.doorstep.verifier.Note;
import org.jspecify.annotations.Nullable;

/**
 * The largest checkpoint of one log that was cosigned, in a file: its text, the log's signatures and the cosignature. It
 * is what monitors get, and all that the witness remembers. For one thread at a time.
 */
final class StateFile {

    private final Path file;

    StateFile(Path file) {
        this.file = file;
    }

    /** Null if nothing of this log was cosigned yet. */
    @Nullable
    Checkpoint latest() throws IOException {
        try {
            return Checkpoint.parse(Files.readAllBytes(file));
        } catch (NoSuchFileException _) {
            return null;
        } catch (Malformed e) {
            throw new IOException("The state in " + file + " was damaged: " + e.getMessage(), e);
        }
    }

    /** Returns once the note is on disk, under its name, whole. */
    void write(Note note) throws IOException {
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        writeThrough(fresh, note.toString().getBytes(StandardCharsets.UTF_8));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (var directory = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    static void writeThrough(Path file, byte[] bytes) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            for (var buffer = ByteBuffer.wrap(bytes); buffer.hasRemaining();) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }
}

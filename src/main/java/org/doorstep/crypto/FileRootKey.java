package org.doorstep.crypto;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A root key in a file, for where there is no HSM or KMS. The file is one line of 50 ASCII bytes,
 *
 * <pre>doorstep-root-1:&lt;id, 8 hex digits&gt;:&lt;SM4 key, base64&gt;</pre>
 *
 * that only its owner may read. The id is a check value of the key, the first 4 bytes of its HMAC-SM3 over a
 * constant, so a damaged file is noticed before it is used. It wraps with SM4-GCM; a wrapped key carries the id.
 *
 * <p>Everything that is sealed is lost with this file. It belongs neither in the database, nor in its backups, nor in
 * the repository. A copy of the file and of the database together opens everything.
 */
public final class FileRootKey implements RootKey {

    private static final Algorithm ALGORITHM = Algorithm.SM4_GCM;
    private static final byte[] FORMAT = "doorstep-root-1:".getBytes(StandardCharsets.US_ASCII);
    private static final int ID_END = FORMAT.length + 2 * Integer.BYTES;
    private static final int LINE_LENGTH = 50;

    private final SealingKey key;

    private FileRootKey(SealingKey key) {
        this.key = key;
    }

    /**
     * Reads the file; for when there is anything that a root key has wrapped.
     *
     * @throws RootKeyUnavailable if there is no such file, others than its owner may use it, or it is damaged
     */
    public static FileRootKey load(Path file) {
        return load(file, Randomness.SYSTEM);
    }

    static FileRootKey load(Path file, Randomness randomness) {
        try {
            requireOwnerOnly(file);
            byte[] line = read(file);
            try {
                return new FileRootKey(parse(line, file, randomness));
            } finally {
                Arrays.fill(line, (byte) 0);
            }
        } catch (NoSuchFileException e) {
            throw new RootKeyUnavailable(
                    "No root key at " + file + ": put the file back, without it nothing sealed can be opened", e);
        } catch (IOException | UnsupportedOperationException e) {
            throw new RootKeyUnavailable("Cannot read the root key " + file + ": check its path, owner and disk", e);
        }
    }

    /**
     * Reads the file, or makes it with a new key; for a first start only, when nothing is wrapped yet. The file
     * appears whole, flushed to disk and with mode 0600, or not at all; of two nodes that start together, both use
     * the file of the first.
     *
     * @throws RootKeyUnavailable as {@link #load}, or if the file cannot be made
     */
    public static FileRootKey loadOrCreate(Path file) {
        return loadOrCreate(file, Randomness.SYSTEM);
    }

    static FileRootKey loadOrCreate(Path file, Randomness randomness) {
        if (Files.notExists(file)) {
            create(file.toAbsolutePath(), randomness);
        }
        return load(file, randomness);
    }

    @Override
    public String id() {
        return HexFormat.of().toHexDigits(key.id());
    }

    @Override
    public byte[] wrap(byte[] keyBytes, byte[] context) {
        return key.seal(keyBytes, context);
    }

    @Override
    public byte[] unwrap(byte[] wrapped, byte[] context) throws NotAuthentic {
        int wrappedUnder = SealingKey.idIn(wrapped);
        if (wrappedUnder != key.id()) {
            throw new RootKeyUnavailable("A key was wrapped under root key " + HexFormat.of().toHexDigits(wrappedUnder)
                    + " but the file holds " + id() + ": put the right root key file back");
        }
        return key.open(wrapped, context);
    }

    private static void create(Path file, Randomness randomness) {
        byte[] key = randomness.bytes(ALGORITHM.keyLength());
        byte[] line = format(key);
        Arrays.fill(key, (byte) 0);
        try {
            publish(line, file);
        } catch (IOException | UnsupportedOperationException e) {
            throw new RootKeyUnavailable("Cannot make the root key " + file
                    + ": its folder must exist, be writable, and support file modes and hard links", e);
        } finally {
            Arrays.fill(line, (byte) 0);
        }
    }

    /** Writes beside the file and links the result to its name: a link never replaces a file, a rename would. */
    private static void publish(byte[] line, Path file) throws IOException {
        Path folder = file.resolveSibling("");
        Path written = Files.createTempFile(folder, ".root-key", ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            write(line, written);
            Files.createLink(file, written);
        } catch (FileAlreadyExistsException _) {
            // Another node was first; its file is the one to load.
        } finally {
            Files.delete(written);
        }
        flush(folder);
    }

    private static void write(byte[] line, Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            var buffer = ByteBuffer.wrap(line);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    private static void flush(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void requireOwnerOnly(Path file) throws IOException {
        Set<PosixFilePermission> others = EnumSet.complementOf(EnumSet.of(PosixFilePermission.OWNER_READ,
                PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));
        others.retainAll(Files.getPosixFilePermissions(file));
        if (!others.isEmpty()) {
            throw new RootKeyUnavailable("Others than its owner may use the root key " + file
                    + ": run chmod 600 on it, and find out who could have copied it");
        }
    }

    private static byte[] read(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(LINE_LENGTH + 1);
        }
    }

    private static SealingKey parse(byte[] line, Path file, Randomness randomness) {
        byte[] key = keyIn(line);
        if (key == null || !Arrays.equals(format(key), line)) {
            throw new RootKeyUnavailable("The root key " + file + " is damaged: it must be the one line "
                    + "doorstep-root-1:<id>:<key> as it was made; put its backup back");
        }
        return SealingKey.of(ALGORITHM, idOf(key), key, randomness);
    }

    private static byte @Nullable [] keyIn(byte[] line) {
        if (line.length != LINE_LENGTH) {
            return null;
        }
        byte[] base64 = Arrays.copyOfRange(line, ID_END + 1, LINE_LENGTH - 1);
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException _) {
            return null;
        } finally {
            Arrays.fill(base64, (byte) 0);
        }
    }

    private static byte[] format(byte[] key) {
        byte[] id = HexFormat.of().toHexDigits(idOf(key)).getBytes(StandardCharsets.US_ASCII);
        byte[] base64 = Base64.getEncoder().encode(key);
        var line = ByteBuffer.allocate(FORMAT.length + id.length + base64.length + 2);
        line.put(FORMAT).put(id).put((byte) ':').put(base64).put((byte) '\n');
        Arrays.fill(base64, (byte) 0);
        return line.array();
    }

    private static int idOf(byte[] key) {
        byte[] mac = HmacSm3.mac(key, new Canonical(Canonical.ROOT_KEY_ID).text("doorstep-root-1").toBytes());
        return ByteBuffer.wrap(mac).getInt();
    }

    @Override
    public String toString() {
        return "FileRootKey[" + id() + "]";
    }
}

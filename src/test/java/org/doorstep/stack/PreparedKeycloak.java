package org.doorstep.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/**
 * Databases with the realm already imported, one per realm text, kept beside the distribution.
 * Creating the schema, importing the realm and hashing everybody's password takes most of a first start; a copy of the
 * result takes none. The same run leaves the augmented build and an archive of loaded classes behind.
 */
final class PreparedKeycloak {

    private PreparedKeycloak() {
    }

    /** Where all that is prepared lies. */
    static Path folder(Path distribution) {
        return distribution.resolve("prepared");
    }

    /**
     * The folder with the prepared database of a realm, made now if it is not there yet.
     * One at a time, among threads and among processes: they share the distribution's augmented build.
     */
    static synchronized Path data(Path distribution, String realm, Path log) {
        Path prepared = folder(distribution).resolve("realm-" + fingerprint(realm) + "-" + age());
        try {
            Files.createDirectories(folder(distribution));
            try (FileChannel channel = FileChannel.open(folder(distribution).resolve("lock"),
                    StandardOpenOption.CREATE, StandardOpenOption.WRITE); FileLock alone = channel.lock()) {
                if (alone.isValid() && !Files.isDirectory(prepared)) {
                    prepare(distribution, realm, log, prepared);
                }
            }
            return prepared;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void prepare(Path distribution, String realm, Path log, Path prepared) throws IOException {
        KeycloakHome home = KeycloakHome.fresh(distribution);
        home.willImport(realm);
        home.willRecordArchive();
        try (EmbeddedKeycloak keycloak = EmbeddedKeycloak.begin(home, FreePort.next(), log)) {
            keycloak.stop();
            keep(home.database(), prepared);
        }
    }

    /** Moved into place as a whole, so that a preparation that was cut short leaves nothing that looks ready. */
    private static void keep(Path database, Path prepared) throws IOException {
        Path draft = Files.createTempDirectory(prepared.getParent(), "draft-");
        try (var files = Files.list(database)) {
            for (Path file : files.toList()) {
                Files.copy(file, draft.resolve(file.getFileName()));
            }
        }
        Files.move(draft, prepared, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Changes every 30 days: the realm's passwords expire, counted from the day they were imported. */
    private static long age() {
        return System.currentTimeMillis() / Duration.ofDays(30).toMillis();
    }

    private static String fingerprint(String realm) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(realm.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

package org.doorstep.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A folder that Keycloak takes for its home: links to the distribution, and data of its own.
 * So runs share one distribution and its augmented build, and nothing else.
 */
final class KeycloakHome {

    private static final List<String> SHARED = List.of("lib", "conf", "providers", "themes");
    private static final List<String> ENVIRONMENT = List.of("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL");
    private static final String HEAP = "-Xms64m -Xmx256m";
    /** Runs are short: starting fast and staying small count for more than the last bit of speed. */
    private static final String QUICK = "-XX:-UseG1GC -XX:+UseSerialGC -XX:TieredStopAtLevel=1";

    /**
     * With lock-out on, Keycloak refuses a log-in while another of the same person is not settled yet, which under load
     * takes a while. Right for people, wrong for tests that ask for tokens in quick succession.
     */
    private static final String QUICK_SUCCESSION = "--spi-brute-force-protector--default-brute-force-detector--allow-concurrent-requests=true";

    private final Path distribution;
    private final Path folder;
    private final Path archive;
    private boolean recordArchive;

    private KeycloakHome(Path distribution, Path folder) {
        this.distribution = distribution;
        this.folder = folder;
        this.archive = PreparedKeycloak.folder(distribution).resolve("classes-" + Runtime.version() + ".jsa");
    }

    /** A new, empty home in the system's temporary folder. */
    static KeycloakHome fresh(Path distribution) {
        try {
            Path folder = Files.createTempDirectory("doorstep-keycloak-");
            for (String shared : SHARED) {
                Files.createSymbolicLink(folder.resolve(shared), distribution.resolve(shared));
            }
            Files.createDirectories(folder.resolve("data/import"));
            return new KeycloakHome(distribution, folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says clearly what is missing when there is no distribution. */
    static void requireDistribution(Path distribution) {
        if (!Files.isExecutable(distribution.resolve("bin/kc.sh"))) {
            throw new IllegalStateException(
                    "no Keycloak in " + distribution + "; the build's generate-test-resources phase unpacks it there");
        }
    }

    /** The database's folder. */
    Path database() {
        return folder.resolve("data/h2");
    }

    /** Lays a realm down to be imported at the start. */
    void willImport(String realm) {
        try {
            Files.writeString(folder.resolve("data/import/realm.json"), realm);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes the next run write, as it stops in good order, the archive of classes that later runs start from. */
    void willRecordArchive() {
        recordArchive = !Files.exists(archive);
    }

    /** Takes a copy of a prepared database. */
    void copyData(Path prepared) {
        try (Stream<Path> files = Files.list(prepared)) {
            Files.createDirectories(database());
            for (Path file : files.toList()) {
                Files.copy(file, database().resolve(file.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The command that runs Keycloak here, with an environment that nothing of the caller's leaks into. */
    ProcessBuilder command(int port) {
        var command = new ProcessBuilder(distribution.resolve("bin/kc.sh").toString(), "start-dev", "--import-realm",
                "-Dkc.home.dir=" + folder, "--http-host=127.0.0.1", "--http-port=" + port,
                "--hostname=http://localhost:" + port, QUICK_SUCCESSION);
        command.directory(folder.toFile());
        Map<String, String> environment = command.environment();
        environment.keySet().retainAll(ENVIRONMENT);
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("JAVA_OPTS_KC_HEAP", HEAP);
        environment.put("JAVA_OPTS_APPEND", QUICK + " " + archiveOption() + " -Xlog:disable");
        environment.put("KC_BOOTSTRAP_ADMIN_USERNAME", EmbeddedKeycloak.ADMIN);
        environment.put("KC_BOOTSTRAP_ADMIN_PASSWORD", EmbeddedKeycloak.ADMIN_PASSWORD);
        return command;
    }

    private String archiveOption() {
        return (recordArchive ? "-XX:ArchiveClassesAtExit=" : "-XX:SharedArchiveFile=") + archive;
    }

    /** Removes the folder; the distribution behind its links stays. */
    void delete() {
        try {
            Files.walkFileTree(folder, new Removal());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Removal extends SimpleFileVisitor<Path> {

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException fault) throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}

package org.doorstep.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.doorstep.stack.PackagedService;
import org.doorstep.witness.Witness;

/**
 * What the packaged verifier says, run as an auditor runs it: a process of its own that shares no code with the sealer.
 *
 * @param exit 0 if all is proved, 1 if something is wrong, 2 if it could not check
 */
record Verified(int exit, String says) {

    private static final Path APPLICATION = Path.of("target", "quarkus-app");
    private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    /** Checks a database: its tiles, its table, and that it still has the checkpoints that somebody kept. */
    static Verified database(String adminUrl, String keys, List<String> kept) {
        var words = new ArrayList<>(List.of("--database", adminUrl, "--key", file("keys", keys).toString()));
        for (int index = 0; index < kept.size(); index++) {
            words.addAll(List.of("--known", file("kept-" + index, kept.get(index)).toString()));
        }
        return run(words);
    }

    /** Checks a database, with a witness whose cosignature is wanted and whose memory must not be longer. */
    static Verified cosigned(String adminUrl, String keys, Witness witness) {
        var origin = keys.substring(0, keys.indexOf('+'));
        return run(List.of("--database", adminUrl, "--key", file("keys", keys).toString(), "--witness-key",
                witness.verifierKey().toString(), "--known", witness.url() + "/" + Witness.hash(origin)
                        + "/checkpoint"));
    }

    static Verified run(List<String> words) {
        var command = new ArrayList<>(List.of(JAVA, "-cp", classPath(), "org.doorstep.verifier.VerifyLog"));
        command.addAll(words);
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var says = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Verified(process.waitFor(), says);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Without a packaged jar, after a build of a native executable, the verifier is run as it was compiled. */
    private static String classPath() {
        return Files.isDirectory(APPLICATION)
                ? APPLICATION.resolve("app") + "/*:" + APPLICATION.resolve("lib").resolve("main") + "/*"
                : System.getProperty("java.class.path");
    }

    private static Path file(String name, String text) {
        try {
            return Files.writeString(PackagedService.file("verified-" + name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

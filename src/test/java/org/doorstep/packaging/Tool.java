package org.doorstep.packaging;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A program that not every machine has: tests with it are skipped where it is missing, and fail there in CI. */
final class Tool {

    private Tool() {
    }

    /** What it printed and its exit code. */
    record Ran(int code, String output) {
    }

    static void require(String name) {
        boolean there = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
        assumeTrue(there || System.getenv("CI") != null, name + " is not installed");
    }

    /** Runs it in the repository's folder; errors are part of the output. */
    static Ran run(List<String> command) {
        return run(command, ProcessBuilder.Redirect.PIPE, true);
    }

    /** The same, without what it writes to the standard error. */
    static Ran output(List<String> command) {
        return run(command, ProcessBuilder.Redirect.DISCARD, false);
    }

    private static Ran run(List<String> command, ProcessBuilder.Redirect errors, boolean merged) {
        try {
            var process = new ProcessBuilder(command).redirectError(errors).redirectErrorStream(merged).start();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ran(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

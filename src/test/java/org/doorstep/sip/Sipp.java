package org.doorstep.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One side of a call, played by sipp: a scenario, its exit status, and every message it sent or got. */
final class Sipp implements AutoCloseable {

    private final Process process;
    private final Path folder;
    private final Path trace;

    private Sipp(Process process, Path folder, Path trace) {
        this.process = process;
        this.folder = folder;
        this.trace = trace;
    }

    static void assumeInstalled() {
        boolean there = List.of("/usr/bin/sipp", "/usr/local/bin/sipp").stream().map(Path::of)
                .anyMatch(Files::isExecutable);
        if ("true".equals(System.getenv("CI"))) {
            assertTrue(there, "sipp is not installed (Debian: sip-tester)");
        }
        assumeTrue(there, "sipp is not installed (Debian: sip-tester)");
    }

    /** Starts a scenario; calls go to the agent's port. */
    static Sipp start(String scenario, int port, int agent, Map<String, String> values, String... options) {
        try {
            var folder = Files.createTempDirectory("sipp");
            var trace = folder.resolve("messages.log");
            var file = Files.writeString(folder.resolve(scenario + ".xml"), Scenario.of(scenario, values));
            var command = new ArrayList<>(List.of("sipp", "127.0.0.1:" + agent, "-sf", file.toString(), "-i",
                    "127.0.0.1", "-p", Integer.toString(port), "-m", "1", "-nostdin", "-trace_msg", "-message_file",
                    trace.toString(), "-trace_err", "-error_file", folder.resolve("errors.log").toString(),
                    "-timeout", "20", "-timeout_error"));
            command.addAll(List.of(options));
            var process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                    .redirectOutput(folder.resolve("screen.log").toFile()).start();
            return new Sipp(process, folder, trace);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything that went as the scenario says. */
    void succeeds() {
        int exit = exit();
        assertEquals(0, exit, () -> messages() + errors());
    }

    /** The exit status: 0 if every step of every call went as the scenario says. */
    int exit() {
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return -1;
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    String messages() {
        return read(trace);
    }

    String errors() {
        return read(folder.resolve("errors.log")) + read(folder.resolve("screen.log"));
    }

    /** What this side got, without what it sent. */
    String received() {
        var got = new StringBuilder();
        for (var part : messages().split("----------------------------------------------- ")) {
            if (part.contains(" message received ")) {
                got.append(part);
            }
        }
        return got.toString();
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            process.waitFor();
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

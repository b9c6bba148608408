package org.doorstep.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Calls between two sipp, at a rate: straight from one to the other, or with something between them. */
final class SippCalls {

    private static final Path SCENARIOS = Path.of("load-tests", "measure", "sipp");

    private SippCalls() {
    }

    /**
     * What came of the calls.
     *
     * @param setup milliseconds from a caller's INVITE to its 200
     */
    record Seen(Measured setup, long calls, long failed, long retransmissions, double seconds) {
    }

    /**
     * Calls so many times a second.
     *
     * @param target port that callers send to
     * @param called port that the called side listens at
     * @param numbers who calls and what is dialled, {@code 14000000001;14400000003}: one after the other, then anew
     */
    static Seen run(int rate, int seconds, int target, int called, List<String> numbers, Path folder) {
        try {
            Files.createDirectories(folder);
            try (var old = Files.list(folder)) {
                old.map(Path::toFile).forEach(java.io.File::delete);
            }
            int calls = rate * seconds;
            Files.writeString(folder.resolve("numbers.csv"), "SEQUENTIAL\n" + String.join("\n", numbers) + "\n");
            var answers = sipp("answers", folder, List.of("-p", Integer.toString(called), "-m",
                    Integer.toString(calls)));
            Thread.sleep(300);
            long begin = System.nanoTime();
            var caller = sipp("calls", folder, List.of("127.0.0.1:" + target, "-p",
                    Integer.toString(SipPorts.free()), "-r", Integer.toString(rate), "-m", Integer.toString(calls),
                    "-inf", "numbers.csv", "-trace_rtt", "-rtt_freq", "1", "-timeout", (seconds + 20) + "s"));
            if (!caller.waitFor(seconds + 40L, TimeUnit.SECONDS)) {
                caller.destroyForcibly();
            }
            double took = (System.nanoTime() - begin) / 1e9;
            if (!answers.waitFor(2, TimeUnit.SECONDS)) {
                answers.destroy();
                answers.waitFor(5, TimeUnit.SECONDS);
            }
            return seen(folder, took);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Process sipp(String scenario, Path folder, List<String> options) throws IOException {
        var command = new ArrayList<>(List.of("sipp", "-sf", SCENARIOS.resolve(scenario + ".xml").toAbsolutePath()
                .toString(), "-i", "127.0.0.1", "-nostdin", "-trace_stat", "-stf", scenario + ".csv", "-fd", "1", "-l",
                "5000"));
        command.addAll(options);
        return new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(folder.resolve(scenario + ".log").toFile()).start();
    }

    private static Seen seen(Path folder, double seconds) throws IOException {
        var calls = statistics(folder.resolve("calls.csv"));
        var answers = statistics(folder.resolve("answers.csv"));
        var setup = new Measured();
        try (var files = Files.list(folder)) {
            for (var file : files.filter(each -> each.getFileName().toString().endsWith("_rtt.csv")).toList()) {
                for (var line : Files.readAllLines(file)) {
                    var parts = line.split(";");
                    if (parts.length >= 3 && parts[2].equals("setup")) {
                        setup.answered(Math.round(Double.parseDouble(parts[1]) * 1000));
                    }
                }
            }
        }
        return new Seen(setup, calls.getOrDefault("SuccessfulCall(C)", 0L), calls.getOrDefault("FailedCall(C)", 0L),
                calls.getOrDefault("Retransmissions(C)", 0L) + answers.getOrDefault("Retransmissions(C)", 0L), seconds);
    }

    /** The last line of sipp's statistics, by the names of its columns. */
    private static Map<String, Long> statistics(Path file) throws IOException {
        var found = new HashMap<String, Long>();
        var lines = Files.exists(file) ? Files.readAllLines(file) : List.<String>of();
        if (lines.size() > 1) {
            var names = lines.getFirst().split(";");
            var values = lines.getLast().split(";");
            for (int at = 0; at < Math.min(names.length, values.length); at++) {
                if (values[at].matches("[0-9]+")) {
                    found.put(names[at], Long.parseLong(values[at]));
                }
            }
        }
        return found;
    }
}

package org.doorstep.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.doorstep.stack.FreePort;

/** Phones that call, or that are called, as many as there are numbers: one scenario, and all that they sent and got. */
public final class Phones implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int ALL = 1_000_000;
    private static final int MOST = 10_000;
    private static final Pattern CALL_ID = Pattern.compile("(?m)^Call-ID: *(\\S+)");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS");
    private static final String BETWEEN = "(?m)^-{40,}\\s*";

    private final Process process;
    private final Path folder;

    private Phones(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    /** Who calls, and the number that they dial. */
    public record Dialled(String caller, String number) {
    }

    /** A message that they got. */
    public record Message(Instant at, String text) {

        /** Its first line. */
        public String start() {
            return text.lines().findFirst().orElse("");
        }

        public String callId() {
            var found = CALL_ID.matcher(text);
            return found.find() ? found.group(1) : "";
        }
    }

    public static void assumeInstalled() {
        Sipp.assumeInstalled();
    }

    /**
     * Calls, each as the scenario says.
     *
     * @param agent the port that is called
     * @param rate calls begun a second
     * @param values for the scenario; "planted" is the number that is planted
     */
    public static Phones calling(String scenario, int agent, List<Dialled> calls, int rate,
            Map<String, String> values) {
        var lines = calls.stream().map(call -> call.caller() + ";" + call.number())
                .collect(Collectors.joining("\n", "SEQUENTIAL\n", "\n"));
        return start(scenario, values, FreePort.next(), agent, calls.size(), lines, rate);
    }

    /** Takes all calls that come in over the trunk, until they are closed. */
    public static Phones called(String scenario, int trunk, int agent, Map<String, String> values) {
        return start(scenario, values, trunk, agent, ALL, "SEQUENTIAL\n-;-\n", 10);
    }

    private static Phones start(String scenario, Map<String, String> values, int port, int agent, int calls,
            String numbers, int rate) {
        try {
            var folder = Files.createTempDirectory("sipp");
            var text = Scenario.of(scenario, values).replace("[caller]", "[field0]").replace("[called]", "[field1]");
            Files.writeString(folder.resolve("scenario.xml"), text);
            Files.writeString(folder.resolve("numbers.csv"), numbers);
            var process = new ProcessBuilder("sipp", "127.0.0.1:" + agent, "-sf", "scenario.xml", "-inf",
                    "numbers.csv", "-i", "127.0.0.1", "-p", Integer.toString(port), "-m", Integer.toString(calls),
                    "-l", Integer.toString(Math.min(calls, MOST)), "-r", Integer.toString(rate), "-nostdin",
                    "-trace_msg",
                    "-message_file", "messages.log", "-trace_err", "-error_file", "errors.log", "-timeout",
                    Long.toString(LIMIT.toSeconds()), "-timeout_error").directory(folder.toFile())
                    .redirectErrorStream(true).redirectOutput(folder.resolve("screen.log").toFile()).start();
            return new Phones(process, folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For phones that call: waits for the end of every call, and fails unless each went as the scenario says. */
    public void succeed() {
        try {
            boolean ended = process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertEquals(0, ended ? process.exitValue() : -1, () -> read("messages.log") + read("errors.log"));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For phones that call: waits for the end of every call, however it went. */
    public void awaitEnd() {
        try {
            assertTrue(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), this::messages);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What they got, in order. */
    public List<Message> got() {
        var got = new ArrayList<Message>();
        for (var part : read("messages.log").split(BETWEEN)) {
            var lines = part.split("\r?\n", 3);
            if (lines.length == 3 && lines[1].contains(" message received ")) {
                got.add(new Message(time(lines[0]), lines[2].stripLeading()));
            }
        }
        return got;
    }

    public List<Message> got(String start) {
        return got().stream().filter(message -> message.start().startsWith(start)).toList();
    }

    /** The calls, by Call-ID, in which such a message came. */
    public TreeSet<String> callsThatGot(String start) {
        return got(start).stream().map(Message::callId).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The calls that were connected: their answer was confirmed. */
    public TreeSet<String> connected() {
        return callsThatGot("ACK ");
    }

    /** The calls that the agent hung up. */
    public TreeSet<String> hungUpOn() {
        return callsThatGot("BYE ");
    }

    /** Every byte that they sent and got. */
    public String messages() {
        return read("messages.log");
    }

    private static Instant time(String line) {
        return LocalDateTime.parse(line.substring(0, 26).replace('\t', ' '), TIME).atZone(ZoneId.systemDefault())
                .toInstant();
    }

    private String read(String file) {
        try {
            var path = folder.resolve(file);
            return Files.exists(path) ? Files.readString(path, StandardCharsets.ISO_8859_1) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

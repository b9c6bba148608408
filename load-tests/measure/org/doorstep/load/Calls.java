package org.doorstep.load;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

/**
 * What the SIP agent adds to the time in which a call is set up, and how many calls a second it takes without losing
 * one: between two sipp, beside the same two straight to each other, in the same run, after a warm-up that is not
 * counted. Fails if a call is lost at the rate to reach or at a lower one.
 * {@code Calls <rate to reach> <seconds of a phase>}
 */
final class Calls {

    private static final List<Integer> RATES = List.of(50, 100, 200, 300);
    private static final List<String> NUMBERS = List.of("14000000001;14400000003");
    private static final int WARM_UP_RATE = 100;
    private static final int WARM_UP_SECONDS = 15;

    private final Path folder = Measure.FOLDER.resolve("calls");
    private final StringBuilder report = new StringBuilder("""
            | calls a second | straight p50 ms | p99 | over the agent p50 | p99 | added p50 | p99 | failed | \
            sent again | processor time a call, µs |
            |---|---|---|---|---|---|---|---|---|---|
            """);
    private final int agent = SipPorts.free();
    private final int trunk = SipPorts.free();
    private final int seconds;

    private Calls(int seconds) {
        this.seconds = seconds;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int aim = Integer.parseInt(arguments[0]);
        boolean reached = new Calls(Integer.parseInt(arguments[1])).run(aim);
        System.exit(reached ? 0 : 1);
    }

    private boolean run(int aim) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        var process = bareAgent();
        try {
            Thread.sleep(4_000);
            var _ = SippCalls.run(WARM_UP_RATE, WARM_UP_SECONDS, agent, trunk, NUMBERS, folder.resolve("warm-up"));
            System.out.printf("Warmed up with %d a second for %d s.%n", WARM_UP_RATE, WARM_UP_SECONDS);
            boolean reached = true;
            for (int rate : Stream.concat(RATES.stream(), Stream.of(aim)).distinct().sorted().toList()) {
                reached &= measure(rate, process.toHandle()) || rate > aim;
            }
            System.out.print(report);
            System.out.printf("%d calls a second without losing one: %s%n", aim, reached ? "reached" : "NOT REACHED");
            Files.writeString(Measure.FOLDER.resolve("calls.md"), report);
            return reached;
        } finally {
            process.destroy();
        }
    }

    /** True if no call failed. */
    private boolean measure(int rate, ProcessHandle process) {
        var straight = SippCalls.run(rate, seconds, trunk, trunk, NUMBERS, folder.resolve("straight-" + rate));
        long before = micros(process);
        var over = SippCalls.run(rate, seconds, agent, trunk, NUMBERS, folder.resolve("agent-" + rate));
        long used = micros(process) - before;
        report.append("| %d | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f | %d of %d | %d | %d |%n".formatted(rate,
                straight.setup().p50(), straight.setup().p99(), over.setup().p50(), over.setup().p99(),
                over.setup().p50() - straight.setup().p50(), over.setup().p99() - straight.setup().p99(),
                over.failed(), over.failed() + over.calls(), over.retransmissions(),
                used / Math.max(1, over.calls())));
        System.out.printf("%d a second: %d calls, %d failed, %d messages sent again%n", rate, over.calls(),
                over.failed(), over.retransmissions());
        return over.failed() == 0 && over.calls() == (long) rate * seconds;
    }

    private static long micros(ProcessHandle process) {
        return process.info().totalCpuDuration().map(time -> time.toNanos() / 1000).orElse(0L);
    }

    /** Compiled before it runs: the compiler would live on in the memory of what is measured. */
    private Process bareAgent() throws IOException {
        var classes = Files.createDirectories(folder.resolve("classes")).toString();
        int compiled = ToolProvider.getSystemJavaCompiler().run(null, null, null, "-proc:none", "-nowarn", "-d", classes,
                "-cp", System.getProperty("java.class.path"), "load-tests/measure/org/doorstep/load/BareAgent.java");
        if (compiled != 0) {
            throw new IllegalStateException("The agent does not compile");
        }
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of("-Xmx192m", "-XX:+UseSerialGC", "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-cp", classes + File.pathSeparator + System.getProperty("java.class.path"),
                "org.doorstep.load.BareAgent", Integer.toString(agent), Integer.toString(trunk)));
        var process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(folder.resolve("agent.log").toFile()).start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return process;
    }
}

package org.doorstep.load;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.doorstep.load.bare.Form;

/** Runs phases and keeps what they came to, with the processor time that each process spent on them. */
final class Bench {

    final Series series = new Series();
    private final Parts parts;
    private final long database;
    private final long redis;
    private long shown;

    Bench(Parts parts) {
        this.parts = parts;
        this.database = parts.databaseProcess();
        this.redis = parts.redisProcess();
    }

    /** Looks at parcels through a service; warm-up if no phase is named. */
    void looks(String phase, Server service, double seconds, List<? extends ClosedLoop.Script> scripts) {
        var measured = watched(phase, service, () -> ClosedLoop.run(service.port(), seconds, scripts)).get("look");
        shown += measured.count() - measured.errors();
        keep(phase, measured);
    }

    /** The bare transaction through its route. */
    void bare(String phase, Server bare, Form form, double seconds, Day day) {
        var scripts = Courier.ALL.stream().map(courier -> new ClosedLoop.Script() {
            private int next;

            @Override
            public Call get() {
                var path = "/" + form.path() + "/" + courier.staffId() + "/"
                        + courier.waybill(day.collected, next++ % Courier.PARCELS);
                return new Call("bare", Call.post(path, Map.of(), ""), 200, 0);
            }
        }).toList();
        keep(phase, watched(phase, bare, () -> ClosedLoop.run(bare.port(), seconds, scripts)).get("bare"));
    }

    private void keep(String phase, Measured measured) {
        if (phase.isEmpty()) {
            return;
        }
        series.add(phase, measured);
        System.out.printf("  %-42s %,8.0f/s  p50 %5.1f ms  p99 %5.1f ms  %d errors%n", phase, measured.rate(),
                measured.p50(), measured.p99(), measured.errors());
    }

    void pgbench(String phase, Pgbench pgbench, Form form, int seconds) {
        keep(phase, pgbench.run(form, seconds));
    }

    /** How many answers showed a parcel. */
    long shown() {
        return shown;
    }

    private Map<String, Measured> watched(String phase, Server server, Supplier<Map<String, Measured>> run) {
        try (var clock = Executors.newSingleThreadScheduledExecutor()) {
            var sampling = clock.scheduleAtFixedRate(server::resident, 0, 500, TimeUnit.MILLISECONDS);
            var before = processorTimes(server);
            var measured = run.get();
            var after = processorTimes(server);
            sampling.cancel(false);
            long calls = measured.values().stream().mapToLong(Measured::count).sum();
            var text = new StringBuilder();
            after.forEach((process, time) -> text.append(text.isEmpty() ? "" : ", ").append("%s %.0f".formatted(process,
                    Measured.micros(time - before.get(process), calls))));
            series.processor(phase, text.toString());
            return measured;
        }
    }

    private Map<String, Double> processorTimes(Server server) {
        return new TreeMap<>(Map.of("application", Processor.of(server.pid()), "PostgreSQL",
                Processor.withChildren(database), "Redis", Processor.of(redis), "generator",
                Processor.of(ProcessHandle.current().pid())));
    }

    /** Makes the bare transaction its own log, so that it leaves no trace in the service's. */
    void ownLog() {
        parts.execute("create table bare_entry (like access_entry including all)",
                "grant select, insert on bare_entry to doorstep_app", "vacuum analyze", "checkpoint");
    }

    /** Entries of shown parcels in the log. */
    long entries() {
        return Long.parseLong(parts.ask("""
                select count(*) from access_entry where action = 'VIEW' and decision = 'GRANTED'"""));
    }

    static List<String> flags(String text) {
        return text.isBlank() ? List.of() : Arrays.asList(text.trim().split("\\s+"));
    }

    static Path jar(String folder) {
        return Path.of(folder, "quarkus-app", "quarkus-run.jar");
    }
}

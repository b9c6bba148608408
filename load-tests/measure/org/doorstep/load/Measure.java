package org.doorstep.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.doorstep.demonstration.DoorstepClient;
import org.doorstep.load.bare.Form;

/**
 * One measurement: starts everything, loads a day, warms up, measures the phases in turn, several rounds, checks that
 * every look that showed something is in the log, and writes the report.
 * {@code Measure <seconds of a phase> <parcels>}
 */
final class Measure {

    static final String FIRST_LOOK = "walk, first look (a lease begins)";
    static final String WALK = "walk, look again (the lease stands)";
    static final Path FOLDER = Path.of("target", "load-tests");

    private static final int ROUNDS = 3;
    private static final int WARM_UP_PARCELS = 120;
    /** Of each courier, 64,000 in all: with two cores the compiler is not done much earlier. */
    private static final int WARM_UP_LOOKS = 2_000;
    private static final int PARCELS_A_ROUND = (Courier.PARCELS - WARM_UP_PARCELS) / ROUNDS;
    private static final int REFUSED_COURIERS = 4;
    /** Seconds for what runs to its end. */
    private static final int LIMIT = 60;

    private final Parts parts;
    private final Server service;
    private final Server bare;
    private final int seconds;
    private final Day day;
    private final Looks looks;
    private final Bench bench;
    private final StringBuilder report = new StringBuilder();

    private Measure(Parts parts, Server service, Server bare, int seconds, int parcels) {
        this.parts = parts;
        this.service = service;
        this.bare = bare;
        this.seconds = seconds;
        var doorstep = new DoorstepClient(service.address(), parts.issuer());
        this.day = new Day(doorstep, service);
        this.looks = new Looks(doorstep, day.collected, parcels);
        this.bench = new Bench(parts);
    }

    public static void main(String[] arguments) throws IOException {
        int seconds = Integer.parseInt(arguments[0]);
        int parcels = Math.max(Integer.parseInt(arguments[1]), Courier.COURIERS * Courier.PARCELS);
        Files.createDirectories(FOLDER);
        try (var parts = Parts.start(FOLDER, Courier.ALL.stream().map(Courier::staffId).toList());
                var service = service(parts);
                var bare = Server.start("bare", Bench.jar("load-tests/bare/target"), serviceFlags(), parts.settings(),
                        FOLDER)) {
            new Measure(parts, service, bare, seconds, parcels).run(parcels);
        }
        System.exit(0);
    }

    private static Server service(Parts parts) {
        return Server.start("service", Bench.jar("target"), serviceFlags(), settings(parts), FOLDER);
    }

    static Map<String, String> settings(Parts parts) {
        var settings = new TreeMap<>(parts.settings());
        settings.put("doorstep.vault.root-key-file", FOLDER.resolve("root.key").toString());
        settings.put("doorstep.log.origin", "doorstep.load/log");
        return settings;
    }

    static List<String> serviceFlags() {
        return Bench.flags(System.getProperty("load.flags", ""));
    }

    private void run(int parcels) throws IOException {
        say("Handing in %,d parcels ...", parcels);
        var intake = day.handIn(parcels);
        bench.ownLog();
        say("Assigning %,d of them to %d couriers and moving these to the door ...",
                Courier.COURIERS * Courier.PARCELS, Courier.COURIERS);
        day.employAndAssign();
        var moves = day.moveToTheDoor();
        say("Warming up ...");
        var entriesBefore = bench.entries();
        warmUp();
        var pgbench = Pgbench.find(parts, day, FOLDER);
        for (int round = 0; round < ROUNDS; round++) {
            say("Round %d of %d", round + 1, ROUNDS);
            round(round, pgbench.orElse(null));
        }
        var refusals = ClosedLoop.run(service.port(), seconds, looks.misses(REFUSED_COURIERS));
        long entries = bench.entries() - entriesBefore;

        report.append('\n').append(bench.series.table()).append('\n');
        for (var form : Form.values()) {
            line("walk / bare %s: rate %s, p50 %s, p99 %s", form.path(),
                    bench.series.ratio(WALK, name(form), Measured::rate),
                    bench.series.ratio(WALK, name(form), Measured::p50),
                    bench.series.ratio(WALK, name(form), Measured::p99));
        }
        line("first look / bare two: rate %s, p99 %s", bench.series.ratio(FIRST_LOOK, name(Form.TWO), Measured::rate),
                bench.series.ratio(FIRST_LOOK, name(Form.TWO), Measured::p99));
        if (pgbench.isEmpty()) {
            line("pgbench: left out, it is not installed (Debian: postgresql-contrib)");
        }
        intake.forEach(rate -> line("intake: %,.0f records/s, %d stream(s) at once, %,d records", rate.rate(),
                rate.streams(), rate.records()));
        line("moves: %,.0f/s, p99 %.1f ms, %d errors", moves.rate(), moves.p99(), moves.errors());
        refused(refusals.get("absent"), refusals.get("another's"));
        line("memory of the service: %s", service.mostResident());
        line("shown %,d parcels, entries in the log %,d: %s", bench.shown(), entries,
                bench.shown() == entries ? "equal" : "NOT EQUAL");
        System.out.print(report);
        Files.writeString(FOLDER.resolve("report.md"), report);
        if (bench.shown() != entries || bench.series.errors() + moves.errors() > 0) {
            throw new IllegalStateException("Wrong answers, or looks without their entries");
        }
    }

    private void warmUp() {
        bench.looks("", service, LIMIT, looks.once(0, WARM_UP_PARCELS));
        bench.looks("", service, LIMIT, looks.again(WARM_UP_PARCELS, WARM_UP_LOOKS));
        for (var form : Form.values()) {
            bench.bare("", bare, form, seconds, day);
        }
        bench.looks("", service, seconds, looks.again(WARM_UP_PARCELS));
    }

    private void round(int round, @org.jspecify.annotations.Nullable Pgbench pgbench) {
        int seen = WARM_UP_PARCELS + round * PARCELS_A_ROUND;
        bench.looks(FIRST_LOOK, service, LIMIT, looks.once(seen, seen + PARCELS_A_ROUND));
        bench.looks(WALK, service, seconds, looks.again(seen));
        for (var form : Form.values()) {
            bench.bare(name(form), bare, form, seconds, day);
            if (pgbench != null) {
                bench.pgbench("pgbench, " + form.path(), pgbench, form, seconds);
            }
        }
    }

    private void refused(Measured absent, Measured others) {
        line("refusal of a parcel that does not exist: p50 %.2f ms, p99 %.2f ms, mean %.3f ms (%,d)", absent.p50(),
                absent.p99(), absent.mean(), absent.count());
        line("refusal of somebody else's parcel: p50 %.2f ms, p99 %.2f ms, mean %.3f ms (%,d)", others.p50(),
                others.p99(), others.mean(), others.count());
        line("absent / somebody else's: p50 %.3f, p99 %.3f, mean %.3f; the absent one takes longer in %.1f%% of pairs;"
                + " %d errors", absent.p50() / others.p50(), absent.p99() / others.p99(),
                absent.mean() / others.mean(), 100 * absent.takesLongerThan(others),
                absent.errors() + others.errors());
    }

    private static String name(Form form) {
        return "bare route, " + form.path();
    }

    private void line(String text, Object... values) {
        report.append("- ").append(text.formatted(values)).append('\n');
    }

    private static void say(String text, Object... values) {
        System.out.printf(text + "%n", values);
    }
}

package org.doorstep.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.doorstep.demonstration.Company;
import org.doorstep.demonstration.DoorstepClient;
import org.doorstep.demonstration.HrWebhook;
import org.doorstep.stack.Trunk;

/**
 * Runs the walks of {@code load-tests/gatling}, each beside its baseline in the same run, prints their table, and fails
 * if an answer was wrong, a ratio is beyond its threshold, or something was shown to a leaver. {@code Walks [walk ...]}
 */
final class Walks {

    private static final Path FOLDER = Measure.FOLDER.resolve("walks");
    private static final int RATE = Integer.getInteger("load.rate");
    private static final int SECONDS = Integer.getInteger("load.seconds");
    private static final int WARM_UP_PARCELS = 40;
    private static final int WARM_UP_LOOKS = 1_000;
    private static final int WARM_UP_SECONDS = 60;
    /** Of the intake; {@link Feeds#RECORDS} records each. */
    private static final int BATCHES = 40;
    private static final int NUMBERS = 600;
    private static final String ADMIN = "D4001";
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    private final StringBuilder report = new StringBuilder("""
            | walk | request | answers | failed | p50 ms | p99 ms | of the baseline's p50 | p99 | at most |
            |---|---|---|---|---|---|---|---|---|
            """);
    private boolean held = true;

    private Walks() {
    }

    public static void main(String[] arguments) throws Exception {
        var walks = arguments.length == 0 ? List.of(Walk.values()) : Arrays.stream(arguments).map(Walk::of).toList();
        if (SECONDS < 10 || SECONDS > 120) {
            throw new IllegalArgumentException("LOAD_SECONDS is from 10 to 120: tokens live five minutes");
        }
        Files.createDirectories(FOLDER);
        var run = new Walks();
        var address = System.getProperty("load.address", "");
        if (address.isEmpty()) {
            run.onOwnParts(walks);
        } else {
            for (var walk : walks) {
                run.gatling(walk, address, "", Path.of(System.getProperty("load.feeds")));
            }
        }
        System.out.print(run.report);
        Files.writeString(Measure.FOLDER.resolve("walks.md"), run.report);
        System.out.printf("The reports are in %s.%n", FOLDER);
        System.exit(run.held ? 0 : 1);
    }

    private void onOwnParts(List<Walk> walks) throws Exception {
        var leavers = IntStream.range(0, 2 * SECONDS).mapToObj(Feeds.Leaver::new).toList();
        var people = Stream.concat(Courier.ALL.stream().map(Courier::staffId),
                leavers.stream().map(Feeds.Leaver::staffId)).toList();
        try (var parts = Parts.start(Measure.FOLDER, people);
                var service = service(parts);
                var bare = Server.start("bare", Bench.jar("load-tests/bare/target"), Measure.serviceFlags(),
                        parts.settings(), Measure.FOLDER)) {
            var doorstep = new DoorstepClient(service.address(), parts.issuer());
            var day = new Day(doorstep, service);
            System.out.printf("Handing in and assigning %,d parcels ...%n", Courier.COURIERS * Courier.PARCELS);
            day.handIn(Courier.COURIERS * Courier.PARCELS);
            new Bench(parts).ownLog();
            employ(parts, service, day, doorstep, leavers);
            System.out.println("Warming up ...");
            warmUp(parts, service, bare, day, doorstep);
            var feeds = new Feeds(doorstep, FOLDER.resolve("feeds"), day.collected, leavers);
            for (var walk : walks) {
                feeds.write(walk, users(walk));
                gatling(walk, service.address(), bare.address(), FOLDER.resolve("feeds"));
                service.resident();
            }
            report.append("%nMemory of the service: %s.%n".formatted(service.mostResident()));
            nothingShownToLeavers(parts);
        }
    }

    private static Server service(Parts parts) {
        var settings = new TreeMap<>(Measure.settings(parts));
        settings.putAll(Trunk.settings());
        return Server.start("service", Bench.jar("target"), Measure.serviceFlags(), settings, Measure.FOLDER);
    }

    private static void employ(Parts parts, Server service, Day day, DoorstepClient doorstep,
            List<Feeds.Leaver> leavers) throws IOException {
        day.employAndAssign();
        var hr = doorstep.machineToken("hr");
        var dispatch = doorstep.machineToken("dispatch");
        var webhook = new HrWebhook(service.address());
        for (var courier : Courier.ALL) {
            webhook.say("staff.phone_changed", courier.staffId(),
                    Map.of("phone", "1610000%04d".formatted(courier.number()))).then().statusCode(200);
        }
        var records = leavers.stream().map(leaver -> Company.json(Company.record(leaver.waybill(), leaver.outlet(),
                "164%08d".formatted(leaver.number())))).collect(Collectors.joining("\n"));
        try (var results = doorstep.stream("/v1/parcels/batch", dispatch,
                java.net.http.HttpRequest.BodyPublishers.ofString(records))) {
            results.readAllBytes();
        }
        for (var leaver : leavers) {
            doorstep.send("PUT", "/v1/staff/" + leaver.staffId(), hr, Map.of("standing", "ACTIVE", "posts",
                    List.of("COURIER_DELIVERY"), "outlet", leaver.outlet()));
            doorstep.send("PUT", "/v1/runs/" + LocalDate.now(ZONE) + "/" + leaver.staffId(), dispatch,
                    Map.of("parcels", List.of(leaver.waybill())));
        }
        doorstep.send("PUT", "/v1/staff/D4004", hr, Map.of("standing", "ACTIVE", "posts", List.of("SEC_AUDITOR"),
                "outlet", "LT-HQ-01"));
        parts.execute("update parcel set stage = 'OUT_FOR_DELIVERY', version = version + 1", "vacuum analyze",
                "create table bare_parcel (waybill text primary key, record bytea not null)",
                "grant insert on bare_parcel to doorstep_app", "checkpoint");
        var company = new Company(service.address(), parts.issuer());
        company.employ(ADMIN);
        company.person(ADMIN, "desk-" + ADMIN).body(Map.of("numbers", IntStream.range(0, NUMBERS)
                .mapToObj("1440000%04d"::formatted).toList())).put("/v1/bridge-numbers/*").then().statusCode(200);
    }

    private static void warmUp(Parts parts, Server service, Server bare, Day day, DoorstepClient doorstep) {
        var bench = new Bench(parts);
        var looks = new Looks(doorstep, day.collected, Courier.COURIERS * Courier.PARCELS);
        bench.looks("", service, WARM_UP_SECONDS, looks.once(0, WARM_UP_PARCELS));
        bench.looks("", service, WARM_UP_SECONDS, looks.again(WARM_UP_PARCELS, WARM_UP_LOOKS));
        bench.bare("", bare, org.doorstep.load.bare.Form.TWO, 10, day);
    }

    /** How many rows of its own feed a walk takes, and some to spare. */
    private static int users(Walk walk) {
        return switch (walk) {
            case MORNING_PEAK -> RATE * SECONDS / 2;
            case CALL_BRIDGE -> RATE * SECONDS / 10 + RATE;
            case DAY_INTAKE -> BATCHES;
            case LEAVERS_STORM -> 2 * SECONDS;
            case OFFICERS_QUESTIONS -> SECONDS;
        };
    }

    private void gatling(Walk walk, String address, String bare, Path feeds) throws Exception {
        System.out.printf("%s: %d users a second for %d s ...%n", walk.title(), RATE, SECONDS);
        var folder = Files.createDirectories(FOLDER.resolve(walk.title()));
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m", "-XX:+UseSerialGC", "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
                "-Dwalks.address=" + address, "-Dwalks.bare=" + bare, "-Dwalks.feeds=" + feeds,
                "-Dwalks.rate=" + RATE, "-Dwalks.seconds=" + SECONDS, "-Dwalks.batches=" + BATCHES,
                "-cp", "load-tests/gatling/target/classes:"
                        + Files.readString(Path.of("load-tests", "gatling", "target", "classpath.txt")).strip(),
                "io.gatling.app.Gatling", "-s", walk.simulation(), "-rf", folder.toString()));
        var log = folder.resolve("gatling.log");
        int status = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start()
                .waitFor();
        if (status != 0) {
            throw new IllegalStateException("Gatling ended with " + status + "; see " + log);
        }
        compare(walk, GatlingReport.of(folder));
    }

    private void compare(Walk walk, Map<String, GatlingReport.Requests> requests) {
        var baseline = requests.get("baseline");
        requests.forEach((name, request) -> {
            report.append("| %s | %s | %,d | %d | %.0f | %.0f |".formatted(walk.title(), name, request.count(),
                    request.failed(), request.p50(), request.p99()));
            var threshold = walk.thresholds().stream().filter(each -> each.request().equals(name)).findFirst();
            if (baseline != null && threshold.isPresent()) {
                double p50 = request.p50() / Math.max(1, baseline.p50());
                double p99 = request.p99() / Math.max(1, baseline.p99());
                report.append(" %.1f | %.1f | %.0f, %.0f |%n".formatted(p50, p99, threshold.get().most(),
                        threshold.get().most99()));
                held &= p50 <= threshold.get().most() && p99 <= threshold.get().most99();
            } else {
                report.append(" | | |\n");
            }
            held &= request.failed() == 0;
        });
        if (walk == Walk.DAY_INTAKE && baseline != null) {
            report.append("| %s | records a second: %,.0f, baseline %,.0f, ratio %.2f | | | | | | | |%n".formatted(
                    walk.title(), records(requests.get("batch")), records(baseline),
                    records(requests.get("batch")) / records(baseline)));
        }
    }

    /** Four streams, each one batch after the other. */
    private static double records(GatlingReport.Requests batches) {
        return 4 * Feeds.RECORDS / (batches.mean() / 1_000);
    }

    private void nothingShownToLeavers(Parts parts) {
        long late = Long.parseLong(parts.ask("""
                select count(*) from access_entry v join access_entry s on s.action = 'STANDING' and s.subject = v.actor
                     and s.purpose = 'LEFT' and v.entry_id > s.entry_id
                where v.decision = 'GRANTED' and v.action in ('VIEW', 'RUN_LIST', 'SEARCH')"""));
        long left = Long.parseLong(parts.ask(
                "select count(*) from access_entry where action = 'STANDING' and purpose = 'LEFT'"));
        report.append("Left: %,d people; entries of something shown to them after their leaving's entry: %d.%n"
                .formatted(left, late));
        held &= late == 0;
    }
}

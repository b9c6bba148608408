package org.doorstep.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.doorstep.demonstration.Company;
import org.doorstep.demonstration.DoorstepClient;
import org.doorstep.demonstration.HrWebhook;
import org.doorstep.demonstration.Screen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Leavers under load: couriers look as fast as they can through two replicas on one database, and one after the other
 * leaves. Checks that nothing is shown to a leaver after HR's answer, by the answers and by the log, and says how long
 * each part takes, beside a bare commit on the same database at the same time. {@code Leavers <leavers>}
 */
final class Leavers {

    private static final int COURIERS = 32;
    private static final int PARCELS = 40;
    private static final String OUTLETS = "LT-BB-%02d";
    private static final int AT_ONE_OUTLET = 8;
    /** A leaver's app goes on asking for this long after HR's answer. */
    private static final Duration GOES_ON = Duration.ofMillis(150);
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int WARM_UP_LOOKS = 64_000;
    private static final int WARM_UP_EVENTS = 160;
    private static final Duration WARM_UP_LIMIT = Duration.ofSeconds(75);
    /** People who never look and never leave. */
    private static final int SPARE = 4;
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Parts parts;
    private final List<Server> replicas;
    private final DoorstepClient doorstep;
    private final List<Person> people;
    private final int leavers;
    private final AtomicBoolean running = new AtomicBoolean(true);
    private final AtomicLong looks = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong shownAfterwards = new AtomicLong();
    private final StringBuilder report = new StringBuilder();

    private Leavers(Parts parts, List<Server> replicas, List<Person> people, int leavers) {
        this.parts = parts;
        this.replicas = replicas;
        this.doorstep = new DoorstepClient(replicas.getFirst().address(), parts.issuer());
        this.people = people;
        this.leavers = leavers;
    }

    /** Somebody of the load test, and when HR's answer came that they left. */
    private static final class Person {
        private final int number;
        private volatile String token = "";
        private volatile long left = Long.MAX_VALUE;

        private Person(int number) {
            this.number = number;
        }

        String staffId() {
            return "V%04d".formatted(number);
        }

        String outlet() {
            return OUTLETS.formatted(1 + number / AT_ONE_OUTLET);
        }

        String waybill(int parcel) {
            return "LV%06d%04d".formatted(number, parcel);
        }
    }

    /** What was seen of one leaver. */
    private record Seen(Person person, long entry, String offboarding, double answeredMillis, double toldMillis) {
    }

    public static void main(String[] arguments) throws Exception {
        int leavers = Integer.parseInt(arguments[0]);
        var people = IntStream.range(0, leavers + COURIERS + SPARE).mapToObj(Person::new).toList();
        Files.createDirectories(Measure.FOLDER);
        try (var parts = Parts.start(Measure.FOLDER, people.stream().map(Person::staffId).toList());
                var one = replica(parts, "replica-1");
                var two = replica(parts, "replica-2")) {
            new Leavers(parts, List.of(one, two), people, leavers).run();
        }
        System.exit(0);
    }

    private static Server replica(Parts parts, String name) {
        return Server.start(name, Bench.jar("target"), Measure.serviceFlags(), Measure.settings(parts),
                Measure.FOLDER);
    }

    private void run() throws Exception {
        say("Employing %d people with %d parcels each ...", people.size(), PARCELS);
        employ();
        signIn();
        say("%d couriers look through two replicas; %d leave ...", COURIERS, leavers);
        var seen = new ArrayList<Seen>();
        var commits = Collections.synchronizedList(new ArrayList<Double>());
        double seconds;
        try (var threads = Executors.newCachedThreadPool()) {
            var places = IntStream.range(0, COURIERS).mapToObj(Place::new).toList();
            var loops = places.stream().map(place -> CompletableFuture.runAsync(place::look, threads)).toList();
            var bare = CompletableFuture.runAsync(() -> commitBare(commits), threads);
            warmUp();
            commits.clear();
            looks.set(0);
            failed.set(0);
            long begin = System.nanoTime();
            for (int number = 0; number < leavers; number++) {
                seen.add(leave(places.get(number % COURIERS), number));
            }
            seconds = (System.nanoTime() - begin) / 1e9;
            running.set(false);
            CompletableFuture.allOf(loops.toArray(CompletableFuture[]::new)).get();
            bare.get();
        }
        report(seen, commits, seconds);
    }

    /** Until both replicas are compiled: looks as in the other measurement, and some events of people who stay. */
    private void warmUp() throws Exception {
        long end = System.nanoTime() + WARM_UP_LIMIT.toNanos();
        for (int event = 0; event < WARM_UP_EVENTS; event++) {
            var replica = replicas.get(event % 2);
            var person = people.get(people.size() - 1 - event % SPARE);
            new HrWebhook(replica.address()).say(event / SPARE % 2 == 0 ? "staff.suspended" : "staff.returned",
                    person.staffId(), Map.of()).then().statusCode(200);
        }
        while (looks.get() < WARM_UP_LOOKS && System.nanoTime() < end) {
            Thread.sleep(100);
        }
        say("Warmed up by %,d looks and %d events.", looks.get(), WARM_UP_EVENTS);
    }

    private void employ() {
        var hr = doorstep.machineToken("hr");
        var dispatch = doorstep.machineToken("dispatch");
        for (var person : people) {
            doorstep.send("PUT", "/v1/staff/" + person.staffId(), hr, Map.of("standing", "ACTIVE", "posts",
                    List.of("COURIER_DELIVERY"), "outlet", person.outlet()));
        }
        for (var part = 0; part < people.size(); part += 50) {
            var lines = people.subList(part, Math.min(part + 50, people.size())).stream()
                    .flatMap(person -> IntStream.range(0, PARCELS).mapToObj(parcel -> record(person, parcel)))
                    .collect(Collectors.joining("\n"));
            try (var results = doorstep.stream("/v1/parcels/batch", dispatch,
                    java.net.http.HttpRequest.BodyPublishers.ofString(lines))) {
                results.readAllBytes();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        for (var person : people) {
            doorstep.send("PUT", "/v1/runs/" + LocalDate.now(ZONE) + "/" + person.staffId(), dispatch, Map.of(
                    "parcels", IntStream.range(0, PARCELS).mapToObj(person::waybill).toList()));
        }
        parts.execute("update parcel set stage = 'OUT_FOR_DELIVERY', version = version + 1", "vacuum analyze",
                "create table bare_commit (at timestamptz)", "checkpoint");
    }

    private static String record(Person person, int parcel) {
        var record = new HashMap<>(Company.record(person.waybill(parcel), person.outlet()));
        record.put("recipient", Company.party("林晓梅", "141%04d%04d".formatted(person.number, parcel),
                "幸福里小区3栋2单元501室"));
        return Company.json(record);
    }

    private void signIn() throws Exception {
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (var asked : people.stream().map(person -> threads.submit(() -> {
                person.token = doorstep.personToken("courier." + person.staffId().toLowerCase(java.util.Locale.ROOT),
                        person.staffId());
            })).toList()) {
                asked.get();
            }
        }
    }

    /** One connection: the app of one courier after the other. */
    private final class Place {
        private final int number;
        private volatile Person person;

        private Place(int number) {
            this.number = number;
            this.person = people.get(number);
        }

        void look() {
            try (var connection = new Connection(replicas.get(number % 2).port())) {
                for (int parcel = 0; running.get(); parcel++) {
                    var now = person;
                    var request = request(now, parcel % PARCELS);
                    long begun = System.nanoTime();
                    int status = connection.exchange(request);
                    looks.incrementAndGet();
                    if (status == 200 && begun > now.left) {
                        shownAfterwards.incrementAndGet();
                    }
                    if (status != 200 && status != 403) {
                        failed.incrementAndGet();
                    }
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private byte[] request(Person now, int parcel) {
            return Call.post("/v1/parcels/" + now.waybill(parcel) + "/views", Map.of("Authorization",
                    "Bearer " + now.token, "Doorstep-Device", "load-" + now.staffId()), "{\"purpose\":\"DELIVER\"}");
        }
    }

    /** One leaves; their app goes on for a while, then the next courier takes the place. */
    private Seen leave(Place place, int number) throws Exception {
        var person = place.person;
        try (var screen = Screen.open(replicas.get((place.number + 1) % 2).address(), person.token,
                "screen-" + person.staffId())) {
            if (!screen.next(LIMIT).name().equals("open")) {
                throw new IllegalStateException("no screen for " + person.staffId());
            }
            var webhook = new HrWebhook(replicas.get(number % 2).address());
            var id = "load_" + person.staffId();
            var body = HrWebhook.event("staff.left", person.staffId(), OffsetDateTime.now(), Map.of());
            long seconds = Instant.now().getEpochSecond();
            var request = Call.post("/v1/hr/events", Map.of("webhook-id", id, "webhook-timestamp",
                    Long.toString(seconds), "webhook-signature", webhook.signature(id, seconds, body)), body);
            try (var connection = new Connection(replicas.get(number % 2).port())) {
                long sent = System.nanoTime();
                int status = connection.exchange(request);
                long answered = System.nanoTime();
                person.left = answered;
                if (status != 200) {
                    throw new IllegalStateException("HR was answered " + status);
                }
                var receipt = JSON.readTree(connection.body().getBytes(StandardCharsets.UTF_8));
                var told = screen.next(LIMIT);
                if (!told.name().equals("clear")) {
                    throw new IllegalStateException("told " + told);
                }
                Thread.sleep(GOES_ON);
                place.person = people.get(COURIERS + number);
                return new Seen(person, receipt.path("entry").asLong(), receipt.path("offboarding").asText(),
                        (answered - sent) / 1e6, (told.heard() - sent) / 1e6);
            }
        }
    }

    /** The baseline: one row, one commit, at the same time on the same database, from a connection of its own. */
    private void commitBare(List<Double> millis) {
        try (var connection = DriverManager.getConnection(parts.adminUrl());
                var insert = connection.prepareStatement("insert into bare_commit values (now())")) {
            while (running.get()) {
                long begin = System.nanoTime();
                insert.executeUpdate();
                millis.add((System.nanoTime() - begin) / 1e6);
                Thread.sleep(10);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void report(List<Seen> seen, List<Double> commits, double seconds) throws Exception {
        var disabled = new ArrayList<Double>();
        var done = new ArrayList<Double>();
        var token = doorstep.machineToken("hr");
        for (var one : seen) {
            var offboarding = awaitDone(token, one.offboarding());
            double last = 0;
            for (var step : offboarding.path("steps")) {
                if (step.path("step").asText().equals("AUDIT")) {
                    continue;
                }
                double after = Duration.between(Instant.parse(offboarding.path("toldAt").asText()),
                        Instant.parse(step.path("doneAt").asText())).toNanos() / 1e6;
                last = Math.max(last, after);
                if (step.path("step").asText().equals("ACCOUNT")) {
                    disabled.add(after);
                }
            }
            done.add(last);
        }
        long late = Long.parseLong(parts.ask("""
                select count(*) from access_entry v join access_entry s on s.action = 'STANDING' and s.subject = v.actor
                     and s.purpose = 'LEFT' and v.entry_id > s.entry_id
                where v.decision = 'GRANTED' and v.action in ('VIEW', 'RUN_LIST', 'SEARCH')"""));
        long shown = Long.parseLong(parts.ask("""
                select count(*) from access_entry where action = 'VIEW' and decision = 'GRANTED'
                       and actor in (select subject from access_entry where action = 'STANDING' and purpose = 'LEFT')"""));
        report.append("| milliseconds | p50 | p95 | p99 | most |\n|---|---|---|---|---|\n");
        row("bare commit, at the same time", commits);
        row("webhook in to HR's answer (the fence)", seen.stream().map(Seen::answeredMillis).toList());
        row("webhook in to screen told", seen.stream().map(Seen::toldMillis).toList());
        row("webhook in to account disabled in Keycloak", disabled);
        row("webhook in to all of Keycloak done", done);
        report.append("\n- %d leavers, %,d looks a second through two replicas, %d couriers, %d answers neither 200 nor 403%n"
                .formatted(seen.size(), (long) (looks.get() / seconds), COURIERS, failed.get()));
        double beyond = at(seen.stream().map(Seen::answeredMillis).toList(), 99) - at(commits, 99);
        report.append("- fence beyond a bare commit: p99 %.1f ms%n".formatted(beyond));
        report.append("- shown by answers begun after HR's answer: %d; entries after the leaver's entry: %d (of %,d"
                .formatted(shownAfterwards.get(), late, shown)).append(" before)\n");
        System.out.print(report);
        Files.writeString(Measure.FOLDER.resolve("leavers.md"), report);
        if (late + shownAfterwards.get() > 0 || shown == 0) {
            throw new IllegalStateException("Something was shown to a leaver, or nothing to anybody");
        }
    }

    private JsonNode awaitDone(String token, String offboarding) throws Exception {
        for (int tries = 0; tries < 600; tries++) {
            var answer = JSON.readTree(doorstep.get("/v1/offboardings/" + offboarding, token).body());
            if (onlyTheAuditIsOpen(answer)) {
                return answer;
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException("not done: " + offboarding);
    }

    /** The audit is begun a minute later, by the service's own setting. */
    private static boolean onlyTheAuditIsOpen(JsonNode offboarding) {
        for (var step : offboarding.path("steps")) {
            if (!step.has("doneAt") && !step.path("step").asText().equals("AUDIT")) {
                return false;
            }
        }
        return true;
    }

    private void row(String name, List<Double> millis) {
        report.append("| %s | %.1f | %.1f | %.1f | %.1f |%n".formatted(name, at(millis, 50), at(millis, 95),
                at(millis, 99), at(millis, 100)));
    }

    private static double at(List<Double> values, int percent) {
        var sorted = values.stream().sorted().toList();
        return sorted.get(Math.min(sorted.size() - 1, (int) Math.ceil(sorted.size() * percent / 100.0) - 1));
    }

    private static void say(String text, Object... values) {
        System.out.printf(text + "%n", values);
    }
}

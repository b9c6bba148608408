package org.doorstep.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.doorstep.demonstration.Company;
import org.doorstep.demonstration.DoorstepClient;
import org.doorstep.demonstration.HrWebhook;
import org.doorstep.sip.Phones;
import org.doorstep.sip.Phones.Dialled;
import org.doorstep.stack.Trunk;

import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Calls over the whole service, on PostgreSQL, Redis and Keycloak: what it adds to the time in which a call is set up,
 * and how long the calls of leavers last after HR's answer. Fails if a call fails, or goes on.
 * {@code ServiceCalls <calls up when the leavers leave> <seconds of a phase>}
 */
final class ServiceCalls {

    private static final String OUTLET = "LT-BB-01";
    private static final String ADMIN = "D4001";
    private static final List<Integer> RATES = List.of(50, 100);
    private static final int WARM_UP_RATE = 40;
    private static final int WARM_UP_SECONDS = 15;
    /** Of a courier who calls; a parcel takes three calls, a courier twice as many as parcels. */
    private static final int PARCELS = 60;
    /** They leave without calls. */
    private static final int WARM_UP_LEAVERS = 5;
    /** Of a courier who leaves. */
    private static final int LEAVERS_PARCELS = 10;
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Pattern TO = Pattern.compile("(?m)^To:.*?sip:([0-9]+)@");
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder = Measure.FOLDER.resolve("service-calls");
    private final StringBuilder report = new StringBuilder("""
            | calls a second | straight p50 ms | p99 | over the service p50 | p99 | added p50 | p99 | failed | sent again |
            |---|---|---|---|---|---|---|---|---|
            """);
    private final Parts parts;
    private final Server service;
    private final DoorstepClient doorstep;
    private final int agent;
    private final int trunk;

    private ServiceCalls(Parts parts, Server service, Map<String, String> settings) {
        this.parts = parts;
        this.service = service;
        this.doorstep = new DoorstepClient(service.address(), parts.issuer());
        this.agent = Integer.parseInt(settings.get("doorstep.test.sip-port"));
        this.trunk = Integer.parseInt(settings.get("doorstep.test.trunk-port"));
    }

    /** Somebody who calls, or who leaves. */
    private record Person(int number, int parcels) {

        String staffId() {
            return "V%04d".formatted(number);
        }

        String phone() {
            return "1610000%04d".formatted(number);
        }

        String waybill(int parcel) {
            return "LC%06d%04d".formatted(number, parcel);
        }

        String recipient(int parcel) {
            return "164%04d%04d".formatted(number, parcel);
        }
    }

    /** A bridge from a courier to the recipient of a parcel. */
    private record Line(Person courier, String waybill, String recipient, String number) {

        Dialled dialled() {
            return new Dialled(courier.phone(), number);
        }
    }

    public static void main(String[] arguments) throws Exception {
        int up = Integer.parseInt(arguments[0]);
        int seconds = Integer.parseInt(arguments[1]);
        int calls = RATES.stream().mapToInt(rate -> rate * seconds).sum() + WARM_UP_RATE * WARM_UP_SECONDS;
        int callers = Math.ceilDiv(calls, 2 * PARCELS) + 1;
        var people = IntStream.range(0, callers + WARM_UP_LEAVERS + up / LEAVERS_PARCELS)
                .mapToObj(number -> new Person(number, number < callers ? PARCELS : LEAVERS_PARCELS)).toList();
        var ports = Trunk.settings();
        boolean held;
        try (var parts = Parts.start(Files.createDirectories(Measure.FOLDER),
                people.stream().map(Person::staffId).toList());
                var service = service(parts, ports)) {
            held = new ServiceCalls(parts, service, ports).run(people.subList(0, callers),
                    people.subList(callers, people.size()), seconds);
        }
        System.exit(held ? 0 : 1);
    }

    private static Server service(Parts parts, Map<String, String> ports) {
        var settings = new TreeMap<>(Measure.settings(parts));
        settings.putAll(ports);
        return Server.start("service", Bench.jar("target"), Measure.serviceFlags(), settings, Measure.FOLDER);
    }

    private boolean run(List<Person> callers, List<Person> leavers, int seconds) throws Exception {
        Files.createDirectories(folder);
        var all = new ArrayList<>(callers);
        all.addAll(leavers);
        System.out.printf("%d couriers call, %d leave ...%n", callers.size(), leavers.size() - WARM_UP_LEAVERS);
        employ(all);
        var numbers = new ArrayList<String>();
        for (var courier : callers) {
            lines(courier).forEach(line -> numbers.add(courier.phone() + ";" + line.number()));
        }
        var warmUp = SippCalls.run(WARM_UP_RATE, WARM_UP_SECONDS, agent, trunk, numbers, folder.resolve("warm-up"));
        System.out.printf("Warmed up with %d a second for %d s: %d calls, %d failed.%n", WARM_UP_RATE, WARM_UP_SECONDS,
                warmUp.calls(), warmUp.failed());
        boolean held = true;
        int next = WARM_UP_RATE * WARM_UP_SECONDS;
        for (int rate : RATES) {
            Collections.rotate(numbers, -next);
            held &= measure(rate, seconds, numbers);
            next = rate * seconds;
        }
        for (var leaver : leavers.subList(0, WARM_UP_LEAVERS)) {
            leave(leaver, new HashMap<>(), new HashMap<>());
        }
        held &= leave(leavers.subList(WARM_UP_LEAVERS, leavers.size()));
        System.out.print(report);
        Files.writeString(Measure.FOLDER.resolve("service-calls.md"), report);
        return held;
    }

    private void employ(List<Person> people) throws IOException {
        var hr = doorstep.machineToken("hr");
        var dispatch = doorstep.machineToken("dispatch");
        var webhook = new HrWebhook(service.address());
        for (var person : people) {
            doorstep.send("PUT", "/v1/staff/" + person.staffId(), hr, Map.of("standing", "ACTIVE", "posts",
                    List.of("COURIER_DELIVERY"), "outlet", OUTLET));
            webhook.say("staff.phone_changed", person.staffId(), Map.of("phone", person.phone())).then()
                    .statusCode(200);
        }
        var records = people.stream().flatMap(person -> IntStream.range(0, person.parcels())
                .mapToObj(parcel -> Company.json(Company.record(person.waybill(parcel), OUTLET,
                        person.recipient(parcel)))))
                .collect(Collectors.joining("\n"));
        try (var results = doorstep.stream("/v1/parcels/batch", dispatch,
                java.net.http.HttpRequest.BodyPublishers.ofString(records))) {
            results.readAllBytes();
        }
        for (var person : people) {
            doorstep.send("PUT", "/v1/runs/" + LocalDate.now(ZONE) + "/" + person.staffId(), dispatch, Map.of(
                    "parcels", IntStream.range(0, person.parcels()).mapToObj(person::waybill).toList()));
        }
        parts.execute("update parcel set stage = 'OUT_FOR_DELIVERY', version = version + 1", "vacuum analyze");
        var company = new Company(service.address(), parts.issuer());
        company.employ(ADMIN);
        company.person(ADMIN, "desk-" + ADMIN).body(Map.of("numbers", IntStream.range(0, 4 * PARCELS)
                .mapToObj("1440000%04d"::formatted).toList())).put("/v1/bridge-numbers/*").then().statusCode(200);
    }

    /** A bridge for each of the courier's parcels, asked for as their app does. */
    private List<Line> lines(Person courier) throws IOException {
        var token = doorstep.personToken("courier." + courier.staffId().toLowerCase(Locale.ROOT),
                courier.staffId());
        var headers = Map.of("Authorization", "Bearer " + token, "Doorstep-Device", "device-" + courier.staffId());
        var lines = new ArrayList<Line>();
        try (var connection = new Connection(service.port())) {
            for (int parcel = 0; parcel < courier.parcels(); parcel++) {
                int status = connection.exchange(Call.post("/v1/parcels/" + courier.waybill(parcel) + "/bridges",
                        headers, "{\"purpose\":\"DELIVER\"}"));
                if (status != 201) {
                    throw new IllegalStateException("A bridge was answered " + status + ": " + connection.body());
                }
                lines.add(new Line(courier, courier.waybill(parcel), courier.recipient(parcel),
                        JSON.readTree(connection.body()).path("number").asText()));
            }
        }
        return lines;
    }

    /** True if no call failed. */
    private boolean measure(int rate, int seconds, List<String> numbers) {
        var straight = SippCalls.run(rate, seconds, trunk, trunk, numbers, folder.resolve("straight-" + rate));
        var over = SippCalls.run(rate, seconds, agent, trunk, numbers, folder.resolve("service-" + rate));
        report.append("| %d | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f | %d of %d | %d |%n".formatted(rate,
                straight.setup().p50(), straight.setup().p99(), over.setup().p50(), over.setup().p99(),
                over.setup().p50() - straight.setup().p50(), over.setup().p99() - straight.setup().p99(),
                over.failed(), over.failed() + over.calls(), over.retransmissions()));
        return over.failed() == 0 && over.calls() == (long) rate * seconds;
    }

    /** All calls are up, and one after the other leaves. True if every side was hung up on, and the log says so. */
    private boolean leave(List<Person> leavers) throws Exception {
        var lines = new ArrayList<Line>();
        for (var leaver : leavers) {
            lines.addAll(lines(leaver));
        }
        var sent = new HashMap<Person, Instant>();
        var answered = new HashMap<Person, Instant>();
        try (var called = Phones.called("answers", trunk, agent, Map.of());
                var calling = Phones.calling("calls-and-is-hung-up-on", agent,
                        lines.stream().map(Line::dialled).toList(), 50, Map.of())) {
            await(lines, "answered_at is not null and ended_at is null", lines.size());
            for (var leaver : leavers) {
                leave(leaver, sent, answered);
                Thread.sleep(300);
            }
            await(lines, "ended_at is not null", lines.size());
            Thread.sleep(500);
            var ended = byes(lines, Line::recipient, called);
            ended.addAll(byes(lines, line -> line.courier().phone(), calling));
            return told(lines, ended, sent, answered);
        }
    }

    /** HR says that they left. */
    private void leave(Person leaver, Map<Person, Instant> sent, Map<Person, Instant> answered) throws IOException {
        var webhook = new HrWebhook(service.address());
        var id = "load_" + leaver.staffId();
        var body = HrWebhook.event("staff.left", leaver.staffId(), OffsetDateTime.now(), Map.of());
        long second = Instant.now().getEpochSecond();
        var request = Call.post("/v1/hr/events", Map.of("webhook-id", id, "webhook-timestamp", Long.toString(second),
                "webhook-signature", webhook.signature(id, second, body)), body);
        try (var connection = new Connection(service.port())) {
            sent.put(leaver, Instant.now());
            int status = connection.exchange(request);
            answered.put(leaver, Instant.now());
            if (status != 200) {
                throw new IllegalStateException("HR was answered " + status);
            }
        }
    }

    /** Whose side was hung up on, and when: each call once. */
    private record Ended(Person leaver, Instant at) {
    }

    private static List<Ended> byes(List<Line> lines, Function<Line, String> side, Phones phones) {
        var whose = new HashMap<String, Person>();
        lines.forEach(line -> whose.put(side.apply(line), line.courier()));
        var first = new TreeMap<String, Ended>();
        for (var bye : phones.got("BYE ")) {
            var to = TO.matcher(bye.text());
            if (to.find() && whose.containsKey(to.group(1))) {
                first.putIfAbsent(bye.callId(), new Ended(whose.get(to.group(1)), bye.at()));
            }
        }
        return new ArrayList<>(first.values());
    }

    private boolean told(List<Line> lines, List<Ended> ended, Map<Person, Instant> sent,
            Map<Person, Instant> answered) {
        long revoked = Long.parseLong(parts.ask("select count(*) from access_entry where action = 'CALL' and purpose ="
                + " 'ENDED' and reason like '%%by DOORSTEP: REVOKED%%' and waybill in (%s)".formatted(waybills(lines))));
        var fromSent = sorted(ended, sent);
        var fromAnswered = sorted(ended, answered);
        report.append("""

                | calls up | leavers | sides hung up on | in the log as revoked | BYE after HR was answered p50 ms | p99 | \
                last | after HR said it p50 | p99 | last |
                |---|---|---|---|---|---|---|---|---|---|
                | %d | %d | %d of %d | %d | %s | %s |
                """.formatted(lines.size(), sent.size(), ended.size(), 2 * lines.size(), revoked,
                percentiles(fromAnswered), percentiles(fromSent)));
        return ended.size() == 2 * lines.size() && revoked == lines.size();
    }

    private static List<Double> sorted(List<Ended> ended, Map<Person, Instant> since) {
        return ended.stream().map(each -> Duration.between(since.get(each.leaver()), each.at()).toNanos() / 1e6)
                .sorted().toList();
    }

    private static String percentiles(List<Double> sorted) {
        return sorted.isEmpty() ? "- | - | -" : "%.1f | %.1f | %.1f".formatted(sorted.get((sorted.size() - 1) / 2),
                sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1), sorted.getLast());
    }

    private void await(List<Line> lines, String what, int count) throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (Integer.parseInt(parts.ask("select count(*) from call where " + what + " and waybill in ("
                + waybills(lines) + ")")) < count) {
            if (System.nanoTime() > end) {
                System.out.printf("Not %d calls: %s%n", count, what);
                return;
            }
            Thread.sleep(50);
        }
    }

    private static String waybills(List<Line> lines) {
        return lines.stream().map(line -> "'" + line.waybill() + "'").collect(Collectors.joining(","));
    }
}

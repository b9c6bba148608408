package org.doorstep.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.doorstep.demonstration.DoorstepClient;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * The officer's questions on a log of ten million disclosures, through the service: how long each takes, whether a
 * planted leaker comes first, with one and with two of them, and what each index costs a commit.
 * {@code Questions <entries>}
 */
final class Questions {

    private static final int ROUNDS = 5;
    private static final int LISTED = 1500;
    private static final int NOISE = LISTED * 3 / 10;
    private static final int LEAKERS_OUTLET = 7;
    private static final int SHOWN = 8;
    private static final int COMMITTERS = 8;
    private static final Duration COMMITTING = Duration.ofSeconds(4);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Parts parts;
    private final Server service;
    private final DoorstepClient doorstep;
    private final Disclosures log = new Disclosures();
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final StringBuilder report = new StringBuilder();
    private String token = "";

    private Questions(Parts parts, Server service) {
        this.parts = parts;
        this.service = service;
        this.doorstep = new DoorstepClient(service.address(), parts.issuer());
    }

    /** Nothing is sealed: what is asked here does not wait for it, and it would take its share of the processors. */
    private static Map<String, String> settings(Parts parts) {
        var settings = new TreeMap<>(Measure.settings(parts));
        settings.put("doorstep.log.seal-every", "24H");
        return settings;
    }

    public static void main(String[] arguments) throws Exception {
        long entries = Long.parseLong(arguments[0]);
        Files.createDirectories(Measure.FOLDER);
        try (var parts = Parts.start(Measure.FOLDER, List.of());
                var service = Server.start("service", Bench.jar("target"), Measure.serviceFlags(),
                        settings(parts), Measure.FOLDER)) {
            new Questions(parts, service).run(entries);
        }
        System.exit(0);
    }

    private void run(long entries) throws Exception {
        while (!doorstep.ready()) {
            Thread.sleep(200);
        }
        doorstep.send("PUT", "/v1/staff/D4004", doorstep.machineToken("hr"),
                Map.of("standing", "ACTIVE", "posts", List.of("SEC_AUDITOR"), "outlet", "LT-HQ-01"));
        say("Writing %,d disclosures ...", entries);
        long start = System.nanoTime();
        log.index(parts, Measure.FOLDER.resolve("root.key"));
        log.write(parts.adminUrl(), entries);
        line("%,d disclosures of %,d parcels to %,d people, written in %.0f s; table %s, indexes %s", entries,
                log.parcels(), log.seen.size(), seconds(start),
                parts.ask("select pg_size_pretty(pg_table_size('access_entry'))"),
                parts.ask("select pg_size_pretty(pg_indexes_size('access_entry'))"));
        say("Asking ...");
        ask();
        leaks();
        line("service: %s", service.mostResident());
        say("Committing with and without indexes ...");
        indexes();
        var file = Measure.FOLDER.resolve("questions.md");
        Files.writeString(file, report);
        say("%n%s%nAlso in %s.", report, file);
    }

    private void ask() throws Exception {
        var month = "from=" + log.begin.plus(Duration.ofDays(30)) + "&to=" + log.begin.plus(Duration.ofDays(60));
        var day = "from=" + log.begin.plus(Duration.ofDays(30)) + "&to=" + log.begin.plus(Duration.ofDays(31));
        var courier = Disclosures.courier(LEAKERS_OUTLET, 3);
        var heavy = Disclosures.agent(0);
        report.append("\n| question (p50 of ").append(ROUNDS).append(" through HTTP) | ms | least to most | answer |\n"
                + "|---|---|---|---|\n");
        timed("what a courier saw, a page of 100, all time", () -> get("people/" + courier + "/disclosures"));
        timed("the same, of a month", () -> get("people/" + courier + "/disclosures?" + month));
        timed("how much a courier saw, all time", () -> get("people/" + courier + "/blast-radius"));
        timed("how much the heaviest agent saw, all time", () -> get("people/" + heavy + "/blast-radius"));
        timed("who saw a parcel", () -> get("parcels/" + Disclosures.waybill(log.parcels() / 2) + "/viewers"));
        timed("who saw a recipient", () -> post("recipients/viewers", Map.of("phone",
                Disclosures.phone(LEAKERS_OUTLET * Disclosures.RECIPIENTS_AN_OUTLET + 1))));
        timed("blast radius of a device, a month", () -> get("devices/device-" + courier + "/blast-radius?" + month));
        timed("blast radius of an outlet, a day",
                () -> get("outlets/" + Disclosures.outlet(LEAKERS_OUTLET) + "/blast-radius?" + day));
        timed("blast radius of an outlet, a month",
                () -> get("outlets/" + Disclosures.outlet(LEAKERS_OUTLET) + "/blast-radius?" + month));
        timed("every parcel a courier saw, all time, NDJSON", () -> ndjson("people/" + courier + "/blast-radius"));
        timed("every parcel the heaviest agent saw, all time, NDJSON",
                () -> ndjson("people/" + heavy + "/blast-radius"));
    }

    private void leaks() throws Exception {
        var leaker = Disclosures.clerk(LEAKERS_OUTLET, 1);
        var leaked = log.leakedBy(leaker, LISTED - NOISE);
        var list = log.phones(leaked, NOISE);
        var answer = timed("who leaked %,d phones, three months".formatted(list.size()), () -> leak("PHONES", list));
        timed("the same as SHA-256", () -> leak("PHONE_HASHES", list.stream().map(Sha256::of).toList()));
        var month = log.begin.plus(Duration.ofDays(30));
        timed("the same phones, one month", () -> post("leaks", Map.of("kind", "PHONES", "entries", list, "from",
                month.toString(), "to", month.plus(Duration.ofDays(30)).toString())));
        var waybills = waybills(leaker, LISTED - NOISE);
        timed("who leaked %,d waybills".formatted(waybills.size()), () -> leak("WAYBILLS", waybills));
        timed("the same as SHA-256", () -> leak("WAYBILL_HASHES", waybills.stream().map(Sha256::of).toList()));
        var long100 = IntStream.range(0, 100_000).mapToObj(number -> Disclosures.phone(number * 15)).toList();
        timed("who leaked 100,000 phones (of anybody)", () -> leak("PHONES", long100));

        ranking("One leaker: clerk %s gave %,d, noise %,d".formatted(leaker, leaked.size(), NOISE), answer,
                Set.of(leaker));
        var second = Disclosures.courier(LEAKERS_OUTLET + 1, 4);
        var both = new ArrayList<>(log.leakedBy(leaker, (LISTED - NOISE) / 2));
        both.addAll(log.leakedBy(second, (LISTED - NOISE) / 2));
        ranking("Two leakers under one hub: clerk %s and courier %s gave half each, noise %,d".formatted(leaker,
                second, NOISE), leak("PHONES", log.phones(both, NOISE)), Set.of(leaker, second));
        ranking("Nobody: %,d of anybody's numbers".formatted(LISTED), leak("PHONES", log.phones(List.of(), 2 * LISTED)),
                Set.of());
    }

    private List<String> waybills(String actor, int count) throws SQLException {
        var waybills = new ArrayList<String>();
        try (var connection = DriverManager.getConnection(parts.adminUrl()); var rows = connection.createStatement()
                .executeQuery("select distinct waybill from access_entry where actor = '" + actor + "' limit " + count)) {
            while (rows.next()) {
                waybills.add(rows.getString(1));
            }
        }
        return waybills;
    }

    private void ranking(String title, HttpResponse<String> answer, Set<String> leakers) throws IOException {
        var tree = JSON.readTree(answer.body());
        report.append("\n%s. %,d of %,d were disclosed; %,d recipients, %,d people compared.%n%n".formatted(title,
                tree.path("disclosed").asInt(), tree.path("listed").asInt(), tree.path("recipients").asInt(),
                tree.path("compared").asInt()));
        report.append("| person | verdict | hits | recipients | expected | log10 p | share | only | beyond | log10 |\n"
                + "|---|---|---|---|---|---|---|---|---|---|\n");
        var people = new ArrayList<JsonNode>();
        tree.path("people").forEach(people::add);
        people.stream().limit(SHOWN).forEach(this::row);
        people.stream().skip(SHOWN).filter(person -> person.path("staffId").asText().equals(Disclosures.agent(0)))
                .forEach(this::row);
        var accused = people.stream().filter(person -> person.path("verdict").asText().equals("STANDS_OUT"))
                .map(person -> person.path("staffId").asText()).collect(Collectors.toSet());
        var first = people.stream().limit(leakers.size()).map(person -> person.path("staffId").asText())
                .collect(Collectors.toSet());
        report.append("%n%s first: %s; nobody else stands out: %s.%n".formatted(
                leakers.size() == 1 ? "The leaker comes" : "Leakers come", first.equals(leakers) ? "yes" : "NO",
                accused.equals(leakers) ? "yes" : "NO, " + accused));
    }

    private void row(JsonNode person) {
        report.append("| %s | %s | %d | %,d | %.1f | %.1f | %.2f | %d | %d | %.1f |%n".formatted(
                person.path("staffId").asText(), person.path("verdict").asText(), person.path("hits").asInt(),
                person.path("recipients").asInt(), person.path("expected").asDouble(),
                person.path("chanceLog10").asDouble(), person.path("shareExplained").asDouble(),
                person.path("onlyThisPerson").asInt(), person.path("beyondOthers").asInt(),
                person.path("beyondLog10").asDouble()));
    }

    /** Commits of one entry each, by several at once, under one set of indexes after the other, twice. */
    private void indexes() throws Exception {
        var sets = new java.util.LinkedHashMap<String, String>();
        sets.put("as it is", "");
        sets.put("without the recipient's", "drop index access_entry_recipient");
        sets.put("with one of outlet, too", "create index extra on access_entry (outlet, entry_id)");
        sets.put("with one of device, too", "create index extra on access_entry (device, entry_id)");
        sets.put("with one of time, too", "create index extra on access_entry (at)");
        var remake = parts.ask("select pg_get_indexdef('access_entry_recipient'::regclass)");
        var rates = new java.util.LinkedHashMap<String, List<Double>>();
        parts.execute("set maintenance_work_mem = '512MB'");
        commits();
        for (var set : sets.entrySet()) {
            if (!set.getValue().isEmpty()) {
                parts.execute(set.getValue());
            }
            parts.execute("checkpoint");
            for (int round = 0; round < 3; round++) {
                rates.computeIfAbsent(set.getKey(), _ -> new ArrayList<>()).add(commits());
            }
            if (set.getValue().startsWith("drop")) {
                parts.execute(remake);
            } else if (!set.getValue().isEmpty()) {
                parts.execute("drop index extra");
            }
        }
        report.append("\n| indexes | commits a second, %d at once | to what it is |%n|---|---|---|%n".formatted(COMMITTERS));
        double base = middle(rates.get("as it is"));
        rates.forEach((set, all) -> report.append("| %s | %,.0f (%,.0f to %,.0f) | %.3f |%n".formatted(set, middle(all),
                sorted(all).getFirst(), sorted(all).getLast(), middle(all) / base)));
    }

    private static List<Double> sorted(List<Double> values) {
        return values.stream().sorted().toList();
    }

    private static double middle(List<Double> values) {
        return sorted(values).get(values.size() / 2);
    }

    private double commits() throws Exception {
        var count = new AtomicLong();
        long end = System.nanoTime() + COMMITTING.toNanos();
        try (var threads = Executors.newFixedThreadPool(COMMITTERS)) {
            var all = IntStream.range(0, COMMITTERS).mapToObj(number -> CompletableFuture.runAsync(() -> commit(number,
                    end, count), threads)).toArray(CompletableFuture[]::new);
            CompletableFuture.allOf(all).join();
        }
        return count.get() / (double) COMMITTING.toSeconds();
    }

    private void commit(int number, long end, AtomicLong count) {
        var random = new java.util.Random();
        try (var connection = DriverManager.getConnection(parts.adminUrl()); var statement = connection.prepareStatement("""
                insert into access_entry (at, zone, actor, actor_kind, post, outlet, device, source_address, action,
                  purpose, stage, waybill, recipient_ref, fields, decision, rule, policy_version, lease_id, lease_until)
                values (now(), 'Asia/Shanghai', ?, 'STAFF', 'COURIER_DELIVERY', ?, ?, '10.1.2.3', 'VIEW', 'DELIVER',
                  'OUT_FOR_DELIVERY', ?, ?, '{recipient.address=FULL,recipient.name=MASKED,recipient.phone=TAIL4}',
                  'GRANTED', 'rule', '1', gen_random_uuid(), now())""")) {
            var ref = new byte[16];
            while (System.nanoTime() < end) {
                int outlet = random.nextInt(Disclosures.OUTLETS);
                var actor = Disclosures.courier(outlet, random.nextInt(Disclosures.COURIERS));
                random.nextBytes(ref);
                statement.setString(1, actor);
                statement.setString(2, Disclosures.outlet(outlet));
                statement.setString(3, "device-" + actor);
                statement.setString(4, Disclosures.waybill(random.nextLong(log.parcels())));
                statement.setBytes(5, ref);
                statement.executeUpdate();
                count.incrementAndGet();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface Question {
        HttpResponse<String> ask() throws Exception;
    }

    private HttpResponse<String> timed(String name, Question question) throws Exception {
        var times = new double[ROUNDS];
        HttpResponse<String> answer = question.ask();
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            answer = question.ask();
            times[round] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(times);
        service.resident();
        var text = "| %s | %,.0f | %,.0f to %,.0f | %,d bytes |%n".formatted(name, times[ROUNDS / 2], times[0],
                times[ROUNDS - 1], answer.body().length());
        report.append(text);
        System.out.print("  " + text);
        return answer;
    }

    private HttpResponse<String> leak(String kind, List<String> entries) throws Exception {
        return post("leaks", Map.of("kind", kind, "entries", entries, "from", log.begin.toString()));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path).header("Accept", "application/json").GET());
    }

    private HttpResponse<String> ndjson(String path) throws Exception {
        return send(request(path).header("Accept", "application/x-ndjson").GET());
    }

    private HttpResponse<String> post(String path, Object body) throws Exception {
        return send(request(path).header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(service.address() + "/v1/investigations/" + path))
                .timeout(Duration.ofMinutes(2)).header("Authorization", "Bearer " + token);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        if (token.isEmpty()) {
            token = doorstep.personToken("auditor.d4004", "D4004");
        }
        var answer = http.send(request.setHeader("Authorization", "Bearer " + token).build(), BodyHandlers.ofString());
        if (answer.statusCode() == 401) {
            token = doorstep.personToken("auditor.d4004", "D4004");
            answer = http.send(request.setHeader("Authorization", "Bearer " + token).build(), BodyHandlers.ofString());
        }
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
        return answer;
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private void line(String text, Object... values) {
        report.append("- ").append(text.formatted(values)).append('\n');
    }

    private static void say(String text, Object... values) {
        System.out.printf(text + "%n", values);
    }
}

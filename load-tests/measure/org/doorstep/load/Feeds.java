package org.doorstep.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.doorstep.demonstration.DoorstepClient;
import org.doorstep.demonstration.HrWebhook;
import org.doorstep.demonstration.ParcelGenerator;

import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Writes what the simulations ask for, one CSV file a kind, with tokens that are fresh:
 * {@code looks}, {@code misses} and {@code bridges} (token, device, waybill), {@code leavers} (the same and HR's signed
 * event), {@code questions} (token, device, name, path, body), {@code intake} (token, file, records), {@code bare} (path).
 */
final class Feeds {

    static final int RECORDS = 1_000;

    private static final int AT_ONCE = 4;
    private static final long SEED = 23;
    private static final int LISTED = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DoorstepClient doorstep;
    private final Path folder;
    private final LocalDate collected;
    private final List<Leaver> leavers;
    private int looked;
    private int bridged;
    private int handedIn;

    Feeds(DoorstepClient doorstep, Path folder, LocalDate collected, List<Leaver> leavers) throws IOException {
        this.doorstep = doorstep;
        this.folder = Files.createDirectories(folder);
        this.collected = collected;
        this.leavers = leavers;
    }

    /** Somebody who leaves, with one parcel. */
    record Leaver(int number) {

        String staffId() {
            return "V%04d".formatted(number);
        }

        String outlet() {
            return "LT-BB-%02d".formatted(1 + number / 8);
        }

        String waybill() {
            return "LV%08d".formatted(number);
        }
    }

    /** @param users whom the walk is about to take from the feed that it reads once */
    void write(Walk walk, int users) {
        switch (walk) {
            case MORNING_PEAK -> couriers(Math.ceilDiv(users, Courier.COURIERS));
            case CALL_BRIDGE -> bridges(Math.ceilDiv(users, Courier.COURIERS));
            case DAY_INTAKE -> intake(users);
            case LEAVERS_STORM -> {
                couriers(1);
                leavers();
            }
            case OFFICERS_QUESTIONS -> {
                couriers(1);
                questions();
            }
        }
        write("bare.csv", "path", Courier.ALL.stream().flatMap(courier -> IntStream.range(0, 100)
                .mapToObj(parcel -> row("/two/" + courier.staffId() + "/" + courier.waybill(collected, parcel)))));
    }

    /** The next so many parcels of each courier, in turn; and a parcel that is not theirs. */
    private void couriers(int parcels) {
        var tokens = signIn(Courier.ALL.stream().map(courier -> List.of(courier.username(), courier.staffId()))
                .toList());
        int first = looked;
        looked += parcels;
        if (looked > Courier.PARCELS) {
            throw new IllegalArgumentException("The couriers have no more parcels: lower LOAD_RATE or LOAD_SECONDS");
        }
        write("looks.csv", "token,device,waybill", IntStream.range(first, looked).boxed().flatMap(parcel -> Courier.ALL
                .stream().map(courier -> row(tokens.get(courier.number()), courier.device(parcel),
                        courier.waybill(collected, parcel)))));
        write("misses.csv", "token,device,waybill", Courier.ALL.stream().map(courier -> row(tokens.get(courier.number()),
                courier.device(first), Courier.ALL.get((courier.number() + 1) % Courier.COURIERS)
                        .waybill(collected, 0))));
    }

    private void bridges(int parcels) {
        var tokens = signIn(Courier.ALL.stream().map(courier -> List.of(courier.username(), courier.staffId()))
                .toList());
        int first = bridged;
        bridged += parcels;
        write("bridges.csv", "token,device,waybill", IntStream.range(first, bridged).boxed()
                .flatMap(parcel -> Courier.ALL.stream().map(courier -> row(tokens.get(courier.number()),
                        courier.device(parcel), courier.waybill(collected, parcel)))));
    }

    private void intake(int batches) {
        var token = doorstep.machineToken("dispatch");
        var generator = new ParcelGenerator();
        var rows = new ArrayList<String>();
        for (int batch = 0; batch < batches; batch++) {
            var file = folder.resolve("batch-%03d.ndjson".formatted(batch)).toAbsolutePath();
            var records = generator.parcels(SEED, (handedIn + batch) * RECORDS, RECORDS, collected.minusDays(1))
                    .map(Feeds::json);
            write(file, records);
            rows.add(row(token, file.toString(), Integer.toString(RECORDS)));
        }
        handedIn += batches;
        write("intake.csv", "token,file,records", rows.stream());
    }

    private void leavers() {
        var tokens = signIn(leavers.stream().map(leaver -> List.of("courier." + leaver.staffId()
                .toLowerCase(java.util.Locale.ROOT), leaver.staffId())).toList());
        var webhook = new HrWebhook();
        long now = Instant.now().getEpochSecond();
        write("leavers.csv", "token,device,waybill,id,timestamp,signature,body", leavers.stream().map(leaver -> {
            var id = "storm_" + leaver.staffId();
            var body = HrWebhook.event("staff.left", leaver.staffId(), OffsetDateTime.now(), Map.of());
            return row(tokens.get(leaver.number()), "device-" + leaver.staffId(), leaver.waybill(), id,
                    Long.toString(now), webhook.signature(id, now, body), body);
        }));
    }

    private void questions() {
        var token = doorstep.personToken("auditor.d4004", "D4004");
        var courier = Courier.ALL.getFirst();
        var list = IntStream.range(0, LISTED).mapToObj(parcel -> courier.waybill(collected, parcel)).toList();
        var asked = Stream.of(
                question("what a courier saw", "people/" + courier.staffId() + "/disclosures", ""),
                question("how much a courier saw", "people/" + courier.staffId() + "/blast-radius", ""),
                question("who saw a parcel", "parcels/" + courier.waybill(collected, 0) + "/viewers", ""),
                question("who leaked a list", "leaks", json(Map.of("kind", "WAYBILLS", "entries", list, "from",
                        Instant.now().minusSeconds(86_400).toString()))));
        write("questions.csv", "token,device,name,path,body", asked.map(question -> row(Stream.concat(
                Stream.of(token, "desk-D4004"), question.stream()).toArray(String[]::new))));
    }

    private static List<String> question(String name, String path, String body) {
        return List.of(name, "/v1/investigations/" + path, body);
    }

    /** Tokens of people, by user name and staff number. */
    private List<String> signIn(List<List<String>> people) {
        try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            return threads.invokeAll(people.stream().map(person -> (java.util.concurrent.Callable<String>) () -> doorstep
                    .personToken(person.get(0), person.get(1))).toList()).stream()
                    .map(java.util.concurrent.Future::resultNow).toList();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** RFC 4180. */
    private static String row(String... cells) {
        return Arrays.stream(cells).map(cell -> "\"" + cell.replace("\"", "\"\"") + "\"")
                .collect(Collectors.joining(","));
    }

    private void write(String file, String header, Stream<String> rows) {
        write(folder.resolve(file), Stream.concat(Stream.of(header), rows));
    }

    private static void write(Path file, Stream<String> lines) {
        try {
            Files.writeString(file, lines.collect(Collectors.joining("\n", "", "\n")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

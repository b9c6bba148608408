package org.doorstep.parcel;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.doorstep.demonstration.Company;
import org.doorstep.demonstration.Problems;
import org.doorstep.stack.Backstage;
import org.doorstep.stack.LocalStackResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** What dispatch hands in, one by one and in streams: all of a record or nothing, and bad ones stop nobody else. */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
class IntakeTest {

    private static final String OUTLET = "SH-PD-01";
    private static final List<String> TABLES = List.of("parcel", "sealed_record", "blind_index", "intake_key");

    private final Company company = new Company();

    @TestHTTPResource("/")
    URI service;

    @BeforeEach
    void people() {
        company.employ("K1001", "K1002", "D4004");
    }

    @Test
    void recordIsStoredOnceAndTheSameAgainIsUnchanged() {
        var record = Company.record(Company.freshWaybill(), OUTLET);

        var answers = Stream.of(company.handIn(record), company.handIn(record)).toList();

        assertEquals(List.of("201 created", "200 unchanged"),
                answers.stream().map(answer -> answer.statusCode() + " " + answer.path("result")).toList());
        assertEquals("/v1/parcels/" + record.get("waybill"),
                URI.create(answers.getFirst().header("Location")).getPath());
    }

    @Test
    void anotherRecordUnderTheSameNumberIsRefused() {
        var waybill = Company.freshWaybill();
        company.handIn(Company.record(waybill, OUTLET)).then().statusCode(201);

        var answer = company.handIn(Company.record(waybill, OUTLET, "14112340002"));

        Problems.refused(answer, 409, "waybill-conflict");
        assertEquals(List.of(1L, 1L), Stream.of("parcel", "sealed_record").map(table -> stored(table, waybill))
                .toList());
    }

    /** A change to a good record, where it is wrong, and how that is said. */
    record Defect(String name, UnaryOperator<Map<String, Object>> change, int status, String slug, String pointer) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Defect> defects() {
        return Stream.of(
                new Defect("identity card", inParty("idCard", "110101199001011234"), 400, "malformed-json",
                        "/recipient/idCard"),
                new Defect("remark", with("remark", "林晓梅 14012340001"), 400, "malformed-json", "/remark"),
                new Defect("name missing", inParty("name", null), 422, "invalid-record", "/recipient/name"),
                new Defect("name blank", inParty("name", " \u3000"), 422, "invalid-record", "/recipient/name"),
                new Defect("name too long", inParty("name", "长".repeat(101)), 422, "invalid-record",
                        "/recipient/name"),
                new Defect("detail too long", inParty("detail", "长".repeat(257)), 422, "invalid-record",
                        "/recipient/detail"),
                new Defect("name that is a number", inParty("name", 14012340001L), 400, "malformed-json",
                        "/recipient/name"),
                new Defect("recipient missing", with("recipient", null), 422, "invalid-record", "/recipient"),
                new Defect("recipient that is a text", with("recipient", "林晓梅"), 400, "malformed-json", "/recipient"),
                new Defect("waybill too short", with("waybill", "TS1"), 422, "invalid-record", "/waybill"),
                new Defect("waybill with NUL", with("waybill", "TS0000000001\u0000"), 422, "invalid-record",
                        "/waybill"),
                new Defect("outlet that is none", with("outlet", "Pudong"), 422, "invalid-record", "/outlet"),
                new Defect("legal basis that is none", with("legalBasis", "CURIOSITY"), 400, "malformed-json",
                        "/legalBasis"),
                new Defect("legal basis by number", with("legalBasis", 0), 400, "malformed-json", "/legalBasis"),
                new Defect("notice version that is a text", with("noticeVersion", "林晓梅 14012340001"), 422,
                        "invalid-record", "/noticeVersion"),
                new Defect("notice version with NUL", with("noticeVersion", "2026\u000001"), 422, "invalid-record",
                        "/noticeVersion"),
                new Defect("weight of nothing", with("weightGrams", 0), 422, "invalid-record", "/weightGrams"),
                new Defect("weight with a fraction", with("weightGrams", 1200.7), 400, "malformed-json",
                        "/weightGrams"),
                new Defect("weight that is a text", with("weightGrams", "1200"), 400, "malformed-json",
                        "/weightGrams"),
                new Defect("weight beyond an int", with("weightGrams", 99999999999L), 400, "malformed-json",
                        ""),
                new Defect("no items", with("items", List.of()), 422, "invalid-record", "/items"),
                new Defect("item that is null", with("items", java.util.Arrays.asList((Object) null)), 400,
                        "malformed-json", ""),
                new Defect("collected in the future", with("collectedAt", "2099-01-01T00:00:00+08:00"), 422,
                        "invalid-record", "/collectedAt"),
                new Defect("collected more than three years ago", with("collectedAt", "2020-01-01T00:00:00+08:00"), 422,
                        "invalid-record", "/collectedAt"),
                new Defect("collected at the end of time", with("collectedAt", "+999999999-12-31T23:59:59-18:00"), 400,
                        "malformed-json", "/collectedAt"),
                new Defect("collected some day", with("collectedAt", "yesterday"), 400, "malformed-json",
                        "/collectedAt"));
    }

    @ParameterizedTest
    @MethodSource("defects")
    void recordThatBreaksARuleIsRefusedAtItsPlaceAndNothingOfItIsStored(Defect defect) {
        var waybill = Company.freshWaybill();

        var answer = company.handIn(defect.change().apply(new HashMap<>(Company.record(waybill, OUTLET))));

        Problems.refused(answer, defect.status(), defect.slug());
        assertTrue(pointers(answer).stream().anyMatch(pointer -> pointer.startsWith(defect.pointer())),
                () -> answer.asString());
        assertNothingStored(waybill);
        Problems.logged(company, answer, "dispatch", defect.slug());
    }

    @Test
    void nullIsNoRecord() {
        Problems.refused(company.handIn("null"), 400, "invalid-request");
    }

    @Test
    void sameKeyAndRecordGetTheSameAnswer() {
        var record = Company.record(Company.freshWaybill(), OUTLET);

        assertEquals(List.of(201, 201), Stream.of(1, 2).map(_ -> underKey("key-of-" + record.get("waybill"), record)
                .statusCode()).toList());
        assertEquals(1, stored("parcel", record.get("waybill").toString()));
    }

    @Test
    void sameKeyForAnotherRecordIsRefused() {
        var first = Company.record(Company.freshWaybill(), OUTLET);
        var second = Company.record(Company.freshWaybill(), OUTLET);
        underKey("key-of-" + first.get("waybill"), first).then().statusCode(201);

        var answer = underKey("key-of-" + first.get("waybill"), second);

        Problems.refused(answer, 422, "idempotency-key-reused");
        assertNothingStored(second.get("waybill").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"short", "has blanks in it"})
    void keyThatIsNoneIsRefused(String key) {
        Problems.refused(underKey(key, Company.record(Company.freshWaybill(), OUTLET)), 400, "invalid-request");
    }

    @Test
    void personCannotHandIn() {
        var answer = company.person("K1001", "phone-0001").body(Company.record(Company.freshWaybill(), OUTLET))
                .post("/v1/parcels");

        Problems.refused(answer, 403, "feed-not-allowed");
        Problems.logged(company, answer, "K1001", "feed-not-allowed");
    }

    @Test
    void badLinesAreAnsweredInTheirPlaceAndStopNobodyElse() throws IOException {
        var good = Company.freshWaybill();
        var first = line(good);
        var last = Company.freshWaybill();
        var lost = Company.freshWaybill();
        var bytes = new java.io.ByteArrayOutputStream();
        for (var line : List.of(first, "", "no JSON", changed(inParty("idCard", "1"), lost),
                changed(with("sender", null), lost), changed(inParty("detail", "长".repeat(30_000)), lost), "null", "[]",
                "7", "   ", "\t", line(lost) + line(lost), changed(with("noticeVersion", "a\u0000b"), lost),
                Company.json(Company.record(good, OUTLET, "14112340003")), first)) {
            bytes.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        }
        bytes.write(new byte[]{'{', '"', (byte) 0xc3, 0x28, '"', ':', '1', '}', '\r', '\n'});
        bytes.write(line(last).getBytes(StandardCharsets.UTF_8));

        var results = company.handIn(bytes.toByteArray());

        assertEquals(List.of("1 created", "3 malformed-json", "4 malformed-json", "5 invalid-record",
                "6 body-too-large", "7 malformed-json", "8 malformed-json", "9 malformed-json", "10 malformed-json",
                "11 malformed-json", "12 malformed-json", "13 invalid-record", "14 waybill-conflict", "15 unchanged",
                "16 malformed-json", "17 created"), results.stream().map(IntakeTest::words).toList());
        assertNothingStored(lost);
    }

    @Test
    void resultsOfManyChunksComeInOrder() {
        var waybills = Stream.generate(Company::freshWaybill).limit(450).toList();
        var lines = new ArrayList<>(waybills.stream().map(IntakeTest::line).toList());
        lines.add(220, "bad");

        var results = company.handIn(lines.toArray(String[]::new));

        assertEquals(IntStream.rangeClosed(1, 451).boxed().toList(),
                results.stream().map(result -> result.get("line")).toList());
        assertEquals(450, results.stream().filter(result -> result.get("result").equals("created")).count());
    }

    @Test
    void sameStreamAgainStoresNothingTwice() {
        var lines = Stream.generate(Company::freshWaybill).limit(5).map(IntakeTest::line).toArray(String[]::new);
        company.handIn(lines);

        assertEquals(List.of("unchanged"), company.handIn(lines).stream().map(result -> result.get("result"))
                .distinct().toList());
    }

    @Test
    void resultComesBeforeTheStreamEnds() throws IOException {
        try (var socket = new Socket(service.getHost(), service.getPort())) {
            socket.setSoTimeout(10_000);
            var out = socket.getOutputStream();
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            out.write(("POST /v1/parcels/batch HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
                    + "Content-Type: application/x-ndjson\r\nAuthorization: Bearer " + company.machineToken("dispatch")
                    + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
            for (int number = 1; number <= 3; number++) {
                chunk(out, line(Company.freshWaybill()) + "\n");
                assertTrue(awaited(in, "\"line\":" + number), "line " + number);
            }
            out.write("0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void recordHandedInManyTimesAtOnceIsStoredOnce() throws Exception {
        var record = Company.record(Company.freshWaybill(), OUTLET);

        var statuses = IntakeTest
                .<Integer>atOnce(IntStream.range(0, 12).mapToObj(_ -> () -> company.handIn(record).statusCode()));

        assertAll(() -> assertEquals(1, statuses.stream().filter(status -> status == 201).count()),
                () -> assertEquals(11, statuses.stream().filter(status -> status == 200).count()),
                () -> assertEquals(1, stored("sealed_record", record.get("waybill").toString())));
    }

    @Test
    void streamsThatMeetInOppositeOrderBothEnd() throws Exception {
        var lines = Stream.generate(Company::freshWaybill).limit(180).map(IntakeTest::line).toList();

        var results = IntakeTest.<Integer>atOnce(IntStream.range(0, 6).mapToObj(stream -> () -> company
                .handIn((stream % 2 == 0 ? lines : lines.reversed()).toArray(String[]::new)).stream()
                .filter(result -> !result.get("result").equals("refused")).toList().size()));

        assertEquals(List.of(180), results.stream().distinct().toList());
    }

    @ParameterizedTest
    @CsvSource({"OUT_FOR_DELIVERY, CREATED", "OUT_FOR_DELIVERY, PICKED_UP", "OUT_FOR_DELIVERY, CLOSED",
            "OUT_FOR_DELIVERY, HUB"})
    void moveThatIsNoneIsRefusedAndTellsWhichThereAre(String from, String to) {
        var waybill = company.outForDelivery("K1001", OUTLET);

        var answer = company.event(waybill, to, OUTLET);

        Problems.refused(answer, 409, "stage-conflict");
        assertAll(() -> assertEquals(from, answer.path("stage")),
                () -> assertEquals(List.of("OUTLET", "SIGNED", "EXCEPTION", "RETURNING"), answer.path("next")),
                () -> assertEquals(from, Backstage.rows("select stage from parcel where waybill = ?", waybill)
                        .getFirst().get("stage")));
        Problems.logged(company, answer, "dispatch", "stage-conflict");
    }

    @Test
    void sameMoveAgainChangesNothing() {
        var waybill = company.outForDelivery("K1001", OUTLET);
        var before = Backstage.rows("select * from parcel where waybill = ?", waybill).getFirst().get("version");

        company.event(waybill, "OUT_FOR_DELIVERY", OUTLET).then().statusCode(200);

        assertEquals(before, Backstage.rows("select * from parcel where waybill = ?", waybill).getFirst()
                .get("version"));
    }

    @Test
    void eventAtAPlaceNeedsThePlace() {
        var waybill = company.parcel(OUTLET);

        Problems.refused(company.machine("dispatch").body(Map.of("stage", "HUB"))
                .post("/v1/parcels/{w}/events", waybill), 422, "invalid-record");
    }

    @Test
    void eventOfAParcelThatWasNeverHandedInIsRefused() {
        Problems.refused(company.event(Company.freshWaybill(), "ASSIGNED_PICKUP", OUTLET), 404, "unknown-parcel");
    }

    @Test
    void runWithUnknownParcelsIsRefusedAndChangesNothing() {
        var held = company.outForDelivery("K1001", OUTLET);
        var known = company.parcel(OUTLET);
        var unknown = Company.freshWaybill();

        var answer = company.assign("K1001", known, unknown);

        Problems.refused(answer, 422, "unknown-waybills");
        assertAll(() -> assertEquals(List.of(unknown), answer.path("waybills")),
                () -> assertEquals(List.of(held), holding("K1001")));
    }

    @Test
    void runReplacesTheRunBeforeAndTakesFromOthers() {
        var first = company.outForDelivery("K1001", OUTLET);
        var second = company.outForDelivery("K1002", OUTLET);

        company.assign("K1001", second).then().statusCode(200);

        assertAll(() -> assertEquals(List.of(second), holding("K1001")),
                () -> assertEquals(List.of(), holding("K1002")),
                () -> assertEquals(0, Backstage.count("select count(*) from assignment where waybill = ? and ended_at "
                        + "is null", first)),
                () -> assertEquals(List.of(1, 0), assigned("K1001", "K1002")));
    }

    @Test
    void twoRunsThatWantTheSameParcelsAtOnceLeaveEachWithOneHolder() throws Exception {
        var waybills = Stream.generate(() -> company.parcel(OUTLET)).limit(8).toArray(String[]::new);

        var statuses = IntakeTest.<Integer>atOnce(IntStream.range(0, 8).mapToObj(each -> () -> company
                .assign(each % 2 == 0 ? "K1001" : "K1002", waybills).statusCode()));

        assertAll(() -> assertEquals(List.of(200), statuses.stream().distinct().toList()),
                () -> assertEquals(8, holding("K1001").size() + holding("K1002").size()),
                () -> assertEquals(List.of(holding("K1001").size(), holding("K1002").size()),
                        assigned("K1001", "K1002")));
    }

    @Test
    void runOfSomebodyWhoIsNotActiveIsRefused() {
        company.tell("K1002", "SUSPENDED", OUTLET).then().statusCode(200);

        Problems.refused(company.assign("K1002", company.parcel(OUTLET)), 422, "unknown-staff");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, -365, 8})
    void runOfADayThatIsPastOrFarOffIsRefused(int days) {
        var day = LocalDate.now(ZoneId.of("Asia/Shanghai")).plusDays(days);

        Problems.refused(run(day.toString(), company.parcel(OUTLET)), 400, "invalid-request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"today", "2026-02-30", "2026-1-1", "+999999999-12-31", "0000-00-00"})
    void runOfNoDayIsRefused(String day) {
        Problems.refused(run(day, company.parcel(OUTLET)), 400, "invalid-request");
    }

    private Response run(String day, String waybill) {
        return company.machine("dispatch").body(Map.of("parcels", List.of(waybill))).put("/v1/runs/{d}/K1001", day);
    }

    private Response underKey(String key, Object record) {
        return company.machine("dispatch").header("Idempotency-Key", key).body(record).post("/v1/parcels");
    }

    private static List<Object> holding(String staff) {
        return Backstage.rows("select waybill from assignment where staff_id = ? and ended_at is null order by 1",
                staff).stream().map(row -> row.get("waybill")).toList();
    }

    private static List<Object> assigned(String... staff) {
        return Backstage.rows("select assigned from run where staff_id = any(?) order by staff_id", (Object) staff)
                .stream().map(row -> row.get("assigned")).toList();
    }

    private static List<String> pointers(Response answer) {
        List<Map<String, String>> violations = answer.path("violations");
        return violations == null ? List.of(answer.<String>path("pointer"))
                : violations.stream().map(violation -> violation.get("pointer")).toList();
    }

    private static String line(String waybill) {
        return Company.json(Company.record(waybill, OUTLET));
    }

    private static String changed(UnaryOperator<Map<String, Object>> change, String waybill) {
        return Company.json(change.apply(new HashMap<>(Company.record(waybill, OUTLET))));
    }

    private static UnaryOperator<Map<String, Object>> with(String member, Object value) {
        return record -> {
            record.put(member, value);
            return record;
        };
    }

    private static UnaryOperator<Map<String, Object>> inParty(String member, Object value) {
        return record -> {
            var party = new HashMap<String, Object>(Company.party("林晓梅", "14012340001", "幸福里小区3栋2单元501室"));
            party.put(member, value);
            record.put("recipient", party);
            return record;
        };
    }

    @SuppressWarnings("unchecked")
    private static String words(Map<String, Object> result) {
        var problem = (Map<String, Object>) result.get("problem");
        return result.get("line") + " " + (problem == null ? result.get("result")
                : problem.get("type").toString().replace("/problems/", ""));
    }

    private static long stored(String table, String waybill) {
        return Backstage.count("select count(*) from " + table + " where waybill = ?", waybill);
    }

    private static void assertNothingStored(String waybill) {
        assertEquals(List.of(0L, 0L, 0L, 0L), TABLES.stream().map(table -> stored(table, waybill)).toList());
    }

    private static void chunk(OutputStream out, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.write(bytes);
        out.write("\r\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static boolean awaited(BufferedReader in, String part) throws IOException {
        var line = in.readLine();
        while (line != null && !line.contains(part)) {
            line = in.readLine();
        }
        return line != null;
    }

    private static <T> List<T> atOnce(Stream<Callable<T>> calls) throws Exception {
        try (var threads = Executors.newFixedThreadPool(12)) {
            var results = new ArrayList<T>();
            for (var result : threads.invokeAll(calls.toList())) {
                results.add(result.get());
            }
            return results;
        }
    }
}

package org.doorstep.leaver;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.doorstep.demonstration.Company;
import org.doorstep.demonstration.HrWebhook;
import org.doorstep.demonstration.Problems;
import org.doorstep.stack.Backstage;
import org.doorstep.stack.LocalStackResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;

/** Whoever leaves their post is written up; the auditor reads it, prints it, and answers for it once. */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
class LeaverAuditTest {

    private static final String INSUFFICIENT_PRIVILEGE = "42501";
    private static final String AUDITOR = "D4004";
    private static final String LEAVER = "K1011";
    private static final String OUTLET = "GX-GG-03";
    private static final String MANAGER = "D2103";
    private static final String TYPED = "<script>alert('核对')</script>";

    private final Company company = new Company();
    private final HrWebhook hr = new HrWebhook();

    @BeforeEach
    void people() {
        Backstage.forgetLimits();
        company.employ(AUDITOR, LEAVER);
    }

    /** Everything is counted against what the same person's report said just before: other tests share the log. */
    @Test
    void reportSaysExactlyWhatHappened() {
        var before = report(leave(LEAVER));
        company.employ(LEAVER);
        var usual = "phone-" + UUID.randomUUID();
        var other = "phone-" + UUID.randomUUID();
        var waybills = company.outForDelivery(LEAVER, OUTLET, 3);
        var notTheirs = company.parcel(OUTLET);

        var first = look(usual, waybills.get(0), "DELIVER");
        var again = look(usual, waybills.get(0), "DELIVER");
        var elsewhere = look(other, waybills.get(1), "DELIVER");
        company.person(LEAVER, usual).get("/v1/run").then().statusCode(200);
        Problems.refused(look(usual, notTheirs, "DELIVER"), 403, "parcel-not-available");
        Problems.refused(look(usual, waybills.get(2), "RETURN_COD"), 403, "stage-not-allowed");
        Problems.refused(company.person(LEAVER, usual).body(Map.of("phone", "16412340031", "reason", "来电人询问"))
                .post("/v1/parcels/search"), 403, "purpose-not-allowed");
        company.assign(LEAVER, waybills.get(0)).then().statusCode(200);
        long last = newest();
        var offboarding = leave(LEAVER);

        var report = report(offboarding);
        List<Map<String, Object>> reads = report.<List<Map<String, Object>>>get("report.reads").stream()
                .filter(read -> waybills.contains(read.get("waybill"))).toList();
        assertAll(
                () -> assertEquals(3, grown(before, report, "parcels.assigned")),
                () -> assertEquals(2, grown(before, report, "parcels.seen")),
                () -> assertEquals(2, grown(before, report, "parcels.seenOfAssigned")),
                () -> assertEquals(1, grown(before, report, "parcels.assignedNeverSeenCount")),
                () -> assertTrue(report.<List<String>>get("report.parcels.assignedNeverSeen")
                        .contains(waybills.get(2))),
                () -> assertEquals(0, grown(before, report, "parcels.seenUnassigned.size()")),
                () -> assertEquals(7, grown(before, report, "window.entries")),
                () -> assertEquals(last, report.getLong("report.window.lastEntry")),
                () -> assertEquals(Stream.of(first, again, elsewhere).map(LeaverAuditTest::entry).toList(),
                        reads.stream().map(read -> read.get("entry")).toList()),
                () -> assertEquals(List.of(usual, usual, other),
                        reads.stream().map(read -> read.get("device")).toList()),
                () -> assertEquals(first.path("lease"), reads.getFirst().get("lease")),
                () -> assertEquals("DELIVER", reads.getFirst().get("purpose")),
                () -> assertEquals("OUT_FOR_DELIVERY", reads.getFirst().get("stage")),
                () -> assertTrue(((List<?>) reads.getFirst().get("fields")).contains("recipient.phone=TAIL4")),
                () -> assertEquals(3, more(before, report, "fields", "field", "recipient.phone")),
                () -> assertEquals(1, more(before, report, "refusals", "problem", "parcel-not-available")),
                () -> assertEquals(1, more(before, report, "refusals", "problem", "stage-not-allowed")),
                () -> assertEquals(1, more(before, report, "refusals", "problem", "purpose-not-allowed")),
                () -> assertEquals(6, more(before, report, "devices", "name", usual)),
                () -> assertEquals(1, more(before, report, "devices", "name", other)),
                () -> assertEquals(1, grown(before, report, "searches.size()")),
                () -> assertEquals(1, grown(before, report, "runsListed.size()")),
                () -> assertEquals(4, grown(before, report, "hours.all")),
                () -> assertEquals(before.<Object>get("report.bridges"), report.get("report.bridges")),
                () -> assertEquals("not offered by this version", report.get("report.bulkOperations.says")),
                () -> assertEquals(true, report.get("report.window.complete")));
    }

    @Test
    void reportSaysWhoLeftWhatAndWhen() {
        company.person(LEAVER, "device-" + LEAVER).get("/v1/run").then().statusCode(200);
        var said = hr.say("staff.left", LEAVER, Map.of());
        String offboarding = said.path("offboarding");
        company.awaitDone(offboarding);

        var report = report(offboarding);

        var fenced = Instant.parse(report.get("report.fencedAt"));
        assertAll(() -> assertEquals(LEAVER, report.get("staffId")),
                () -> assertEquals(LEAVER, report.get("report.staffId")),
                () -> assertEquals(List.of("COURIER_DELIVERY"), report.get("report.posts")),
                () -> assertEquals(OUTLET, report.get("report.outlet")),
                () -> assertEquals("LEFT", report.get("report.cause")),
                () -> assertEquals(said.<Integer>path("entry"), report.get("report.fenceEntry")),
                () -> assertEquals(fenced, Instant.parse(report.get("report.window.to"))),
                () -> assertEquals(fenced.minus(30, ChronoUnit.DAYS),
                        Instant.parse(report.get("report.window.from"))),
                () -> assertTrue(report.getLong("report.window.lastEntry") < report.getLong("report.fenceEntry")));
    }

    @Test
    void digestIsOfTheReportAsItIsSent() throws Exception {
        var answer = read(leave(LEAVER));

        var body = answer.asString();
        var sent = body.substring(body.indexOf("\"report\":") + "\"report\":".length(), body.length() - 1);
        assertEquals(HexFormat.of().formatHex(
                MessageDigest.getInstance("SHA-256").digest(sent.getBytes(StandardCharsets.UTF_8))),
                answer.path("sha256"));
    }

    @Test
    void suspensionAndTransferAreWrittenUpToo() {
        String suspended = hr.say("staff.suspended", LEAVER, Map.of()).path("offboarding");
        company.awaitDone(suspended);
        company.employ(LEAVER);
        String transferred = hr.say("staff.transferred", LEAVER,
                Map.of("posts", List.of("COURIER_PICKUP"), "outlet", OUTLET)).path("offboarding");
        company.awaitDone(transferred);

        assertAll(() -> assertEquals("SUSPENDED", report(suspended).get("report.cause")),
                () -> assertEquals("TRANSFERRED", report(transferred).get("report.cause")),
                () -> assertEquals(List.of("COURIER_DELIVERY"), report(transferred).get("report.posts")));
    }

    @Test
    void returnIsNot() {
        leave(LEAVER);
        String returned = company.tell(LEAVER, "ACTIVE", OUTLET).path("offboarding");
        company.awaitDone(returned);

        Problems.refused(read(returned), 404, "no-leaver-audit");
    }

    @Test
    void stepThatIsDoneAgainChangesNothing() {
        var offboarding = leave(LEAVER);
        var kept = kept(offboarding);
        Backstage.change("update offboarding_step set done_at = null, due_at = now() where offboarding_id = ?::uuid "
                + "and step = 'AUDIT'", offboarding);

        var done = company.awaitDone(offboarding);

        assertEquals(kept, kept(offboarding));
        assertEquals("made before", done.path("steps.find { it.step == 'AUDIT' }.outcome"));
    }

    /** Whatever follows, and however late it is made: a report says what was before the fence. */
    @Test
    void reportThatIsMadeLateSaysTheSame() {
        var waybills = company.outForDelivery(LEAVER, OUTLET, 2);
        look("device-" + LEAVER, waybills.getFirst(), "DELIVER").then().statusCode(200);
        var offboarding = leave(LEAVER);
        var frozen = report(offboarding).get("sha256");
        company.employ(LEAVER);
        var later = company.outForDelivery(LEAVER, OUTLET, 2);
        look("device-" + LEAVER, later.getFirst(), "DELIVER").then().statusCode(200);
        Backstage.change("delete from leaver_audit where offboarding_id = ?::uuid", offboarding);
        Backstage.change("update offboarding_step set done_at = null, due_at = now() where offboarding_id = ?::uuid "
                + "and step = 'AUDIT'", offboarding);

        company.awaitDone(offboarding);

        assertEquals(frozen, report(offboarding).get("sha256"));
    }

    @Test
    void seenWithoutAssignmentIsListedAndStandsOut() {
        var waybill = managerLooks();
        var report = report(leave(MANAGER));

        Map<String, Object> listed = report
                .get("report.parcels.seenUnassigned.find { it.waybill == '" + waybill + "' }");
        Map<String, Object> read = report.get("report.reads.find { it.waybill == '" + waybill + "' }");
        List<Integer> entries = report.get("report.findings.find { it.rule == 'SEEN_UNASSIGNED' }.entries");
        assertAll(() -> assertEquals("SUPERVISE", listed.get("purpose")),
                () -> assertEquals("manager-supervises", listed.get("rule")),
                () -> assertEquals(1, listed.get("looks")),
                () -> assertEquals(read.get("entry"), listed.get("entry")),
                () -> assertTrue(entries.contains((Integer) read.get("entry"))));
        company.employ(MANAGER);
    }

    @Test
    void parcelsOfTheirTicketsAreNotUnassigned() {
        company.employ("D3002");
        var waybill = company.parcel("SH-PD-01");
        company.move(waybill, "SH-PD-01", "ASSIGNED_PICKUP", "PICKED_UP", "HUB", "EXCEPTION", "CLAIM");
        company.open("T-leaver-1", waybill, "D3002", "CLAIM");
        company.look("D3002", waybill, "CLAIM", Optional.empty(), Optional.of("T-leaver-1")).then().statusCode(200);

        var report = report(leave("D3002"));

        assertAll(() -> assertFalse(
                report.<List<String>>get("report.parcels.seenUnassigned.waybill").contains(waybill)),
                () -> assertTrue(report.<List<String>>get("report.tickets.name").contains("T-leaver-1")),
                () -> assertTrue(report.<List<String>>get("report.reads.waybill").contains(waybill)));
        company.employ("D3002");
    }

    @Test
    void pageSaysTheNumbersAndEscapesWhatPeopleTyped() throws Exception {
        var waybill = managerLooks();
        var offboarding = leave(MANAGER);
        var report = report(offboarding);

        var page = company.person(AUDITOR, "desk-auditor").accept("text/html")
                .get("/v1/offboardings/{id}/audit", offboarding);

        var html = page.asString();
        var style = Pattern.compile("<style>(.*)</style>", Pattern.DOTALL).matcher(html);
        assertTrue(style.find());
        var hash = Base64.getEncoder().encodeToString(
                MessageDigest.getInstance("SHA-256").digest(style.group(1).getBytes(StandardCharsets.UTF_8)));
        assertAll(() -> assertEquals(200, page.statusCode()),
                () -> assertTrue(page.contentType().startsWith("text/html"), page::contentType),
                () -> assertEquals("no-store", page.header("Cache-Control")),
                () -> assertTrue(page.header("Content-Security-Policy")
                        .startsWith("default-src 'none'; style-src 'sha256-" + hash + "'")),
                () -> assertFalse(html.contains("<script")),
                () -> assertTrue(html.contains("&lt;script&gt;alert(")),
                () -> assertFalse(Pattern.compile("https?:|src=|href=|url\\(").matcher(html).find()),
                () -> assertTrue(html.contains("离岗审计 / Leaver's audit")),
                () -> assertTrue(html.contains(waybill)),
                () -> assertTrue(html.contains("#" + report.get("report.fenceEntry"))),
                () -> assertTrue(html.contains(report.getString("sha256"))),
                () -> assertTrue(html.contains("<td class=\"n\">" + report.get("report.parcels.seen") + "</td>")),
                () -> assertTrue(html.contains("not offered by this version")));
        company.employ(MANAGER);
    }

    @Test
    void readingIsInTheLogBeforeTheAnswer() {
        var offboarding = leave(LEAVER);

        int entry = read(offboarding).path("entry");

        var logged = company.entry(entry);
        assertAll(() -> assertEquals("LEAVER_AUDIT", logged.get("action")),
                () -> assertEquals(AUDITOR, logged.get("actor")), () -> assertEquals(LEAVER, logged.get("subject")),
                () -> assertEquals(offboarding, logged.get("ticket")));
    }

    @Test
    void signOffSaysWhatWasSignedAndIsInTheLog() {
        var offboarding = leave(LEAVER);
        var before = report(offboarding);
        waiting().body("audits.offboarding", hasItem(offboarding));

        var signed = sign(offboarding, "已核对全部查看记录，来电 13912345678");

        signed.then().statusCode(200).body("by", equalTo(AUDITOR)).body("sha256", equalTo(before.get("sha256")))
                .body("note", equalTo("已核对全部查看记录，来电 ****"));
        var logged = company.entry(signed.path("entry"));
        var after = report(offboarding);
        assertAll(() -> assertEquals("LEAVER_SIGN_OFF", logged.get("action")),
                () -> assertEquals(LEAVER, logged.get("subject")),
                () -> assertEquals("sha256 " + before.get("sha256"), logged.get("reason")),
                () -> assertNull(before.get("signOff")),
                () -> assertEquals(AUDITOR, after.get("signOff.by")),
                () -> assertEquals(signed.<String>path("at"), after.get("signOff.at")),
                () -> assertEquals(before.<Object>get("report"), after.<Object>get("report")));
        waiting().body("audits.offboarding", not(hasItem(offboarding)));
        company.person(AUDITOR, "desk-auditor").get("/v1/leaver-audits").then()
                .body("audits.offboarding", hasItem(offboarding));
    }

    @Test
    void nobodySignsTwice() {
        var offboarding = leave(LEAVER);
        sign(offboarding, "第一次签认").then().statusCode(200);

        Problems.refused(sign(offboarding, "第二次签认"), 409, "already-signed-off");

        assertEquals("第一次签认", report(offboarding).get("signOff.note"));
    }

    /** All of them found it unsigned, and wait for the report at once. */
    @Test
    void ofManyWhoSignAtOnceOneDoes() throws Exception {
        var offboarding = leave(LEAVER);
        company.token(AUDITOR);
        List<Integer> answers;
        try (var connection = Backstage.superuser(); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            connection.setAutoCommit(false);
            assertNull(Backstage.refusal(connection, "select from leaver_audit where offboarding_id = '" + offboarding
                    + "' for update"));
            var signing = Stream.generate(() -> CompletableFuture
                    .supplyAsync(() -> sign(offboarding, "同时签认"), threads)).limit(4).toList();
            awaitWaiting(4);
            connection.commit();
            answers = signing.stream().map(answer -> answer.join().statusCode()).sorted().toList();
        }

        assertEquals(List.of(200, 409, 409, 409), answers);
        assertEquals(1, Backstage.count("select count(*) from access_entry where action = 'LEAVER_SIGN_OFF' "
                + "and ticket = ?", offboarding));
    }

    @Test
    void nobodySignsTheReportOnThemselves() {
        var offboarding = leave(AUDITOR);
        company.employ(AUDITOR);

        Problems.logged(company, Problems.refused(sign(offboarding, "自己签认自己"), 403, "own-audit"), AUDITOR,
                "own-audit");
        assertNull(report(offboarding).get("signOff"));
    }

    @Test
    void auditorsReportListsTheirReadingsOfTheLog() {
        company.entries("outlet", OUTLET);
        long last = Backstage.count("select max(entry_id) from access_entry where actor = ? and action = 'LOG_READ'",
                AUDITOR);

        var offboarding = leave(AUDITOR);
        company.employ(AUDITOR);

        assertTrue(report(offboarding).<List<Integer>>get("report.logReads.entry").contains((int) last));
    }

    @Test
    void nobodyElseReadsSignsOrLists() {
        var others = List.of("K1001", "D2101", "D4001", "D4002", "D5001");
        company.employ(others.toArray(String[]::new));
        var offboarding = leave(LEAVER);

        assertAll(others.stream().flatMap(person -> everything(person, offboarding))
                .map(answer -> () -> Problems.refused(answer, 403, "post-not-allowed")));
        assertAll(everything("X9001", offboarding)
                .map(answer -> () -> assertEquals(403, answer.statusCode(), answer.asString())));
        assertNull(report(offboarding).get("signOff"));
    }

    private Stream<Response> everything(String person, String offboarding) {
        return Stream.of(as(person).get("/v1/offboardings/{id}/audit", offboarding),
                as(person).accept("text/html").get("/v1/offboardings/{id}/audit", offboarding),
                as(person).body(Map.of("note", "我来签认")).post("/v1/offboardings/{id}/audit/sign-off", offboarding),
                as(person).get("/v1/leaver-audits"));
    }

    @Test
    void machinesReadNothing() {
        Problems.refused(company.machine("hr").get("/v1/offboardings/{id}/audit", leave(LEAVER)), 403,
                "not-a-person");
    }

    @Test
    void auditorWhoLeftReadsAndSignsNothing() {
        var offboarding = leave(LEAVER);
        company.tell(AUDITOR, "SUSPENDED", "SH-HQ-01").then().statusCode(200);

        Problems.refused(read(offboarding), 403, "no-standing");
        Problems.refused(sign(offboarding, "离岗之后签认"), 403, "no-standing");
        Problems.refused(company.person(AUDITOR, "desk-auditor").get("/v1/leaver-audits"), 403, "no-standing");
    }

    /** The reading waits for the change that is under way, and then finds another epoch. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void auditorWhoLeavesMeanwhileReadsAndSignsNothing(boolean signs) throws Exception {
        var offboarding = leave(LEAVER);
        report(offboarding);
        long before = Backstage.count("select count(*) from access_entry where ticket = ?", offboarding);
        CompletableFuture<Response> answer;
        try (var connection = Backstage.superuser()) {
            connection.setAutoCommit(false);
            assertNull(Backstage.refusal(connection,
                    "update staff set standing = 'SUSPENDED', epoch = epoch + 1 where staff_id = 'D4004'"));
            answer = CompletableFuture.supplyAsync(() -> signs ? sign(offboarding, "正在离岗") : read(offboarding));
            awaitWaiting(1);
            connection.commit();
        }

        Problems.refused(answer.join(), 403, "no-standing");
        assertEquals(before, Backstage.count("select count(*) from access_entry where ticket = ?", offboarding));
        company.employ(AUDITOR);
        assertNull(report(offboarding).get("signOff"));
    }

    private static void awaitWaiting(int count) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (Backstage.count("select count(*) from pg_stat_activity where wait_event_type = 'Lock' "
                + "and query like '%leaver_audit%'") < count) {
            assertTrue(System.nanoTime() < end, "nobody waits");
            Thread.sleep(20);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000000-0000-4000-8000-000000000000", "first"})
    void unknownReportIsToldSo(String id) {
        Problems.refused(read(id), 404, "no-leaver-audit");
        Problems.refused(sign(id, "没有这份报告"), 404, "no-leaver-audit");
    }

    @Test
    void signOffWithoutWordsIsRefused() {
        var offboarding = leave(LEAVER);

        Stream.of("{}", "{\"note\":\"嗯\"}", "{\"note\":\"1234567\"}", "{\"note\":null}")
                .forEach(body -> Problems.refused(company.person(AUDITOR, "desk-auditor").body(body)
                        .post("/v1/offboardings/{id}/audit/sign-off", offboarding), 400, "invalid-request"));
    }

    @Test
    void applicationCannotChangeAReport() throws SQLException {
        var offboarding = leave(LEAVER);
        sign(offboarding, "签认之后不再更改").then().statusCode(200);
        var kept = kept(offboarding);

        try (var connection = Backstage.application()) {
            assertAll(Stream.of("update leaver_audit set report = '{}'", "update leaver_audit set digest = ''",
                    "update leaver_audit set staff_id = 'K9999'", "update leaver_audit set made_at = now()",
                    "update leaver_audit set last_entry = 0", "delete from leaver_audit", "truncate leaver_audit",
                    "drop table leaver_audit", "alter table leaver_audit disable trigger all",
                    "drop trigger leaver_audit_signed_once on leaver_audit",
                    "create or replace function leaver_audit_is_signed_once() returns trigger language plpgsql as "
                            + "'begin return new; end'",
                    "insert into leaver_audit (offboarding_id, signed_by) values (gen_random_uuid(), 'D4004')",
                    "update leaver_audit set signed_by = 'K9999', signed_at = now(), note = 'x', sign_off_entry = 1")
                    .map(sql -> () -> assertEquals(INSUFFICIENT_PRIVILEGE, Backstage.refusal(connection, sql), sql)));
        }
        assertEquals(kept, kept(offboarding));
    }

    @Test
    void reportHoldsNothingPersonal() {
        var waybills = company.outForDelivery(LEAVER, OUTLET, 1);
        look("device-" + LEAVER, waybills.getFirst(), "DELIVER").then().statusCode(200);

        var answer = read(leave(LEAVER));

        assertTrue(answer.asString().contains(waybills.getFirst()));
        Problems.innocent(answer);
    }

    /** A look at a parcel of the outlet, with a reason that is none; its number. */
    private String managerLooks() {
        company.employ(MANAGER);
        var waybill = company.parcel(OUTLET);
        company.move(waybill, OUTLET, "ASSIGNED_PICKUP", "PICKED_UP", "HUB", "OUTLET");
        company.look(MANAGER, waybill, "SUPERVISE", Optional.of(TYPED), Optional.empty()).then().statusCode(200);
        return waybill;
    }

    private Response look(String device, String waybill, String purpose) {
        return company.person(LEAVER, device).body(Map.of("purpose", purpose))
                .post("/v1/parcels/{waybill}/views", waybill);
    }

    /** HR says that they left; the offboarding, when all of it is done. */
    private String leave(String staffId) {
        var answer = hr.say("staff.left", staffId, Map.of());
        answer.then().statusCode(200);
        String offboarding = answer.path("offboarding");
        company.awaitDone(offboarding);
        return offboarding;
    }

    private RequestSpecification as(String person) {
        return company.person(person, "desk-0001");
    }

    private Response read(String offboarding) {
        return company.person(AUDITOR, "desk-auditor").get("/v1/offboardings/{id}/audit", offboarding);
    }

    private JsonPath report(String offboarding) {
        var answer = read(offboarding);
        answer.then().statusCode(200).header("Cache-Control", "no-store").contentType("application/json");
        return answer.jsonPath();
    }

    private Response sign(String offboarding, String note) {
        return company.person(AUDITOR, "desk-auditor").body(Map.of("note", note))
                .post("/v1/offboardings/{id}/audit/sign-off", offboarding);
    }

    private ValidatableResponse waiting() {
        return company.person(AUDITOR, "desk-auditor").queryParam("open", true).get("/v1/leaver-audits").then()
                .statusCode(200);
    }

    private static Map<String, Object> kept(String offboarding) {
        return Backstage.rows("select to_json(a)::text as kept from leaver_audit a where offboarding_id = ?::uuid",
                offboarding).getFirst();
    }

    private static long newest() {
        return Backstage.count("select max(entry_id) from access_entry where actor = ?", LEAVER);
    }

    private static Object entry(Response shown) {
        shown.then().statusCode(200);
        return shown.path("entry");
    }

    private static int grown(JsonPath before, JsonPath after, String what) {
        return after.getInt("report." + what) - before.getInt("report." + what);
    }

    /** How many more times something of a list was counted. */
    private static int more(JsonPath before, JsonPath after, String list, String key, String name) {
        return count(after, list, key, name) - count(before, list, key, name);
    }

    private static int count(JsonPath report, String list, String key, String name) {
        List<Map<String, Object>> all = report.get("report." + list);
        return all.stream().filter(one -> name.equals(one.get(key))).mapToInt(one -> (int) one.get("count")).sum();
    }
}

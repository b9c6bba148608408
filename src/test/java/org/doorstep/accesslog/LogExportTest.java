package org.doorstep.accesslog;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.MessageDigest;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import org.doorstep.demonstration.Company;
import org.doorstep.demonstration.Problems;
import org.doorstep.stack.Backstage;
import org.doorstep.stack.LocalStackResource;
import org.doorstep.stack.Sealing;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** The log leaves as a file only as one person asked and another approved, once; every step is an entry. */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
class LogExportTest {

    private static final String AUDITOR = "D4004";
    private static final String ADMIN = "D4002";

    private final Company company = new Company();

    @BeforeEach
    void people() {
        Backstage.forgetLimits();
        company.employ("K1001", AUDITOR, ADMIN);
    }

    @Test
    void approvedExportIsTheEntriesThatWereAskedForAndTellsItsDigest() throws Exception {
        var made = entries(1300);
        var export = asked(Map.of("actor", made));
        entries(made, 5);
        Sealing.all();
        approve(export).then().statusCode(200);

        var file = take(export).then().statusCode(200).extract().asByteArray();

        var lines = new String(file, java.nio.charset.StandardCharsets.UTF_8).lines().toList();
        var told = one(export);
        assertAll(() -> assertEquals(1300, lines.size(), "what came after it was asked for is not in it"),
                () -> assertTrue(lines.getFirst().startsWith("{\"entry\":")),
                () -> assertEquals(lines.stream().sorted((a, b) -> Long.compare(number(a), number(b))).toList(), lines),
                () -> assertEquals(1300, told.<Integer>path("entries")),
                () -> assertEquals(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file)),
                        told.path("sha256")));
    }

    @Test
    void everyStepIsAnEntry() {
        var export = asked(Map.of("actor", entries(3)));
        approve(export);
        take(export).then().statusCode(200);
        String sha256 = one(export).path("sha256");

        var steps = company.entries("subject", export).reversed();

        assertAll(() -> assertEquals(List.of("LOG_EXPORT"), steps.stream().map(step -> step.get("action")).distinct()
                .toList()),
                () -> assertEquals(List.of(AUDITOR, ADMIN, AUDITOR, AUDITOR), steps.stream()
                        .map(step -> step.get("actor")).toList()),
                () -> assertTrue(steps.getFirst().get("reason").toString().matches("asked \\{actor=.*} 年度合规审计.*"),
                        steps.getFirst()::toString),
                () -> assertEquals(List.of("approved", "taken", "whole: 3 entries, SHA-256 " + sha256),
                        steps.stream().skip(1).map(step -> step.get("reason")).toList()));
    }

    @Test
    void exportIsTakenOnce() {
        var export = asked(Map.of("actor", entries(3)));
        approve(export);
        take(export).then().statusCode(200);

        Problems.refused(take(export), 409, "export-settled");
    }

    @Test
    void exportThatNobodyApprovedIsNotTaken() {
        Problems.refused(take(asked(Map.of("actor", entries(1)))), 403, "approval-needed");
    }

    @Test
    void exportIsApprovedOnce() {
        var export = asked(Map.of());
        approve(export).then().statusCode(200);

        Problems.refused(approve(export), 409, "export-settled");
    }

    @Test
    void nobodyApprovesWhatTheyAskedFor() {
        var export = asked(Map.of());
        Backstage.change("update log_export set requested_by = ? where export_id = ?::uuid", ADMIN, export);

        Problems.refused(approve(export), 403, "own-request");
    }

    @Test
    void exportOfSomebodyElseIsNotTaken() {
        var export = asked(Map.of());
        approve(export);
        Backstage.change("update log_export set requested_by = 'D4999' where export_id = ?::uuid", export);

        Problems.refused(take(export), 409, "export-settled");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void exportExpires(boolean approved) {
        var export = asked(Map.of());
        if (approved) {
            approve(export);
        }
        Backstage.change("update log_export set expires_at = requested_at where export_id = ?::uuid", export);

        Problems.refused(approved ? take(export) : approve(export), 409, "export-settled");
    }

    @Test
    void whoWasAwayAsksAnew() {
        var export = asked(Map.of());
        approve(export);
        company.tell(AUDITOR, "SUSPENDED", "SH-HQ-01").then().statusCode(200);
        assertEquals(403, take(export).statusCode());
        company.employ(AUDITOR);

        Problems.refused(take(export), 409, "export-settled");
    }

    @ParameterizedTest
    @ValueSource(strings = {"K1001", ADMIN})
    void onlyTheAuditorAsks(String person) {
        Problems.refused(ask(person, Map.of()), 403, "post-not-allowed");
    }

    @Test
    void auditorDoesNotApprove() {
        Problems.refused(company.person(AUDITOR, "desk-auditor").post("/v1/access-log/exports/{id}/approval",
                asked(Map.of())), 403, "post-not-allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"filter\":{}}", "{\"reason\":\"年度合规审计\"}",
            "{\"filter\":{\"phone\":\"1\"},\"reason\":\"年度合规审计\"}",
            "{\"filter\":{\"form\":\"FULL\"},\"reason\":\"年度合规审计\"}",
            "{\"filter\":{\"action\":\"PEEK\"},\"reason\":\"年度合规审计\"}"})
    void requestOutOfFormIsRefused(String body) {
        var answer = company.person(AUDITOR, "desk-auditor").body(body).post("/v1/access-log/exports");

        assertEquals(400, answer.statusCode(), answer::asString);
        Problems.innocent(answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"update log_export set filter = '{}'", "update log_export set up_to = 0",
            "update log_export set expires_at = now()", "update log_export set requested_by = 'K1001'",
            "delete from log_export", "update log_export set approved_by = 'D4003'",
            "update log_export set taken_at = null"})
    void whatWasAskedForStaysAsItIs(String sql) throws SQLException {
        var export = asked(Map.of("actor", entries(1)));
        approve(export);
        take(export).then().statusCode(200);
        try (var connection = Backstage.application()) {
            assertEquals("42501", Backstage.refusal(connection, sql));
        }
    }

    @Test
    void unknownExportIsToldSo() {
        Problems.refused(one("00000000-0000-0000-0000-000000000000"), 404, "unknown-export");
        Problems.refused(approve("first"), 404, "unknown-export");
        assertNull(one(asked(Map.of())).path("approvedBy"));
    }

    private String asked(Map<String, ?> filter) {
        return ask(AUDITOR, filter).then().statusCode(201).extract().path("export");
    }

    private Response ask(String person, Map<String, ?> filter) {
        return company.person(person, "desk-" + person).body(Map.of("filter", filter, "reason", "年度合规审计 14012340001"))
                .post("/v1/access-log/exports");
    }

    private Response approve(String export) {
        return company.person(ADMIN, "desk-" + ADMIN).post("/v1/access-log/exports/{id}/approval", export);
    }

    private Response take(String export) {
        return company.as(company.token(AUDITOR), "desk-auditor").post("/v1/access-log/exports/{id}/file", export);
    }

    private Response one(String export) {
        return company.person(AUDITOR, "desk-auditor").get("/v1/access-log/exports/{id}", export);
    }

    /** Sealed entries of an actor that no other test has. */
    private static String entries(int count) {
        var actor = "export-" + System.nanoTime();
        entries(actor, count);
        Sealing.all();
        return actor;
    }

    private static void entries(String actor, int count) {
        Backstage.change("insert into access_entry (at, zone, actor, actor_kind, action, fields, decision) select "
                + "now(), 'Asia/Shanghai', ?, 'CLIENT', 'STAGE', '{}', 'GRANTED' from generate_series(1, ?)", actor,
                count);
    }

    private static long number(String line) {
        return Long.parseLong(line.replaceAll("\\{\"entry\":([0-9]+).*", "$1"));
    }
}

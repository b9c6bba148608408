package org.doorstep.faults;

import static org.doorstep.faults.Telephones.await;
import static org.doorstep.faults.Telephones.in;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.doorstep.demonstration.HrWebhook;
import org.doorstep.faults.Telephones.Line;
import org.doorstep.sip.Phones;
import org.doorstep.sip.Phones.Message;
import org.doorstep.stack.LocalStack;
import org.doorstep.vault.ClearText;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Promises P2 and P8 over a telephone network: neither side learns a number, and a call lives no longer than the access
 * that it was allowed by. The setting {@code doorstep.test.calls} says how many calls a revocation meets.
 */
class CallsIT {

    private static final int CALLS = Integer.getInteger("doorstep.test.calls", 30);
    private static final int LATE = 20;
    private static final Duration REVOKED_WITHIN = Duration.ofSeconds(5);
    private static final String PLANTED = "{{planted-headers}}";

    private static Installation doorstep;
    private static Telephones telephones;
    private static HrWebhook hr;

    @BeforeAll
    static void start() {
        Phones.assumeInstalled();
        var settings = Telephones.settings();
        doorstep = Installation.start("calls", LocalStack.sharedIssuer(), settings);
        telephones = Telephones.of(doorstep, settings, 2 * Math.max(CALLS, LATE));
        hr = new HrWebhook(doorstep.service().url());
    }

    @AfterEach
    void hangUp() {
        telephones.hangUp();
        if (!doorstep.service().isAlive()) {
            doorstep.service().restart();
        }
    }

    @AfterAll
    static void end() {
        if (doorstep != null) {
            telephones.close();
            doorstep.close();
        }
    }

    @Test
    void neitherSideLearnsANumberAndNobodyKeepsOne() throws IOException {
        var lines = telephones.lines("K1001", "SH-PD-01", 1);
        var line = lines.getFirst();

        var recipient = telephones.called("answers-and-hangs-up", planted(line.recipient()));
        var courier = telephones.calling("calls-and-is-hung-up-on", List.of(line.there()), planted(line.phone()));
        courier.succeed();
        await("its hanging up is confirmed", () -> recipient.got("SIP/2.0 200").size() == 1);
        recipient.close();
        var courierCalledBack = telephones.called("answers", planted(line.phone()));
        var recipientCallsBack = telephones.calling("calls", List.of(line.back()), planted(line.recipient()));
        recipientCallsBack.succeed();
        await("the courier is hung up on", () -> courierCalledBack.hungUpOn().size() == 1);

        await("both ends are in the log", () -> telephones.ends(lines, "%") == 2);
        assertNone(line.recipient(), courier, courierCalledBack);
        assertNone(line.phone(), recipient, recipientCallsBack);
        assertOnlyCalled(line.recipient(), recipient);
        assertOnlyCalled(line.phone(), courierCalledBack);
        assertNowhereKept(line);
        assertEquals(List.of("BRIDGE ASKED", "CALL ANSWERED", "CALL ANSWERED", "CALL ATTEMPT", "CALL ATTEMPT",
                "CALL ENDED", "CALL ENDED", "CALL RINGING"), steps(line));
    }

    /** In headers and body of all that a phone says; its own number only. */
    private static String[] planted(String number) {
        return new String[]{"planted", number, "more", PLANTED, "sdp", "planted-sdp"};
    }

    private static void assertNone(String number, Phones... phones) {
        for (var side : phones) {
            assertFalse(side.got().isEmpty());
            assertTrue(side.messages().contains("\nX-Number: "), "planted");
            assertEquals(List.of(), side.got().stream().flatMap(message -> new ClearText(Set.of(number))
                    .found(message.start(), message.text()).stream()).toList());
        }
    }

    /** The number of whoever is called, in what came: where the call goes to, and nowhere else. */
    private static void assertOnlyCalled(String number, Phones called) {
        var places = called.got().stream().flatMap(message -> message.text().lines())
                .filter(text -> text.contains(number)).map(text -> text.split("[: ]", 2)[0]).distinct().sorted()
                .toList();
        assertTrue(Set.of("ACK", "BYE", "From", "INVITE", "To").containsAll(places), places::toString);
        assertTrue(places.contains("INVITE"), places::toString);
        assertTrue(called.got("INVITE ").stream().flatMap(message -> message.text().lines())
                .noneMatch(text -> text.startsWith("From:") && text.contains(number)));
    }

    private static void assertNowhereKept(Line line) throws IOException {
        var numbers = new ClearText(Set.of(line.phone(), line.recipient()));
        var log = Files.readString(doorstep.service().log(), StandardCharsets.ISO_8859_1);
        var rows = doorstep.everyRow();
        var redis = doorstep.redis().written();
        assertAll(() -> assertEquals(List.of(), numbers.found("log", log)),
                () -> assertEquals(List.of(), numbers.found("tables", rows)),
                () -> assertEquals(List.of(), numbers.found("Redis", redis)),
                () -> assertTrue(rows.contains(line.number()), "the tables were read"),
                () -> assertTrue(redis.contains("calls"), "Redis was read"),
                () -> assertFalse(log.isEmpty(), "the log was read"));
        assertEquals(0, doorstep.count("select count(*) from access_entry e where e::text like '%" + line.number()
                + "%'"), "the virtual number is not in the log");
    }

    private static List<String> steps(Line line) {
        var steps = new ArrayList<String>();
        for (var step : List.of("BRIDGE ASKED", "CALL ATTEMPT", "CALL RINGING", "CALL ANSWERED", "CALL ENDED")) {
            var parts = step.split(" ");
            int times = doorstep.count("select count(*) from access_entry where waybill = '" + line.waybill()
                    + "' and decision = 'GRANTED' and action = '" + parts[0] + "'"
                    + (parts[0].equals("CALL") ? " and purpose = '" + parts[1] + "'" : ""));
            for (int time = 0; time < times; time++) {
                steps.add(step);
            }
        }
        return steps.stream().sorted().toList();
    }

    @Test
    void everyCallOfALeaverDropsAndNoneConnectsAfterwards() {
        var lines = telephones.lines("K1002", "SH-PD-01", CALLS);

        revoke("staff.left", lines, () -> hr.say("staff.left", "K1002", Map.of()).then().statusCode(200));

        assertNothingAfter("action = 'STANDING' and subject = 'K1002'", lines);
    }

    @Test
    void everyCallOfAnOutletThatIsHeldBackDropsAndNoneConnectsAfterwards() {
        var lines = Stream.of("K1005", "K1006", "K1007").flatMap(courier -> telephones
                .lines(courier, "SH-XH-02", CALLS / 3).stream()).toList();

        revoke("hold", lines, () -> doorstep.company().person(Telephones.SECURITY, "desk-" + Telephones.SECURITY)
                .body(Map.of("kind", "OUTLET", "subject", "SH-XH-02", "reason", "查明情况")).post("/v1/holds").then()
                .statusCode(201));

        assertNothingAfter("action = 'HOLD' and subject = 'SH-XH-02'", lines);
    }

    /** All lines are up, and are being called once more, when access ends; nothing of it is left. */
    private static void revoke(String what, List<Line> lines, Runnable end) {
        var there = lines.stream().map(Line::there).toList();
        var called = telephones.called("answers");
        var calling = telephones.calling("calls-and-is-hung-up-on", there);
        await("all are up", () -> telephones.live(lines) == lines.size());
        var trying = telephones.trying(there, 50);
        await("more calls begin", () -> made(lines) > lines.size() + 2);

        end.run();
        var answered = Instant.now();

        calling.succeed();
        trying.awaitEnd();
        telephones.calling("refused", there.subList(0, 1), "expected", "410").succeed();
        await("every call has ended", () -> telephones.notEnded(lines) == 0);
        await("whoever answered was hung up on", () -> called.hungUpOn().containsAll(called.connected()));
        assertTrue(trying.hungUpOn().containsAll(answered(trying)), trying::messages);
        assertTrue(called.hungUpOn().size() >= lines.size());
        assertEquals(logged("ANSWERED", lines), answered(calling).size() + answered(trying).size());
        assertEquals(made(lines), telephones.ends(lines, "%by DOORSTEP: REVOKED%"));
        report(what, lines.size(), answered, Stream.of(calling, called, trying)
                .flatMap(side -> side.got("BYE ").stream()).map(Message::at).max(Instant::compareTo).orElseThrow());
    }

    private static int made(List<Line> lines) {
        return doorstep.count("select count(*) from call where waybill in " + in(lines));
    }

    /** Calls of a caller whose answer came. */
    private static Set<String> answered(Phones calling) {
        return calling.got("SIP/2.0 200").stream().filter(message -> message.text().contains("INVITE"))
                .map(Message::callId).collect(Collectors.toSet());
    }

    private static void report(String what, int calls, Instant answered, Instant last) {
        var time = Duration.between(answered, last);
        System.out.printf("%s: %d calls up, the last BYE came %d ms after the answer%n", what, calls,
                time.toMillis());
        assertTrue(time.compareTo(REVOKED_WITHIN) < 0, time::toString);
    }

    /** In the order of the log: what HR or the security admin said, then no call that begins or is answered. */
    private static void assertNothingAfter(String end, List<Line> lines) {
        assertEquals(0, doorstep.count("""
                select count(*) from access_entry c where c.action = 'CALL' and c.decision = 'GRANTED'
                and c.purpose in ('ATTEMPT', 'ANSWERED') and c.waybill in %s
                and c.entry_id > (select max(entry_id) from access_entry where %s)""".formatted(in(lines), end)));
        assertTrue(doorstep.count("""
                select count(*) from access_entry c where c.action = 'CALL' and c.problem = 'bridge-ended'
                and c.waybill in %s
                and c.entry_id > (select max(entry_id) from access_entry where %s)""".formatted(in(lines), end)) > 0);
    }

    /** Nobody hears of the end: an answer is not let through all the same, and what is up is found by looking. */
    @Test
    void whoeverAnswersTooLateIsNotConnectedThoughNoNodeWasToldOfTheEnd() {
        var lines = telephones.lines("K1011", "GX-GG-03", LATE);
        var called = telephones.called("rings-and-answers-late", "wait", "600");
        var told = doorstep.text("select pg_get_functiondef('bridge_ends_once'::regproc)");
        doorstep.change(told.replace("perform pg_notify(", "perform concat("));
        try {
            var calling = telephones.trying(lines.stream().map(Line::there).toList(), 40);
            await("most have begun", () -> made(lines) > LATE - 4);

            hr.say("staff.left", "K1011", Map.of()).then().statusCode(200);

            calling.awaitEnd();
            await("every call has ended", () -> telephones.notEnded(lines) == 0);
            await("whoever answered was hung up on", () -> called.hungUpOn().containsAll(called.connected()));
            assertEquals(logged("ANSWERED", lines), answered(calling).size());
            assertEquals(answered(calling), calling.hungUpOn());
        } finally {
            doorstep.change(told);
        }
    }

    private static int logged(String step, List<Line> lines) {
        return doorstep.count("select count(*) from access_entry where action = 'CALL' and purpose = '" + step
                + "' and decision = 'GRANTED' and waybill in " + in(lines));
    }

    /** One call is up and one rings: the first is hung up on afterwards, and the second never connects. */
    @Test
    void callsOfAServiceThatIsKilledAreEndedWhenItIsBack() {
        var lines = telephones.lines("K1003", "SH-PD-01", 2);
        var up = lines.subList(0, 1);
        var rings = lines.subList(1, 2);
        var called = telephones.called("rings-and-answers-late", "wait", "2500");
        var first = telephones.calling("calls-and-is-hung-up-on", List.of(up.getFirst().there()));
        await("one is up", () -> telephones.live(up) == 1);
        var second = telephones.calling("calls-and-is-hung-up-on", List.of(rings.getFirst().there()));
        await("one rings", () -> doorstep.count(
                "select count(*) from call where ringing_at is not null and waybill in " + in(rings)) == 1);

        doorstep.service().kill();
        doorstep.service().restart();

        first.succeed();
        await("both have ended", () -> telephones.notEnded(lines) == 0);
        assertAll(() -> assertEquals(1, called.connected().size()),
                () -> assertTrue(called.hungUpOn().containsAll(called.connected())),
                () -> assertEquals(1, telephones.ends(up, "after % by DOORSTEP: RESTARTED")),
                () -> assertEquals(1, telephones.ends(rings, "not answered, by DOORSTEP: RESTARTED%")),
                () -> assertEquals(Set.of(), answered(second)),
                () -> assertEquals(0, logged("ANSWERED", rings)));
    }

    @Test
    void callsOfAServiceThatStopsAreHungUp() {
        var lines = telephones.lines("K1010", "GX-GG-03", 2);
        var up = telephones.up(lines);

        doorstep.service().stop();

        up.areOver();
        doorstep.service().restart();
        await("both have ended", () -> telephones.notEnded(lines) == 0);
        assertEquals(2, telephones.ends(lines, "after % by DOORSTEP: RESTARTED"));
    }

    @Test
    void withoutPostgresqlNothingConnectsAndACallEndsAtItsLimit() {
        var lines = telephones.lines("K1009", "GX-GG-03", 1);
        doorstep.change("update bridge set expires_at = now() + interval '5 s' where waybill in " + in(lines));
        var up = telephones.up(lines);
        doorstep.database().kill();
        var lost = Instant.now();

        telephones.calling("refused", List.of(lines.getFirst().there()), "expected", "503").succeed();
        up.areOver();
        doorstep.database().restart();

        await("its end is in the log", () -> telephones.ends(lines, "after % by DOORSTEP: %") == 1);
        assertAll(() -> assertTrue(up.byes().stream().allMatch(bye -> bye.at().isAfter(lost))),
                () -> assertEquals(0, telephones.notEnded(lines)));
        doorstep.service().awaitReady();
    }
}

package org.doorstep.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

import org.doorstep.faults.Oracle.Look;
import org.doorstep.faults.Oracle.Row;
import org.junit.jupiter.api.Test;

/** The oracle of the random walk sees what it is there to see: each history here is broken in one place. */
class OracleTest {

    private static final String COURIER = "K1001";
    private static final String LIMITED = "K1005";

    private final Oracle oracle = new Oracle(LIMITED, 3, 2);

    @Test
    void wholeHistoryBreaksNothing() {
        var log = List.of(view(1, COURIER, "TS1"), ended(2, COURIER), back(3, COURIER), view(4, COURIER, "TS2"));
        oracle.left(COURIER, 100);
        oracle.returns(COURIER, 200);

        assertEquals(List.of(), oracle.broken(List.of(shown(COURIER, "TS1", 1, 50), refused(150),
                shown(COURIER, "TS2", 4, 250)), log, 0, 2));
    }

    @Test
    void answerWithoutAnEntryIsSeen() {
        assertBroken("P1: no entry", List.of(shown(COURIER, "TS1", 1, 50)), List.of());
    }

    @Test
    void answerWithTheEntryOfAnotherParcelOrPersonIsSeen() {
        assertBroken("P1: no entry", List.of(shown(COURIER, "TS1", 1, 50)), List.of(view(1, COURIER, "TS2")));
        assertBroken("P1: no entry", List.of(shown(COURIER, "TS1", 2, 50)), List.of(view(2, "K1002", "TS1")));
    }

    @Test
    void twoAnswersWithOneEntryAreSeen() {
        assertBroken("P1: two answers", List.of(shown(COURIER, "TS1", 1, 50), shown(COURIER, "TS1", 1, 60)),
                List.of(view(1, COURIER, "TS1")));
    }

    @Test
    void disclosureAfterTheRevocationIsSeenInTheOrderOfTheLog() {
        assertBroken("P2: entry 3", List.of(), List.of(ended(2, COURIER), view(3, COURIER, "TS1")));
    }

    @Test
    void disclosureAfterTheRevocationIsSeenWhenTheRevocationWasToldInAnEarlierRound() {
        assertEquals(List.of(), oracle.broken(List.of(), List.of(ended(2, COURIER)), 0, 2));

        var broken = oracle.broken(List.of(), List.of(view(3, COURIER, "TS1")), 1, 2);

        assertTrue(broken.getFirst().startsWith("P2: entry 3"), broken::toString);
    }

    @Test
    void viewThatWasAskedForAfterHrsAnswerIsSeen() {
        oracle.left(COURIER, 100);

        assertBroken("P2: asked after", List.of(shown(COURIER, "TS1", 1, 101)), List.of(view(1, COURIER, "TS1")));
    }

    @Test
    void rowThatWasTakenAwayOrPutInIsSeen() {
        assertEquals(List.of(), oracle.broken(List.of(), List.of(view(1, COURIER, "TS1"), view(2, COURIER, "TS2")), 0,
                2));

        assertTrue(oracle.broken(List.of(), List.of(), 1, 2).getFirst().startsWith("P5: the log had 2"));
        assertTrue(oracle.broken(List.of(), List.of(), 3, 2).getFirst().startsWith("P5: the log had 2"));
    }

    @Test
    void moreThanTheLimitAndTheAllowancesIsSeen() {
        var seven = LongStream.rangeClosed(1, 7).mapToObj(entry -> view(entry, LIMITED, "TS" + entry)).toList();
        assertEquals(List.of(), oracle.broken(List.of(), seven, 0, 2));

        var broken = oracle.broken(List.of(), List.of(view(8, LIMITED, "TS8")), 7, 2);

        assertTrue(broken.getFirst().startsWith("P9: K1005 saw 8"), broken::toString);
    }

    @Test
    void whatIsNotForeseenOrLeaksOrComesTooLateIsSeen() {
        assertBroken("Not foreseen", List.of(look(500, "{}", Duration.ZERO, false)), List.of());
        assertBroken("Clear text", List.of(look(503, "{\"detail\":\"林晓梅\"}", Duration.ZERO, false)), List.of());
        assertBroken("Too late", List.of(look(503, "{}", Duration.ofSeconds(11), false)), List.of());
        assertEquals(List.of(), oracle.broken(List.of(look(Answer.NONE, "", Duration.ofSeconds(11), true)), List.of(),
                oracle.rows(), 2), "a replica that is halted answers late");
    }

    private void assertBroken(String what, List<Look> looks, List<Row> log) {
        var broken = new ArrayList<>(oracle.broken(looks, log, oracle.rows(), 2));

        assertEquals(1, broken.size(), broken::toString);
        assertTrue(broken.getFirst().startsWith(what), broken::toString);
    }

    private static Row view(long entry, String actor, String waybill) {
        return new Row(entry, "VIEW", true, actor, null, waybill, false);
    }

    private static Row ended(long entry, String subject) {
        return new Row(entry, "STANDING", true, "hr", subject, null, true);
    }

    private static Row back(long entry, String subject) {
        return new Row(entry, "STANDING", true, "hr", subject, null, false);
    }

    private static Look shown(String courier, String waybill, long entry, long sent) {
        return new Look(courier, "a", new Answer(waybill, Answer.SHOWN, "application/json", "", "",
                "{\"entry\":" + entry + "}", sent, Duration.ofMillis(1)), false);
    }

    private static Look refused(long sent) {
        return new Look(COURIER, "a", new Answer("TS1", 403, "application/problem+json", "", "", "{}", sent,
                Duration.ofMillis(1)), false);
    }

    private static Look look(int status, String body, Duration took, boolean excused) {
        return new Look(COURIER, "a", new Answer("TS1", status, "application/problem+json", "1", "", body, 1, took),
                excused);
    }
}

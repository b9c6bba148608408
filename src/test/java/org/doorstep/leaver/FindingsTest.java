package org.doorstep.leaver;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.doorstep.accesslog.Action;
import org.doorstep.accesslog.Decision;
import org.doorstep.identity.Post;
import org.doorstep.leaver.Report.Finding;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands out, and what does not, rule by rule; and the counts of a report, without a database. */
class FindingsTest {

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final LocalDate LAST = LocalDate.of(2026, 11, 20);
    private static final Instant FENCE = LAST.atTime(18, 0).atZone(ZONE).toInstant();
    private static final Window WINDOW = Window.before(FENCE, 30, ZONE);
    private static final Thresholds THRESHOLDS = new Thresholds(6, 22, 1, 7, 2, 5, 5, 10, 3,
            Set.of("SORT", "PICKUP_POINT"));

    private final List<LoggedAct> acts = new ArrayList<>();
    private Set<String> assigned = Set.of();
    private Set<String> ticketed = Set.of();
    private Map<String, Instant> devices = Map.of();

    @Test
    void nothingStandsOutWhereNothingHappened() {
        var findings = findings();

        assertAll(() -> assertEquals(List.of(), findings.findings()),
                () -> assertEquals(Rule.values().length, findings.rules().size()));
    }

    @Test
    void seenUnassignedStandsOutWithItsEntries() {
        assigned = Set.of("A");
        ticketed = Set.of("T");
        look(1, 10, "A");
        look(1, 10, "T");
        long other = look(1, 11, "X");
        long again = look(1, 12, "X");

        var found = of(Rule.SEEN_UNASSIGNED).getFirst();

        assertAll(() -> assertEquals(1, found.measured()), () -> assertEquals(List.of(other, again), found.entries()),
                () -> assertEquals(2, found.of()));
    }

    @Test
    void parcelsThatComeToThePlaceAreListedButDoNotStandOut() {
        add(at(1, 10), "X", "SORT", List.of(), null, "d1", null);

        assertAll(() -> assertEquals(List.of(), of(Rule.SEEN_UNASSIGNED)),
                () -> assertEquals("X", report().parcels().seenUnassigned().getFirst().waybill()));
    }

    @ParameterizedTest
    @CsvSource({"20, false", "21, true"})
    void moreThanTwiceTheMedianOnOneOfTheLastDaysStandsOut(int parcels, boolean standsOut) {
        usualDays(10, 10, 10, 10, 40);
        looks(1, parcels);

        var found = of(Rule.MORE_THAN_USUAL);

        assertEquals(standsOut, !found.isEmpty());
        if (standsOut) {
            assertEquals(LAST.minusDays(1).toString(), found.getFirst().about());
            assertEquals(21, found.getFirst().threshold());
        }
    }

    @Test
    void sameParcelAgainIsNotMore() {
        usualDays(1, 1, 1, 1, 1);
        for (int time = 0; time < 9; time++) {
            look(1, 10, "same");
        }

        assertEquals(List.of(), of(Rule.MORE_THAN_USUAL));
    }

    @Test
    void whereTooLittleIsKnownOfWhatIsUsualNothingIsSaid() {
        usualDays(1, 1, 1, 1);
        looks(1, 100);

        assertAll(() -> assertEquals(List.of(), of(Rule.MORE_THAN_USUAL)),
                () -> assertFalse(findings().rules().stream().filter(held -> held.rule() == Rule.MORE_THAN_USUAL)
                        .findFirst().orElseThrow().assessed()));
    }

    @ParameterizedTest
    @CsvSource({"5, 59, true", "6, 0, false", "21, 59, false", "22, 0, true", "0, 0, true"})
    void nightBeginsAndEndsByTheCompanysClock(int hour, int minute, boolean night) {
        add(LAST.minusDays(3).atTime(hour, minute), "A", "DELIVER", List.of(), null, "d1", null);

        assertEquals(night, !of(Rule.AT_NIGHT).isEmpty());
    }

    @Test
    void deviceThatIsNewStandsOutForWhomWorkedBefore() {
        usualDays(1);
        add(at(2, 10), "A", "DELIVER", List.of(), null, "new-device", null);

        assertEquals("new-device", of(Rule.NEW_DEVICE).getFirst().about());
    }

    @Test
    void deviceThatWasKnownLongAgoDoesNot() {
        usualDays(1);
        devices = Map.of("old-device", FENCE.minusSeconds(200L * 86_400));
        add(at(2, 10), "A", "DELIVER", List.of(), null, "old-device", null);

        assertEquals(List.of(), of(Rule.NEW_DEVICE));
    }

    @Test
    void newcomersDevicesSayNothing() {
        look(2, 10, "A");

        assertAll(() -> assertEquals(List.of(), of(Rule.NEW_DEVICE)),
                () -> assertFalse(findings().rules().stream().filter(held -> held.rule() == Rule.NEW_DEVICE)
                        .findFirst().orElseThrow().assessed()));
    }

    @ParameterizedTest
    @CsvSource({"4, false", "5, true"})
    void manyRefusalsOnOneDayStandOut(int count, boolean standsOut) {
        for (int time = 0; time < count; time++) {
            refusal(3, 9);
        }
        refusal(4, 9);

        assertEquals(standsOut, !of(Rule.MANY_REFUSALS).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"9, false", "10, true"})
    void sameRecipientAgainAndAgainStandsOut(int count, boolean standsOut) {
        for (int time = 0; time < count; time++) {
            add(at(time + 1, 10), "P" + time, "DELIVER", List.of(), "ab12", "d1", null);
        }

        assertEquals(standsOut, !of(Rule.SAME_RECIPIENT).isEmpty());
    }

    @Test
    void moreFullLooksThanUsualStandOut() {
        usualDays(9, 9, 9, 9, 9);
        add(at(1, 10), "A", "HANDOVER_VERIFY", List.of("recipient.name=FULL"), null, "d1", "核对姓名");
        add(at(1, 11), "B", "HANDOVER_VERIFY", List.of("recipient.name=FULL"), null, "d1", "核对姓名");
        assertEquals(List.of(), of(Rule.FULL_LOOKS));

        add(at(1, 12), "C", "EXCEPTION", List.of("recipient.name=MASKED"), null, "d1", "地址不清");

        assertEquals(3, of(Rule.FULL_LOOKS).getFirst().measured());
    }

    @Test
    void findingNamesAHundredEntriesAndSaysOfHowMany() {
        for (int time = 0; time < 150; time++) {
            look(1, 10, "X" + time);
        }

        var found = of(Rule.SEEN_UNASSIGNED).getFirst();

        assertAll(() -> assertEquals(100, found.entries().size()), () -> assertEquals(150, found.of()));
    }

    @Test
    void ruleListsItsTenGreatestAndTellsHowManyThereWere() {
        for (int recipient = 0; recipient < 12; recipient++) {
            for (int time = 0; time < 10 + recipient; time++) {
                add(at(1, 10), "P", "DELIVER", List.of(), "r" + recipient, "d1", null);
            }
        }

        var found = of(Rule.SAME_RECIPIENT);

        assertAll(() -> assertEquals(10, found.size()), () -> assertEquals("r11", found.getFirst().about()),
                () -> assertEquals(12, findings().rules().stream().filter(held -> held.rule() == Rule.SAME_RECIPIENT)
                        .findFirst().orElseThrow().findings()));
    }

    @Test
    void medianOfAnEvenNumberIsHalfway() {
        assertAll(() -> assertEquals(2.5, Findings.median(List.of(1, 2, 3, 9))),
                () -> assertEquals(2, Findings.median(List.of(1, 2, 9))));
    }

    @Test
    void reportCountsHoursInTheCompanysZoneAndDaysByItsCalendar() {
        assigned = Set.of("A", "B");
        add(LocalDateTime.of(2026, 11, 19, 23, 30), "A", "DELIVER", List.of("recipient.phone=TAIL4"), "r1", "d1",
                null);
        add(LocalDateTime.of(2026, 11, 20, 0, 30), "C", "DELIVER", List.of("recipient.phone=TAIL4"), "r1", "d2",
                null);
        refusal(0, 8);

        var report = report();

        assertAll(() -> assertEquals(1, report.hours().perHour().get(23)),
                () -> assertEquals(1, report.hours().perHour().get(0)),
                () -> assertEquals(2, report.hours().outside()),
                () -> assertEquals(100, report.hours().outsidePercent()),
                () -> assertEquals(List.of(LAST.minusDays(1), LAST),
                        report.days().stream().map(Report.Day::date).toList()),
                () -> assertEquals(1, report.days().getLast().refusals()),
                () -> assertEquals(1, report.parcels().seenOfAssigned()),
                () -> assertEquals(List.of("B"), report.parcels().assignedNeverSeen()),
                () -> assertEquals("C", report.parcels().seenUnassigned().getFirst().waybill()),
                () -> assertEquals(List.of(new Report.FieldShown("recipient.phone", "TAIL4", 2)), report.fields()),
                () -> assertEquals(List.of("COURIER_DELIVERY"), report.posts()),
                () -> assertEquals(1L, report.window().firstEntry()),
                () -> assertEquals(3L, report.window().lastEntry()),
                () -> assertEquals(1, report.refusals().getFirst().count()));
    }

    @Test
    void reportThatWasCutSaysSo() {
        look(1, 10, "A");
        var cut = new Gathered(acts, true, Set.of(), Set.of(), Map.of());

        assertFalse(WriteUp.of(leaver(), cut, WINDOW, THRESHOLDS).window().complete());
        assertTrue(report().window().complete());
    }

    /** Days before the last ones, with so many parcels each. */
    private void usualDays(int... parcels) {
        for (int day = 0; day < parcels.length; day++) {
            looks(10 + day, parcels[day]);
        }
        acts.sort(java.util.Comparator.comparing(LoggedAct::at));
    }

    private void looks(int daysAgo, int parcels) {
        for (int parcel = 0; parcel < parcels; parcel++) {
            look(daysAgo, 10, daysAgo + "/" + parcel);
        }
    }

    private long look(int daysAgo, int hour, String waybill) {
        return add(at(daysAgo, hour), waybill, "DELIVER", List.of("recipient.name=MASKED"), null, "d1", null);
    }

    private static LocalDateTime at(int daysAgo, int hour) {
        return LAST.minusDays(daysAgo).atTime(hour, 0);
    }

    private long add(LocalDateTime at, String waybill, String purpose, List<String> fields, @Nullable String recipient,
            String device, @Nullable String reason) {
        long entry = acts.size() + 1L;
        acts.add(new LoggedAct(entry, at.atZone(ZONE).toInstant(), "COURIER_DELIVERY", "SH-PD-01", device, "127.0.0.1",
                Action.VIEW, purpose, "OUT_FOR_DELIVERY", waybill, recipient, fields, reason, null, Decision.GRANTED,
                null, "courier-delivers", null));
        return entry;
    }

    private void refusal(int daysAgo, int hour) {
        acts.add(new LoggedAct(acts.size() + 1L, at(daysAgo, hour).atZone(ZONE).toInstant(), null, "SH-PD-01", "d1",
                "127.0.0.1", Action.VIEW, "DELIVER", null, null, null, List.of(), null, null, Decision.REFUSED,
                "parcel-not-available", null, null));
    }

    private Gathered gathered() {
        return new Gathered(acts, false, assigned, ticketed, devices);
    }

    private Findings findings() {
        return Findings.of(gathered(), WINDOW, THRESHOLDS);
    }

    private List<Finding> of(Rule rule) {
        return findings().findings().stream().filter(finding -> finding.rule() == rule).toList();
    }

    private Report report() {
        return WriteUp.of(leaver(), gathered(), WINDOW, THRESHOLDS);
    }

    private static Leaver leaver() {
        return new Leaver(UUID.randomUUID(), "K1001", Set.of(Post.COURIER_DELIVERY), "SH-PD-01", "LEFT", 9999, FENCE);
    }
}

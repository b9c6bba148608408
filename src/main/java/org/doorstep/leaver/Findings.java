package org.doorstep.leaver;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

import org.doorstep.leaver.Report.Finding;
import org.doorstep.leaver.Report.RuleHeld;
import org.jspecify.annotations.Nullable;

/** What stands out in a leaver's entries, rule by rule. Pure: the same entries and thresholds give the same findings. */
final class Findings {

    /** How many entries a finding names at most; the first ones, for the others are in the log. */
    static final int MOST_ENTRIES = 100;
    /** How many findings a rule makes at most; the greatest ones, and the rule tells how many there were. */
    static final int MOST_FINDINGS = 10;

    private final Gathered gathered;
    private final Window window;
    private final Thresholds thresholds;
    private final List<Finding> findings = new ArrayList<>();
    private final List<RuleHeld> rules = new ArrayList<>();

    private Findings(Gathered gathered, Window window, Thresholds thresholds) {
        this.gathered = gathered;
        this.window = window;
        this.thresholds = thresholds;
    }

    /** All rules, held against the entries. */
    static Findings of(Gathered gathered, Window window, Thresholds thresholds) {
        var findings = new Findings(gathered, window, thresholds);
        findings.seenUnassigned();
        findings.moreThanUsual(Rule.MORE_THAN_USUAL, LoggedAct::isLook, Findings::parcels, 1);
        findings.atNight();
        findings.newDevice();
        findings.manyRefusals();
        findings.sameRecipient();
        findings.moreThanUsual(Rule.FULL_LOOKS, LoggedAct::isFullLook, List::size, thresholds.fullLooks());
        return findings;
    }

    List<Finding> findings() {
        return List.copyOf(findings);
    }

    List<RuleHeld> rules() {
        return List.copyOf(rules);
    }

    private void seenUnassigned() {
        var looks = acts(LoggedAct::isLook).stream().filter(look -> !isTheirs(look))
                .filter(look -> look.purpose() == null || !thresholds.purposesByPlace().contains(look.purpose()))
                .toList();
        held(Rule.SEEN_UNASSIGNED, 1, stands(Rule.SEEN_UNASSIGNED, null, parcels(looks), 1, looks));
    }

    private boolean isTheirs(LoggedAct look) {
        return gathered.assigned().contains(look.waybill()) || gathered.ticketed().contains(look.waybill());
    }

    /** One of the last days against the median of the days before, on which the person looked at anything at all. */
    private void moreThanUsual(Rule rule, Predicate<LoggedAct> which, ToIntFunction<List<LoggedAct>> measure,
            int atLeast) {
        var lastDays = window.lastDays(thresholds.lastDays());
        var worked = byDay(acts(act -> act.isLook() && act.at().isBefore(lastDays)));
        if (worked.size() < thresholds.daysToKnow()) {
            rules.add(new RuleHeld(rule, rule.says(), atLeast, false, 0));
            return;
        }
        var usual = worked.values().stream()
                .map(looks -> measure.applyAsInt(looks.stream().filter(which).toList())).sorted().toList();
        int threshold = Math.max(atLeast, (int) Math.floor(thresholds.timesUsual() * median(usual)) + 1);
        var found = new ArrayList<Finding>();
        byDay(acts(act -> which.test(act) && !act.at().isBefore(lastDays))).forEach(
                (day, looks) -> found.addAll(stands(rule, day.toString(), measure.applyAsInt(looks), threshold,
                        looks)));
        held(rule, threshold, found);
    }

    /** The middle value; between two, halfway. */
    static double median(List<Integer> sorted) {
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2.0;
    }

    private void atNight() {
        var acts = acts(LoggedAct::showsParcels).stream().filter(act -> isNight(window.hour(act.at()))).toList();
        held(Rule.AT_NIGHT, thresholds.nightLooks(),
                stands(Rule.AT_NIGHT, null, acts.size(), thresholds.nightLooks(), acts));
    }

    private boolean isNight(int hour) {
        return hour < thresholds.dayBegins() || hour >= thresholds.dayEnds();
    }

    private void newDevice() {
        var lastDays = window.lastDays(thresholds.lastDays());
        if (gathered.acts().stream().noneMatch(act -> act.at().isBefore(lastDays))) {
            rules.add(new RuleHeld(Rule.NEW_DEVICE, Rule.NEW_DEVICE.says(), 1, false, 0));
            return;
        }
        var found = new ArrayList<Finding>();
        by(acts(_ -> true), LoggedAct::device).forEach((device, acts) -> {
            var first = Optional.ofNullable(gathered.devices().get(device)).filter(since -> since.isBefore(
                    acts.getFirst().at())).orElse(acts.getFirst().at());
            if (!first.isBefore(lastDays)) {
                found.addAll(stands(Rule.NEW_DEVICE, device, acts.size(), 1, acts));
            }
        });
        held(Rule.NEW_DEVICE, 1, found);
    }

    private void manyRefusals() {
        var found = new ArrayList<Finding>();
        byDay(acts(act -> !act.granted())).forEach((day, refusals) -> found.addAll(
                stands(Rule.MANY_REFUSALS, day.toString(), refusals.size(), thresholds.refusalsADay(), refusals)));
        held(Rule.MANY_REFUSALS, thresholds.refusalsADay(), found);
    }

    private void sameRecipient() {
        var found = new ArrayList<Finding>();
        by(acts(LoggedAct::isLook), LoggedAct::recipient).forEach((recipient, looks) -> found.addAll(
                stands(Rule.SAME_RECIPIENT, recipient, looks.size(), thresholds.looksAtRecipient(), looks)));
        held(Rule.SAME_RECIPIENT, thresholds.looksAtRecipient(), found);
    }

    private static List<Finding> stands(Rule rule, @Nullable String about, int measured, int threshold,
            List<LoggedAct> acts) {
        return measured < threshold ? List.of()
                : List.of(new Finding(rule, rule.says(), about, measured, threshold,
                        acts.stream().map(LoggedAct::entry).limit(MOST_ENTRIES).toList(), acts.size()));
    }

    private void held(Rule rule, int threshold, List<Finding> found) {
        found.stream().sorted(Comparator.comparingInt(Finding::measured).reversed()).limit(MOST_FINDINGS)
                .forEach(findings::add);
        rules.add(new RuleHeld(rule, rule.says(), threshold, true, found.size()));
    }

    private List<LoggedAct> acts(Predicate<LoggedAct> which) {
        return gathered.acts().stream().filter(which).toList();
    }

    private Map<LocalDate, List<LoggedAct>> byDay(List<LoggedAct> acts) {
        return acts.stream().collect(Collectors.groupingBy(act -> window.day(act.at()), TreeMap::new,
                Collectors.toList()));
    }

    private static Map<String, List<LoggedAct>> by(List<LoggedAct> acts,
            Function<LoggedAct, @Nullable String> what) {
        var groups = new LinkedHashMap<String, List<LoggedAct>>();
        acts.forEach(act -> Optional.ofNullable(what.apply(act))
                .ifPresent(key -> groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(act)));
        return groups;
    }

    private static int parcels(List<LoggedAct> looks) {
        return (int) looks.stream().map(LoggedAct::waybill).distinct().count();
    }
}

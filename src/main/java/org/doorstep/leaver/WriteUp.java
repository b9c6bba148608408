package org.doorstep.leaver;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.doorstep.accesslog.Action;
import org.doorstep.identity.Post;
import org.doorstep.leaver.Report.Called;
import org.doorstep.leaver.Report.Covered;
import org.doorstep.leaver.Report.Day;
import org.doorstep.leaver.Report.FieldShown;
import org.doorstep.leaver.Report.Hours;
import org.doorstep.leaver.Report.Listed;
import org.doorstep.leaver.Report.NotOffered;
import org.doorstep.leaver.Report.Parcels;
import org.doorstep.leaver.Report.Read;
import org.doorstep.leaver.Report.Refused;
import org.doorstep.leaver.Report.Searched;
import org.doorstep.leaver.Report.Unassigned;
import org.doorstep.leaver.Report.Used;
import org.jspecify.annotations.Nullable;

/** Writes a leaver's entries up as a report. Pure. */
final class WriteUp {

    private static final int HOURS = 24;

    private final Leaver leaver;
    private final Gathered gathered;
    private final Window window;
    private final Thresholds thresholds;
    private final List<LoggedAct> looks;

    private WriteUp(Leaver leaver, Gathered gathered, Window window, Thresholds thresholds) {
        this.leaver = leaver;
        this.gathered = gathered;
        this.window = window;
        this.thresholds = thresholds;
        this.looks = gathered.acts().stream().filter(LoggedAct::isLook).toList();
    }

    static Report of(Leaver leaver, Gathered gathered, Window window, Thresholds thresholds) {
        return new WriteUp(leaver, gathered, window, thresholds).report();
    }

    private Report report() {
        var findings = Findings.of(gathered, window, thresholds);
        return new Report(Report.FORMAT, leaver.offboarding(), leaver.staffId(),
                leaver.posts().stream().map(Post::name).sorted().toList(), leaver.outlet(), leaver.cause(),
                leaver.fenceEntry(), leaver.fencedAt(), covered(), findings.findings(), findings.rules(), parcels(),
                fields(), hours(), days(), used(gathered.acts(), LoggedAct::post),
                used(gathered.acts(), LoggedAct::outlet), used(gathered.acts(), LoggedAct::device),
                used(gathered.acts(), LoggedAct::sourceAddress), refusals(), searches(), listed(Action.RUN_LIST),
                listed(Action.LOG_READ), used(gathered.acts(), LoggedAct::ticket), called(),
                NotOffered.BY_THIS_VERSION, looks.stream().map(WriteUp::read).toList());
    }

    private Covered covered() {
        var acts = gathered.acts();
        return new Covered(window.days(), window.from(), window.to(), window.zone().getId(), acts.size(),
                acts.isEmpty() ? null : acts.getFirst().entry(), acts.isEmpty() ? null : acts.getLast().entry(),
                !gathered.cut());
    }

    private Parcels parcels() {
        var seen = waybills(looks);
        var ofAssigned = new HashSet<>(seen);
        ofAssigned.retainAll(gathered.assigned());
        var neverSeen = new TreeSet<>(gathered.assigned());
        neverSeen.removeAll(seen);
        return new Parcels(gathered.assigned().size(), gathered.ticketed().size(), seen.size(), ofAssigned.size(),
                neverSeen.size(), List.copyOf(neverSeen), unassigned());
    }

    private List<Unassigned> unassigned() {
        var byWaybill = looks.stream().filter(look -> !gathered.assigned().contains(look.waybill()))
                .filter(look -> !gathered.ticketed().contains(look.waybill()))
                .collect(Collectors.groupingBy(LoggedAct::waybill, LinkedHashMap::new, Collectors.toList()));
        return byWaybill.entrySet().stream().map(parcel -> {
            var first = parcel.getValue().getFirst();
            return new Unassigned(parcel.getKey(), first.at(), first.entry(), parcel.getValue().size(),
                    first.purpose(), first.post(), first.rule());
        }).toList();
    }

    private static Set<String> waybills(List<LoggedAct> looks) {
        return looks.stream().flatMap(look -> Optional.ofNullable(look.waybill()).stream())
                .collect(Collectors.toSet());
    }

    private List<FieldShown> fields() {
        var counts = new TreeMap<String, Integer>();
        gathered.acts().stream().filter(LoggedAct::granted).flatMap(act -> act.fields().stream())
                .forEach(field -> counts.merge(field, 1, Integer::sum));
        return counts.entrySet().stream().map(count -> {
            var parts = count.getKey().split("=", 2);
            return new FieldShown(parts[0], parts.length == 2 ? parts[1] : "", count.getValue());
        }).toList();
    }

    private Hours hours() {
        var perHour = new int[HOURS];
        gathered.acts().stream().filter(LoggedAct::showsParcels).forEach(act -> perHour[window.hour(act.at())]++);
        int all = IntStream.of(perHour).sum();
        int outside = all - IntStream.range(thresholds.dayBegins(), thresholds.dayEnds())
                .map(hour -> perHour[hour]).sum();
        return new Hours(IntStream.of(perHour).boxed().toList(), thresholds.dayBegins(), thresholds.dayEnds(), all,
                outside, all == 0 ? 0 : Math.round(100f * outside / all));
    }

    private List<Day> days() {
        Map<LocalDate, List<LoggedAct>> days = gathered.acts().stream()
                .collect(Collectors.groupingBy(act -> window.day(act.at()), TreeMap::new, Collectors.toList()));
        return days.entrySet().stream().map(day -> {
            var acts = day.getValue();
            var seen = acts.stream().filter(LoggedAct::isLook).toList();
            var times = acts.stream().map(LoggedAct::at).sorted().toList();
            return new Day(day.getKey(), seen.size(), waybills(seen).size(),
                    (int) acts.stream().filter(act -> !act.granted()).count(), times.getFirst(), times.getLast());
        }).toList();
    }

    private static List<Used> used(List<LoggedAct> acts, Function<LoggedAct, @Nullable String> what) {
        return grouped(acts, what).entrySet().stream().map(group -> new Used(group.getKey(),
                group.getValue().getFirst().at(), group.getValue().getLast().at(), group.getValue().size())).toList();
    }

    private List<Refused> refusals() {
        return grouped(gathered.acts(), act -> act.granted() ? null : act.problem()).entrySet().stream()
                .map(group -> new Refused(group.getKey(), group.getValue().size(), group.getValue().getFirst().at(),
                        group.getValue().getLast().at(), group.getValue().stream().map(LoggedAct::entry).toList()))
                .toList();
    }

    private static Map<String, List<LoggedAct>> grouped(List<LoggedAct> acts,
            Function<LoggedAct, @Nullable String> what) {
        var groups = new TreeMap<String, List<LoggedAct>>();
        acts.forEach(act -> Optional.ofNullable(what.apply(act))
                .ifPresent(key -> groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(act)));
        return groups;
    }

    private List<Searched> searches() {
        return gathered.acts().stream().filter(act -> act.action() == Action.SEARCH)
                .map(act -> new Searched(act.entry(), act.at(), act.decision().name(), act.recipient(), act.reason()))
                .toList();
    }

    private Called called() {
        var given = gathered.acts().stream().filter(LoggedAct::granted).filter(act -> act.action() == Action.BRIDGE)
                .filter(act -> !"CLOSE".equals(act.purpose())).toList();
        return new Called(given.size(), waybills(given).size(), steps("ATTEMPT"), steps("ANSWERED"));
    }

    private int steps(String step) {
        return (int) gathered.acts().stream().filter(LoggedAct::granted).filter(act -> act.action() == Action.CALL)
                .filter(act -> step.equals(act.purpose())).count();
    }

    private List<Listed> listed(Action action) {
        return gathered.acts().stream().filter(act -> act.action() == action)
                .map(act -> new Listed(act.entry(), act.at(), act.decision().name(), act.reason())).toList();
    }

    private static Read read(LoggedAct look) {
        return new Read(look.entry(), look.at(), Optional.ofNullable(look.waybill()).orElseThrow(), look.purpose(),
                look.stage(), look.post(), look.fields(), look.reason(), look.ticket(), look.device(), look.lease());
    }
}

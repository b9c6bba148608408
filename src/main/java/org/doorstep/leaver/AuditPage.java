package org.doorstep.leaver;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.doorstep.leaver.KeptAudit.SignOff;
import org.doorstep.leaver.ReadAudit.Shown;
import org.doorstep.leaver.Report.Finding;
import org.doorstep.leaver.Report.Read;
import org.doorstep.leaver.Report.Unassigned;
import org.jspecify.annotations.Nullable;

/** What the printed report says, in the order in which it says it. Times are the company's. */
public final class AuditPage {

    private static final int MOST_ROWS = 200;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    private final Shown shown;
    private final Report report;
    private final String reader;
    private final Instant printedAt;
    private final ZoneId zone;

    AuditPage(Shown shown, Report report, String reader, Instant printedAt, ZoneId zone) {
        this.shown = shown;
        this.report = report;
        this.reader = reader;
        this.printedAt = printedAt;
        this.zone = zone;
    }

    /** Hours with something in them. */
    public record Hour(int hour, int count) {
    }

    public Report report() {
        return report;
    }

    public String sha256() {
        return shown.audit().sha256();
    }

    public Instant madeAt() {
        return shown.audit().madeAt();
    }

    /** Who signed; null while nobody has. */
    public @Nullable SignOff signOff() {
        return shown.audit().signOff().orElse(null);
    }

    public String reader() {
        return reader;
    }

    public Instant printedAt() {
        return printedAt;
    }

    /** The log entry of the reading that was printed. */
    public long entry() {
        return shown.entry();
    }

    public String local(Instant instant) {
        return TIME.format(instant.atZone(zone));
    }

    public String posts() {
        return String.join(", ", report.posts());
    }

    /** The entries that a finding rests on. */
    public String entries(Finding finding) {
        var named = finding.entries().stream().map(entry -> "#" + entry).collect(Collectors.joining(" "));
        int more = finding.of() - finding.entries().size();
        return more == 0 ? named : named + " … +" + more;
    }

    public List<Hour> hours() {
        return IntStream.range(0, report.hours().perHour().size())
                .mapToObj(hour -> new Hour(hour, report.hours().perHour().get(hour)))
                .filter(hour -> hour.count() > 0).toList();
    }

    public List<Unassigned> unassigned() {
        return report.parcels().seenUnassigned().stream().limit(MOST_ROWS).toList();
    }

    public int unassignedMore() {
        return report.parcels().seenUnassigned().size() - unassigned().size();
    }

    /** Looks for which a reason was typed. */
    public List<Read> reasons() {
        return withReason().limit(MOST_ROWS).toList();
    }

    public long reasonsMore() {
        return withReason().count() - reasons().size();
    }

    private java.util.stream.Stream<Read> withReason() {
        return report.reads().stream().filter(read -> read.reason() != null);
    }
}

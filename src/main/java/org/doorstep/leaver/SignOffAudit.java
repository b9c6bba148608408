package org.doorstep.leaver;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.accesslog.AccessEntry;
import org.doorstep.accesslog.AccessLog;
import org.doorstep.accesslog.Action;
import org.doorstep.accesslog.Outcome;
import org.doorstep.accesslog.What;
import org.doorstep.identity.Post;
import org.doorstep.leaver.Auditor.AtWork;
import org.doorstep.leaver.KeptAudit.SignOff;
import org.doorstep.problem.ProblemType;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/** The auditor answers for having read a report: once, and never for the report on themselves. */
@ApplicationScoped
class SignOffAudit {

    /** The report is held alone while its entry is appended, so of two who sign at once one finds it signed. */
    private static final String SIGN = """
            with standing as (
              select 1 from staff where staff_id = $1 and epoch = $2 for share
            ), unsigned as (
              select a.offboarding_id from standing, leaver_audit a
              where a.offboarding_id = $3 and a.signed_at is null for update of a
            ), logged as (
              insert into access_entry (%s) select %s from unsigned returning entry_id
            )
            update leaver_audit a set signed_by = $1, signed_at = $4, note = $5, sign_off_entry = logged.entry_id
            from logged where a.offboarding_id = $3
            returning a.sign_off_entry""".formatted(String.join(", ", AccessEntry.COLUMNS), AccessLog.parameters(6));

    private final Auditor auditor;
    private final Pool database;
    private final AccessLog log;
    private final Clock clock;

    SignOffAudit(Auditor auditor, Pool database, AccessLog log, Clock clock) {
        this.auditor = auditor;
        this.database = database;
        this.log = log;
        this.clock = clock;
    }

    /** @param note what the auditor says of it, without numbers */
    Uni<Auditor.Outcome<SignOff>> sign(Auditor.Asked asked, String note) {
        return auditor.at(asked, work -> refusal(work)
                .map(why -> Auditor.Outcome.<SignOff>refused(why).map(Optional::of))
                .orElseGet(() -> signed(work, note)));
    }

    private static Optional<ProblemType> refusal(AtWork work) {
        if (work.head().staffId().equals(work.asked().person().id())) {
            return Optional.of(ProblemType.OWN_AUDIT);
        }
        return work.head().signed() ? Optional.of(ProblemType.ALREADY_SIGNED_OFF) : Optional.empty();
    }

    private Uni<Optional<Auditor.Outcome<SignOff>>> signed(AtWork work, String note) {
        var asked = work.asked();
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var parameters = Tuple.of(asked.person().id(), work.epoch(), asked.offboarding(),
                now.atOffset(ZoneOffset.UTC), note);
        entry(work).addTo(parameters);
        return database.preparedQuery(SIGN).execute(parameters).map(rows -> rows.size() == 0 ? Optional.empty()
                : Optional.of(signOff(work, now, note, rows.iterator().next().getLong("sign_off_entry"))));
    }

    private static Auditor.Outcome<SignOff> signOff(AtWork work, Instant at, String note, long entry) {
        return new Auditor.Outcome.Done<>(new SignOff(work.asked().person().id(), at, note, work.head().sha256(),
                entry));
    }

    /** The entry says what was signed. */
    private AccessEntry entry(AtWork work) {
        var asked = work.asked();
        var what = What.of(Action.LEAVER_SIGN_OFF).about(work.head().staffId()).asked("AUDIT",
                Optional.of("sha256 " + work.head().sha256()), Optional.of(asked.offboarding().toString()));
        return log.entry(asked.person(), asked.origin(), what, Outcome.done()).in(Post.SEC_AUDITOR);
    }
}

package org.doorstep.leaver;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.accesslog.AccessEntry;
import org.doorstep.accesslog.AccessLog;
import org.doorstep.accesslog.Action;
import org.doorstep.accesslog.Outcome;
import org.doorstep.accesslog.What;
import org.doorstep.identity.Post;
import org.doorstep.leaver.Auditor.AtWork;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/** Reads a report for the auditor. The report comes back from the statement that appends the entry of the reading. */
@ApplicationScoped
class ReadAudit {

    private static final String READ = """
            with standing as (
              select 1 from staff where staff_id = $1 and epoch = $2 for share
            ), logged as (
              insert into access_entry (%s) select %s from standing returning entry_id
            )
            select logged.entry_id, %s from logged, leaver_audit a where a.offboarding_id = $3"""
            .formatted(String.join(", ", AccessEntry.COLUMNS), AccessLog.parameters(4), KeptAudit.COLUMNS);

    private final Auditor auditor;
    private final Pool database;
    private final AccessLog log;

    ReadAudit(Auditor auditor, Pool database, AccessLog log) {
        this.auditor = auditor;
        this.database = database;
        this.log = log;
    }

    /** A report and the entry of its reading. */
    record Shown(KeptAudit audit, long entry) {
    }

    Uni<Auditor.Outcome<Shown>> read(Auditor.Asked asked) {
        return auditor.at(asked, this::shown);
    }

    private Uni<Optional<Auditor.Outcome<Shown>>> shown(AtWork work) {
        var asked = work.asked();
        var parameters = Tuple.of(asked.person().id(), work.epoch(), asked.offboarding());
        entry(work).addTo(parameters);
        return database.preparedQuery(READ).execute(parameters).map(rows -> {
            if (rows.size() == 0) {
                return Optional.empty();
            }
            var row = rows.iterator().next();
            return Optional.of(new Auditor.Outcome.Done<>(new Shown(KeptAudit.of(row), row.getLong("entry_id"))));
        });
    }

    private AccessEntry entry(AtWork work) {
        var asked = work.asked();
        var what = What.of(Action.LEAVER_AUDIT).about(work.head().staffId())
                .asked("AUDIT", Optional.empty(), Optional.of(asked.offboarding().toString()));
        return log.entry(asked.person(), asked.origin(), what, Outcome.done()).in(Post.SEC_AUDITOR);
    }
}

package org.doorstep.accesslog;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.identity.Caller;
import org.doorstep.identity.Origin;
import org.doorstep.identity.Post;
import org.doorstep.identity.ReadStanding;
import org.doorstep.identity.StaffNow;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemType;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Lets the auditor read the log. Every reading is an entry, committed before the first line is answered; it shares the
 * lock of the reader's standing, so nobody reads on who has left.
 */
@ApplicationScoped
public class LogReading {

    private static final String APPEND = """
            with standing as (
              select 1 from staff where staff_id = $1 and epoch = $2 for share
            )
            insert into access_entry (%s) select %s from standing returning entry_id"""
            .formatted(String.join(", ", AccessEntry.COLUMNS), AccessLog.parameters(3));

    private final ReadStanding standing;
    private final AccessLog log;
    private final Pool database;

    LogReading(ReadStanding standing, AccessLog log, Pool database) {
        this.standing = standing;
        this.log = log;
        this.database = database;
    }

    /** Whether somebody may read, and the entry that says so. */
    public sealed interface Admission {
        record Admitted(long entry) implements Admission {
        }

        record Refused(ProblemType why, long entry) implements Admission {
            /** The answer, naming its entry. */
            public Problem problem() {
                return Problem.of(why).header(AccessLog.ENTRY_HEADER, Long.toString(entry));
            }
        }
    }

    /**
     * Asks for one reading.
     *
     * @param what what is read: numbers and names of the log itself, never a value
     */
    public Uni<Admission> admit(Caller.Person reader, Origin origin, What what) {
        return standing.of(reader, origin).chain(staff -> {
            var auditor = staff.filter(known -> known.postsNow(reader).contains(Post.SEC_AUDITOR));
            return auditor.isPresent() ? admitted(reader, origin, what, auditor.get())
                    : refused(reader, origin, what, StaffNow.whyNothing(staff, reader));
        });
    }

    /** Decided anew if the standing is no longer the one it was decided on. */
    private Uni<Admission> admitted(Caller.Person reader, Origin origin, What what, StaffNow auditor) {
        var parameters = Tuple.of(reader.id(), auditor.epoch());
        log.entry(reader, origin, what, Outcome.done()).in(Post.SEC_AUDITOR).addTo(parameters);
        return database.preparedQuery(APPEND).execute(parameters).chain(rows -> rows.size() == 0
                ? admit(reader, origin, what)
                : Uni.createFrom().item(new Admission.Admitted(rows.iterator().next().getLong(0))));
    }

    private Uni<Admission> refused(Caller.Person reader, Origin origin, What what, ProblemType why) {
        return log.append(database, log.entry(reader, origin, what, Outcome.refused(why)).in(Post.SEC_AUDITOR))
                .map(entry -> new Admission.Refused(why, entry));
    }

    /** What a reading of the log says of itself. */
    public static What asked(Action action, String inWords) {
        return What.of(action).asked("AUDIT", Optional.of(inWords), Optional.empty());
    }
}

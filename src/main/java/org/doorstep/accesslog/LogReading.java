package org.doorstep.accesslog;

import java.util.List;
import java.util.Optional;
import java.util.Set;

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
        return admit(reader, origin, what, Post.SEC_AUDITOR);
    }

    /** The same for whoever holds one of these posts now; it is decided under the first of them that they hold. */
    Uni<Admission> admit(Caller.Person reader, Origin origin, What what, Post... posts) {
        return admit(new Asking(reader, origin, what, List.of(posts)));
    }

    private Uni<Admission> admit(Asking asking) {
        var reader = asking.reader();
        return standing.of(reader, asking.origin()).chain(staff -> {
            var held = staff.map(known -> known.postsNow(reader)).orElse(Set.of());
            return asking.posts().stream().filter(held::contains).findFirst()
                    .map(post -> admitted(asking, staff.orElseThrow().epoch(), post))
                    .orElseGet(() -> refused(asking, StaffNow.whyNothing(staff, reader)));
        });
    }

    /** Who asks for what, and the posts that allow it. */
    private record Asking(Caller.Person reader, Origin origin, What what, List<Post> posts) {
    }

    /** Decided anew if the standing is no longer the one it was decided on. */
    private Uni<Admission> admitted(Asking asking, long epoch, Post post) {
        var parameters = Tuple.of(asking.reader().id(), epoch);
        log.entry(asking.reader(), asking.origin(), asking.what(), Outcome.done()).in(post).addTo(parameters);
        return database.preparedQuery(APPEND).execute(parameters).chain(rows -> rows.size() == 0
                ? admit(asking)
                : Uni.createFrom().item(new Admission.Admitted(rows.iterator().next().getLong(0))));
    }

    private Uni<Admission> refused(Asking asking, ProblemType why) {
        var named = asking.posts().stream().filter(asking.reader().posts()::contains).findFirst();
        var entry = log.entry(asking.reader(), asking.origin(), asking.what(), Outcome.refused(why));
        return log.append(database, named.map(entry::in).orElse(entry))
                .map(number -> new Admission.Refused(why, number));
    }

    /** What a reading of the log says of itself. */
    public static What asked(Action action, String inWords) {
        return What.of(action).asked("AUDIT", Optional.of(inWords), Optional.empty());
    }
}

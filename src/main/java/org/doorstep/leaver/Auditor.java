package org.doorstep.leaver;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.identity.Caller;
import org.doorstep.identity.Origin;
import org.doorstep.identity.Post;
import org.doorstep.identity.ReadStanding;
import org.doorstep.identity.StaffNow;
import org.doorstep.problem.ProblemType;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/** Lets the auditor to a report, and nobody else; what is done then names the epoch that this was decided under. */
@ApplicationScoped
class Auditor {

    private static final String HEAD = """
            select staff_id, signed_by is not null as signed, digest from leaver_audit where offboarding_id = $1""";

    private final ReadStanding standing;
    private final Pool database;

    Auditor(ReadStanding standing, Pool database) {
        this.standing = standing;
        this.database = database;
    }

    /** Who asks for which report. */
    record Asked(Caller.Person person, Origin origin, UUID offboarding) {
    }

    /** What of a report decides whether it may be signed. */
    record Head(String staffId, boolean signed, String sha256) {
    }

    /** What came of it: the answer, or why there is none. */
    sealed interface Outcome<T> {
        record Done<T>(T answer) implements Outcome<T> {
        }

        record Refused<T>(ProblemType why) implements Outcome<T> {
        }

        static <T> Uni<Outcome<T>> refused(ProblemType why) {
            return Uni.createFrom().item(new Refused<>(why));
        }
    }

    /** The auditor at work on a report. */
    record AtWork(Asked asked, Head head, long epoch) {
    }

    /** Does the work; once more if it finds nothing to do, because the standing or the report changed meanwhile. */
    <T> Uni<Outcome<T>> at(Asked asked, Function<AtWork, Uni<Optional<Outcome<T>>>> work) {
        return standing.of(asked.person(), asked.origin()).chain(staff -> {
            var auditor = staff.filter(known -> known.postsNow(asked.person()).contains(Post.SEC_AUDITOR));
            return auditor.isEmpty() ? Outcome.refused(StaffNow.whyNothing(staff, asked.person()))
                    : head(asked.offboarding()).chain(head -> head.isEmpty()
                            ? Outcome.refused(ProblemType.NO_LEAVER_AUDIT)
                            : work.apply(new AtWork(asked, head.get(), auditor.get().epoch()))
                                    .chain(done -> done.map(Uni.createFrom()::item)
                                            .orElseGet(() -> at(asked, work))));
        });
    }

    private Uni<Optional<Head>> head(UUID offboarding) {
        return database.preparedQuery(HEAD).execute(Tuple.of(offboarding)).map(rows -> {
            if (rows.size() == 0) {
                return Optional.empty();
            }
            var row = rows.iterator().next();
            return Optional.of(new Head(row.getString("staff_id"), row.getBoolean("signed"), KeptAudit.hex(row)));
        });
    }
}

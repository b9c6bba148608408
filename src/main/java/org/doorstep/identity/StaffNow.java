package org.doorstep.identity;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import org.doorstep.problem.ProblemType;

import io.vertx.mutiny.sqlclient.Row;

/**
 * A person as HR last told, and what is held against them. The row behind it is the lock of promise P2: every
 * disclosure shares it and names its epoch, every change of access takes it alone and opens a new epoch.
 *
 * @param posts what HR says they do
 * @param tokensFrom who signed in before this must sign in again
 * @param held whether a hold is open on the person, their outlet, device or app
 * @param originKnown whether they have used this device and app before, so that a hold on either reaches them
 */
public record StaffNow(Standing standing, Set<Post> posts, String outlet, long epoch, Instant tokensFrom, boolean held,
        boolean originKnown) {

    /** The form of a staff number (工号). */
    public static final String ID_FORM = "[A-Z0-9]{3,16}";

    public StaffNow {
        posts = Set.copyOf(posts);
    }

    /**
     * The columns that {@link #of} reads, of a row {@code staff s}. It takes the numbers of the parameters for staff
     * number, device and app.
     */
    public static String columns(int staffId, int device, int client) {
        return """
                s.standing, s.posts, s.outlet, s.epoch, s.tokens_from,
                exists (select from hold h where h.released_at is null and (h.kind, h.subject) in
                        (('PERSON', $%1$d), ('DEVICE', $%2$d), ('OUTLET', s.outlet), ('CLIENT', $%3$d))) as held,
                exists (select from staff_origin o
                        where o.staff_id = $%1$d and o.device = $%2$d and o.client = $%3$d) as origin_known"""
                .formatted(staffId, device, client);
    }

    /** Empty if HR never named the person: the columns of an outer join are null then. */
    public static Optional<StaffNow> of(Row row) {
        return Optional.ofNullable(row.getString("standing")).map(standing -> new StaffNow(Standing.valueOf(standing),
                Post.named(row.getArrayOfStrings("posts")), row.getString("outlet"), row.getLong("epoch"),
                row.getOffsetDateTime("tokens_from").toInstant(), row.getBoolean("held"),
                row.getBoolean("origin_known")));
    }

    /** The posts that the token and HR both name, while nothing ended the person's access. */
    public Set<Post> postsNow(Caller.Person person) {
        var both = EnumSet.noneOf(Post.class);
        if (ended(person).isEmpty()) {
            both.addAll(posts);
            both.retainAll(person.posts());
        }
        return Post.conflict(both) ? Set.of() : both;
    }

    /** Why this token opens nothing at all; empty if it may. */
    public Optional<ProblemType> ended(Caller.Person person) {
        if (standing != Standing.ACTIVE) {
            return Optional.of(ProblemType.NO_STANDING);
        }
        if (held) {
            return Optional.of(ProblemType.ACCESS_HELD);
        }
        return person.signedInAt().isBefore(tokensFrom) ? Optional.of(ProblemType.SESSION_ENDED) : Optional.empty();
    }

    /** Why a person of whom this is all that is known may do nothing. */
    public static ProblemType whyNothing(Optional<StaffNow> staff, Caller.Person person) {
        return staff.flatMap(known -> known.ended(person)).orElse(ProblemType.NO_STANDING);
    }
}

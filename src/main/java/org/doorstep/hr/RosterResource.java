package org.doorstep.hr;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.doorstep.hr.TakeRoster.Taken;
import org.doorstep.identity.Callers;
import org.doorstep.identity.Feed;
import org.doorstep.identity.Post;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemException;
import org.doorstep.problem.ProblemType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/** Where HR hands its full list in, and where one sees what was otherwise. */
@Path("/v1/hr")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "HR")
public class RosterResource {

    private static final String REPORT = """
            select r.roster_id, r.as_of, r.listed, r.received_at, r.done_at, r.entry_id, r.last_error,
                   f.staff_id, f.finding, f.outcome, f.entry_id as finding_entry
            from roster r left join roster_finding f using (roster_id) where r.roster_id = $1
            order by f.finding, f.staff_id""";

    private final Callers callers;
    private final TakeRoster takeRoster;
    private final Heartbeat heartbeat;
    private final Pool database;

    RosterResource(Callers callers, TakeRoster takeRoster, Heartbeat heartbeat, Pool database) {
        this.callers = callers;
        this.takeRoster = takeRoster;
        this.heartbeat = heartbeat;
        this.database = database;
    }

    /**
     * A list was taken in.
     *
     * @param entry its log entry
     * @param ends how many people will lose access by it
     */
    @RegisterForReflection
    public record Accepted(UUID roster, long entry, long ends) {
    }

    /**
     * Where standing or Keycloak was not what the list says.
     *
     * @param finding {@code NOT_LISTED}, {@code DIFFERENT}, {@code NEW}, {@code STRAY_ACCOUNT} or {@code STRAY_POST}
     * @param outcome what was done
     * @param entry the log entry that says so
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record FindingView(String staffId, String finding, String outcome, @Nullable Long entry) {
    }

    /**
     * What came of a list.
     *
     * @param doneAt when the comparison was done; absent while it is going on
     * @param lastError why it is tried again
     * @param counts findings by kind
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Report(UUID roster, Instant asOf, int listed, long entry, Instant receivedAt,
            @Nullable Instant doneAt, @Nullable String lastError, Map<String, Long> counts,
            List<FindingView> findings) {
    }

    @PUT
    @Path("roster")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Hand HR's full list in", description = "Whoever is active and not on it is suspended within "
            + "minutes, by the same fence as an event; accounts in Keycloak that are more than the list says are "
            + "switched off. What HR said after \"asOf\" counts over the list.")
    @APIResponseSchema(value = Accepted.class, responseCode = "202", responseDescription = "It is being compared")
    @APIResponse(responseCode = "409", description = "Too old, or too short to be true")
    public Uni<Response> put(@NotNull @Valid Roster body) {
        var client = callers.machine(Feed.HR_FEED);
        var origin = callers.origin();
        heartbeat.heard();
        return takeRoster.take(client, origin, body).map(taken -> switch (taken) {
            case Taken.Accepted accepted -> Response.accepted(
                    new Accepted(accepted.roster(), accepted.entry(), accepted.ended()))
                    .location(URI.create("/v1/hr/rosters/" + accepted.roster())).build();
            case Taken.Refused refused -> refused.problem().response();
        });
    }

    @GET
    @Path("rosters/{id}")
    @Operation(summary = "What came of a list")
    @APIResponseSchema(value = Report.class, responseCode = "200", responseDescription = "The findings so far")
    public Uni<Response> report(@Parameter(example = "0b54d9fc-9b0e-4c3f-9d61-2f6a3c1f3f0e") String id) {
        var _ = callers.anyOf(Feed.HR_FEED, Post.SEC_ADMIN, Post.SEC_AUDITOR);
        return database.preparedQuery(REPORT).execute(Tuple.of(uuid(id))).map(rows -> rows.size() == 0
                ? Problem.of(ProblemType.UNKNOWN_ROSTER).response()
                : Response.ok(report(rows)).header("Cache-Control", "no-store").build());
    }

    @GET
    @Path("feed")
    @Operation(summary = "When HR was last heard", description = "And whether its silence is an alarm.")
    @APIResponseSchema(value = Heartbeat.Status.class, responseCode = "200", responseDescription = "How the feed is")
    public Uni<Response> feed() {
        var _ = callers.anyOf(Feed.HR_FEED, Post.SEC_ADMIN, Post.SEC_AUDITOR);
        return heartbeat.status().map(status -> Response.ok(status).header("Cache-Control", "no-store").build());
    }

    private static UUID uuid(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.of(ProblemType.UNKNOWN_ROSTER));
        }
    }

    private static Report report(RowSet<Row> rows) {
        var head = rows.iterator().next();
        var findings = new ArrayList<FindingView>();
        var counts = new TreeMap<String, Long>();
        for (var row : rows) {
            if (row.getString("staff_id") != null) {
                findings.add(new FindingView(row.getString("staff_id"), row.getString("finding"),
                        row.getString("outcome"), row.getLong("finding_entry")));
                counts.merge(row.getString("finding"), 1L, Long::sum);
            }
        }
        var done = Optional.ofNullable(head.getOffsetDateTime("done_at"));
        return new Report(head.getUUID("roster_id"), head.getOffsetDateTime("as_of").toInstant(),
                head.getInteger("listed"), head.getLong("entry_id"), head.getOffsetDateTime("received_at").toInstant(),
                done.map(java.time.OffsetDateTime::toInstant).orElse(null), head.getString("last_error"), counts,
                findings);
    }
}

package org.doorstep.offboarding;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.doorstep.identity.Callers;
import org.doorstep.identity.Feed;
import org.doorstep.identity.HoldKind;
import org.doorstep.identity.Post;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemException;
import org.doorstep.problem.ProblemType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
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

/** What follows from a change of access, and how far it is: for HR, the security admin and the auditor. */
@Path("/v1/offboardings")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Offboarding")
public class OffboardingResource {

    private static final String SQL = """
            select %s, s.step, s.waits_for, s.done_at, s.outcome, s.attempts, s.due_at, s.last_error
            from (select * from offboarding p
                  where ($1::uuid is null or p.offboarding_id = $1) and ($2::text is null or p.subject = $2)
                        and (not $3 or exists (select from offboarding_step w where w.offboarding_id = p.offboarding_id
                                               and w.done_at is null))
                  order by p.entry_id desc limit $4) o
            left join offboarding_step s on s.offboarding_id = o.offboarding_id
            order by o.entry_id desc""".formatted(Offboarding.COLUMNS);

    private final Callers callers;
    private final Pool database;

    OffboardingResource(Callers callers, Pool database) {
        this.callers = callers;
        this.database = database;
    }

    /** How far a step is. */
    public enum State {
        /** It is done. */
        DONE,
        /** It has not been tried, or is being tried. */
        PENDING,
        /** Another step comes first. */
        WAITING,
        /** It failed, and is tried again. */
        FAILING
    }

    /**
     * A step.
     *
     * @param outcome what came of it
     * @param afterMillis milliseconds from the fence to its end
     * @param lastError why the last try failed
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record StepView(String step, State state, @Nullable String outcome, @Nullable Instant doneAt,
            @Nullable Long afterMillis, int attempts, @Nullable Instant nextTryAt, @Nullable String lastError) {
    }

    /**
     * An offboarding.
     *
     * @param subject staff number, device, outlet or client, as {@code kind} says
     * @param entry the log entry of the change
     * @param toldAt when the change was heard of
     * @param fencedAt when it held
     * @param done whether all steps are
     */
    @RegisterForReflection
    public record OffboardingView(UUID id, HoldKind kind, String subject, String cause, long entry, Instant toldAt,
            Instant fencedAt, boolean done, List<StepView> steps) {
    }

    /** Several, newest first. */
    @RegisterForReflection
    public record Offboardings(List<OffboardingView> offboardings) {
    }

    @GET
    @Path("{id}")
    @Operation(summary = "One offboarding, step by step")
    @APIResponseSchema(value = OffboardingView.class, responseCode = "200", responseDescription = "How far it is")
    public Uni<Response> one(@Parameter(example = "0b54d9fc-9b0e-4c3f-9d61-2f6a3c1f3f0e") String id) {
        mayAsk();
        return read(Optional.of(uuid(id)), null, false, 1)
                .map(found -> found.stream().findFirst().map(OffboardingResource::noStore)
                        .orElseGet(() -> Problem.of(ProblemType.UNKNOWN_OFFBOARDING).response()));
    }

    @GET
    @Operation(summary = "List offboardings, newest first")
    @APIResponseSchema(value = Offboardings.class, responseCode = "200", responseDescription = "The newest")
    public Uni<Response> list(
            @QueryParam("subject") @Nullable @Pattern(regexp = "\\P{Cntrl}{1,64}") @Parameter(description = "Staff number, device, outlet or client", example = "K1001") String subject,
            @QueryParam("open") @DefaultValue("false") @Parameter(description = "Only those not done") boolean open,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(200) int limit) {
        mayAsk();
        return read(Optional.empty(), subject, open, limit).map(found -> noStore(new Offboardings(found)));
    }

    private void mayAsk() {
        var _ = callers.anyOf(Feed.HR_FEED, Post.SEC_ADMIN, Post.SEC_AUDITOR);
    }

    private static UUID uuid(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.of(ProblemType.UNKNOWN_OFFBOARDING));
        }
    }

    private static Response noStore(Object entity) {
        return Response.ok(entity).header("Cache-Control", "no-store").build();
    }

    private Uni<List<OffboardingView>> read(Optional<UUID> id, @Nullable String subject, boolean open, int most) {
        return database.preparedQuery(SQL).execute(Tuple.of(id.orElse(null), subject, open, most))
                .map(OffboardingResource::views);
    }

    private static List<OffboardingView> views(RowSet<Row> rows) {
        var views = new java.util.LinkedHashMap<Offboarding, List<StepRow>>();
        rows.forEach(row -> {
            var steps = views.computeIfAbsent(Offboarding.of(row), _ -> new ArrayList<>());
            if (row.getString("step") != null) {
                steps.add(StepRow.of(row));
            }
        });
        return views.entrySet().stream().map(entry -> view(entry.getKey(), entry.getValue())).toList();
    }

    private static OffboardingView view(Offboarding offboarding, List<StepRow> steps) {
        var open = steps.stream().filter(step -> step.doneAt() == null).map(step -> step.step().name()).toList();
        var views = steps.stream().sorted(java.util.Comparator.comparing(StepRow::step))
                .map(step -> step.view(offboarding.fencedAt(), open)).toList();
        return new OffboardingView(offboarding.id(), offboarding.kind(), offboarding.subject(), offboarding.cause(),
                offboarding.entry(), offboarding.toldAt(), offboarding.fencedAt(), open.isEmpty(), views);
    }

    private record StepRow(Step step, @Nullable String waitsFor, @Nullable Instant doneAt, @Nullable String outcome,
            int attempts, Instant dueAt, @Nullable String lastError) {

        static StepRow of(Row row) {
            var done = row.getOffsetDateTime("done_at");
            return new StepRow(Step.valueOf(row.getString("step")), row.getString("waits_for"),
                    done == null ? null : done.toInstant(), row.getString("outcome"), row.getInteger("attempts"),
                    row.getOffsetDateTime("due_at").toInstant(), row.getString("last_error"));
        }

        StepView view(Instant fencedAt, List<String> open) {
            return new StepView(step.name(), state(open), outcome, doneAt,
                    doneAt == null ? null : Duration.between(fencedAt, doneAt).toMillis(), attempts,
                    doneAt == null ? dueAt : null, lastError);
        }

        private State state(List<String> open) {
            if (doneAt != null) {
                return State.DONE;
            }
            if (waitsFor != null && open.contains(waitsFor)) {
                return State.WAITING;
            }
            return lastError == null ? State.PENDING : State.FAILING;
        }
    }
}

package org.doorstep.accesslog;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.doorstep.accesslog.ReadLog.Filter;
import org.doorstep.accesslog.ReadLog.Read;
import org.doorstep.identity.Callers;
import org.doorstep.identity.ChecksStandingItself;
import org.doorstep.identity.Post;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemException;
import org.doorstep.problem.ProblemType;
import org.doorstep.problem.Violation;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;

/** The log, for the auditor. */
@Path("/v1/access-log")
@Authenticated
@ChecksStandingItself
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Access log")
public class AccessLogResource {

    private final Callers callers;
    private final ReadLog readLog;

    AccessLogResource(Callers callers, ReadLog readLog) {
        this.callers = callers;
        this.readLog = readLog;
    }

    /** Filters; all that are given must match. */
    public static class Query {
        private static final String TEXT = "\\P{Cntrl}{1,64}";
        private static final String TEXT_MESSAGE = "must be 1 to 64 characters, none of them a control character";

        @QueryParam("actor")
        @Nullable
        @Pattern(regexp = TEXT, message = TEXT_MESSAGE)
        @Parameter(description = "Staff number or client id", example = "K1001")
        String actor;
        @QueryParam("outlet")
        @Nullable
        @Pattern(regexp = TEXT, message = TEXT_MESSAGE)
        String outlet;
        @QueryParam("device")
        @Nullable
        @Pattern(regexp = TEXT, message = TEXT_MESSAGE)
        String device;
        @QueryParam("waybill")
        @Nullable
        @Pattern(regexp = TEXT, message = TEXT_MESSAGE)
        String waybill;
        @QueryParam("subject")
        @Nullable
        @Pattern(regexp = TEXT, message = TEXT_MESSAGE)
        @Parameter(description = "The staff number, device, outlet or client that a change was about")
        String subject;
        @QueryParam("action")
        @Nullable
        String action;
        @QueryParam("purpose")
        @Nullable
        @Pattern(regexp = TEXT, message = TEXT_MESSAGE)
        String purpose;
        @QueryParam("decision")
        @Nullable
        String decision;
        @QueryParam("problem")
        @Nullable
        @Pattern(regexp = TEXT, message = TEXT_MESSAGE)
        String problem;
        @QueryParam("from")
        @Nullable
        @Parameter(description = "RFC 3339 instant, inclusive")
        String from;
        @QueryParam("to")
        @Nullable
        @Parameter(description = "RFC 3339 instant, exclusive")
        String to;
        @QueryParam("cursor")
        @Nullable
        @Parameter(description = "\"next\" of the page before")
        String cursor;
        @QueryParam("limit")
        @DefaultValue("100")
        @Min(1)
        @Max(1000)
        int limit;
    }

    /**
     * A page of entries.
     *
     * @param next the cursor of the page after this one; absent on the last
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Page(List<EntryView> entries, @Nullable String next) {
    }

    @GET
    @Operation(summary = "Read the log, newest first", description = "Pages are stable while entries are appended. "
            + "Reading is logged.")
    @APIResponseSchema(value = Page.class, responseCode = "200", responseDescription = "A page of entries")
    public Uni<Response> read(@Valid @BeanParam Query query) {
        var person = callers.personIn(Post.SEC_AUDITOR);
        var filter = new Filter(equal(query), instant("from", query.from), instant("to", query.to),
                number("cursor", query.cursor), query.limit);
        return readLog.read(person, callers.origin(), filter).map(read -> switch (read) {
            case Read.Entries found -> noStore(page(found.entries(), query.limit));
            case Read.Refused refused -> refused.why().problem().response();
        });
    }

    @GET
    @Path("{entry}")
    @Operation(summary = "Read one entry")
    @APIResponseSchema(value = EntryView.class, responseCode = "200", responseDescription = "The entry")
    public Uni<Response> one(@Parameter(example = "17") String entry) {
        var person = callers.personIn(Post.SEC_AUDITOR);
        var number = number("entry", entry).orElseThrow();
        return readLog.one(person, callers.origin(), number).map(read -> switch (read) {
            case Read.Entries found when found.entries().isEmpty() ->
                Problem.of(ProblemType.UNKNOWN_ENTRY).response();
            case Read.Entries found -> noStore(EntryView.of(found.entries().getFirst()));
            case Read.Refused refused -> refused.why().problem().response();
        });
    }

    private static Page page(List<LoggedEntry> entries, int limit) {
        var next = entries.size() < limit ? null : Long.toString(entries.getLast().entryId());
        return new Page(entries.stream().map(EntryView::of).toList(), next);
    }

    private static Response noStore(Object entity) {
        return Response.ok(entity).header("Cache-Control", "no-store").build();
    }

    private static Map<String, Object> equal(Query query) {
        var equal = new HashMap<String, Object>();
        put(equal, "who.actor", query.actor);
        put(equal, "where.outlet", query.outlet);
        put(equal, "where.device", query.device);
        put(equal, "what.waybill", query.waybill);
        put(equal, "what.subject", query.subject);
        put(equal, "what.action", constant("action", query.action, Action.class));
        put(equal, "what.purpose", query.purpose);
        put(equal, "outcome.decision", constant("decision", query.decision, Decision.class));
        put(equal, "outcome.problem", query.problem);
        return equal;
    }

    private static void put(Map<String, Object> map, String path, @Nullable Object value) {
        if (value != null) {
            map.put(path, value);
        }
    }

    private static <E extends Enum<E>> @Nullable E constant(String name, @Nullable String text, Class<E> type) {
        try {
            return text == null ? null : Enum.valueOf(type, text);
        } catch (IllegalArgumentException e) {
            throw invalid(name, "must be one of " + List.of(type.getEnumConstants()));
        }
    }

    private static Optional<Instant> instant(String name, @Nullable String text) {
        try {
            return Optional.ofNullable(text).map(OffsetDateTime::parse).map(OffsetDateTime::toInstant);
        } catch (DateTimeException e) {
            throw invalid(name, "must be an RFC 3339 instant such as 2026-11-21T08:00:00+08:00");
        }
    }

    private static Optional<Long> number(String name, @Nullable String text) {
        try {
            return Optional.ofNullable(text).map(Long::valueOf);
        } catch (NumberFormatException e) {
            throw invalid(name, "must be a whole number");
        }
    }

    private static ProblemException invalid(String name, String rule) {
        return new ProblemException(Problem.of(ProblemType.INVALID_REQUEST)
                .with("violations", List.of(new Violation("/" + name, rule))));
    }
}

package org.doorstep.accesslog;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;

import org.doorstep.accesslog.ReadLog.Read;
import org.doorstep.identity.Callers;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemType;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/** Answers readings of the log, a page at a time. */
@ApplicationScoped
public class LogPages {

    /** OCSF events, one a line. */
    public static final String EVENTS = "application/x-ndjson";
    /** The response header that carries {@code next} of a page of events. */
    private static final String NEXT = "Doorstep-Next";

    private final Callers callers;
    private final ReadLog readLog;

    LogPages(Callers callers, ReadLog readLog) {
        this.callers = callers;
        this.readLog = readLog;
    }

    /**
     * A page of entries.
     *
     * @param next the cursor of the page after this one; absent after the oldest entry
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Page(List<EntryView> entries, @Nullable String next) {
    }

    Uni<Response> entries(PageQuery query, boolean asEvents) {
        var reader = callers.personIn(ReadLog.READERS);
        return readLog.read(reader, callers.origin(), query.filter(), query.paging(), Optional.empty())
                .map(read -> answer(read, asEvents));
    }

    /** Entries about the recipient with these blind indexes, the newest generation's first. */
    public Uni<Response> ofRecipient(PageQuery query, Uni<List<byte[]>> index) {
        var reader = callers.personIn(ReadLog.READERS);
        var origin = callers.origin();
        var filter = query.filter();
        var paging = query.paging();
        return index.chain(ref -> readLog.read(reader, origin, filter, paging, Optional.of(ref)))
                .map(read -> answer(read, false));
    }

    Uni<Response> one(long number) {
        return readLog.one(callers.personIn(ReadLog.READERS), callers.origin(), number).map(read -> switch (read) {
            case Read.Entries found -> found.entries().stream().findFirst().map(entry -> noStore(Response.ok(entry)))
                    .orElseGet(() -> Problem.of(ProblemType.UNKNOWN_ENTRY).response());
            case Read.Refused refused -> refused.why().problem().response();
        });
    }

    private static Response answer(Read read, boolean asEvents) {
        return switch (read) {
            case Read.Entries found when asEvents -> noStore(events(found));
            case Read.Entries found ->
                noStore(Response.ok(new Page(found.entries(), found.next().map(String::valueOf).orElse(null))));
            case Read.Refused refused -> refused.why().problem().response();
        };
    }

    private static Response.ResponseBuilder events(Read.Entries found) {
        var lines = found.entries().stream().map(entry -> OcsfEvent.json(entry) + "\n").collect(Collectors.joining());
        return Response.ok(lines, EVENTS).header(NEXT, found.next().map(String::valueOf).orElse(null));
    }

    private static Response noStore(Response.ResponseBuilder response) {
        return response.header("Cache-Control", "no-store").build();
    }
}

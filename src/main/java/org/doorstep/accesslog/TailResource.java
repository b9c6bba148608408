package org.doorstep.accesslog;

import java.time.Clock;
import java.time.Instant;
import java.util.List;

import jakarta.validation.Valid;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;

import org.doorstep.accesslog.TailLog.Following;
import org.doorstep.accesslog.TailLog.Told;
import org.doorstep.identity.Callers;
import org.doorstep.identity.Post;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestStreamElementType;
import org.jspecify.annotations.Nullable;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Multi;

/** The log as it grows, for the auditor. Who may not follow it is turned away at the door. */
@Path("/v1/access-log/tail")
@Authenticated
@Tag(name = "Access log")
public class TailResource {

    private final Callers callers;
    private final TailLog tailLog;
    private final JsonWebToken token;
    private final Clock clock;

    TailResource(Callers callers, TailLog tailLog, JsonWebToken token, Clock clock) {
        this.callers = callers;
        this.tailLog = tailLog;
        this.token = token;
        this.clock = clock;
    }

    /** A tail has begun: entries after this number follow. */
    @RegisterForReflection
    public record TailOpened(long after, Instant at) {
    }

    /**
     * A tail has ended.
     *
     * @param why {@code ACCESS_CHANGED} or {@code TOKEN_EXPIRED}
     */
    @RegisterForReflection
    public record TailEnded(String why, Instant at) {
    }

    /**
     * A stream of server-sent events (WHATWG HTML, section 9.2): {@code open} once, an {@code entry} for each that
     * matches, its number as the event's id, and {@code end}, with which the stream ends. A browser's EventSource
     * connects again by itself and names the last id.
     */
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @Operation(summary = "Follow the log", description = "Every entry that matches, in the order of numbers, within "
            + "seconds and once it is sealed; from Last-Event-ID on, or from now. Logged at the start and from time "
            + "to time. Ends with the token and when the reader's standing changes.")
    @APIResponse(responseCode = "200", description = "Events: open, entry, end", content = @Content(mediaType = MediaType.SERVER_SENT_EVENTS))
    public Multi<OutboundSseEvent> tail(@Valid @BeanParam LogQuery query,
            @HeaderParam("Last-Event-ID") @Nullable String last, @Context Sse sse) {
        var following = new Following(callers.personHolding(Post.SEC_AUDITOR), callers.origin(), query.filter(),
                LogQuery.number("Last-Event-ID", last), Instant.ofEpochSecond(token.getExpirationTime()));
        return tailLog.follow(following).onItem().transformToIterable(told -> events(sse, told));
    }

    private List<OutboundSseEvent> events(Sse sse, Told told) {
        return switch (told) {
            case Told.Opened opened -> List.of(event(sse, "open", new TailOpened(opened.after(), clock.instant())));
            case Told.Entries found -> found.entries().stream().map(entry -> sse.newEventBuilder().name("entry")
                    .id(Long.toString(entry.entry())).data(EntryView.class, entry).build()).toList();
            case Told.Quiet _ -> List.of(sse.newEventBuilder().comment("still here").build());
            case Told.Ended ended -> List.of(event(sse, "end", new TailEnded(ended.why(), clock.instant())));
        };
    }

    private static <T> OutboundSseEvent event(Sse sse, String name, T data) {
        return sse.newEventBuilder().name(name).data(data.getClass(), data).build();
    }
}

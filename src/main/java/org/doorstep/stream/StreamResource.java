package org.doorstep.stream;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;

import org.doorstep.identity.Caller;
import org.doorstep.identity.Callers;
import org.doorstep.identity.Origin;
import org.doorstep.identity.ReadStanding;
import org.doorstep.identity.StaffNow;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemException;
import org.doorstep.stream.OpenScreens.Screen;
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
import io.smallrye.mutiny.Uni;

/** Where an app hears that its screen must clear. */
@Path("/v1/stream")
@Authenticated
@Tag(name = "Views")
public class StreamResource {

    private final Callers callers;
    private final ReadStanding standing;
    private final Screens screens;
    private final StreamConfig config;
    private final Clock clock;
    private final JsonWebToken token;

    StreamResource(Callers callers, ReadStanding standing, Screens screens, StreamConfig config, Clock clock,
            JsonWebToken token) {
        this.token = token;
        this.callers = callers;
        this.standing = standing;
        this.screens = screens;
        this.config = config;
        this.clock = clock;
    }

    /**
     * What an app is told.
     *
     * @param why {@code ACCESS_CHANGED}, {@code TOO_MANY}, or {@code TOKEN_EXPIRED}
     */
    @RegisterForReflection
    public record Clear(String why, Instant at) {
    }

    /** The screen may show what it is given, until it is told otherwise. */
    @RegisterForReflection
    public record Opened(Instant at) {
    }

    /**
     * A stream of server-sent events (WHATWG HTML, section 9.2): {@code open} once, {@code clear} when the app must
     * forget every field it shows; the stream ends with it. The app connects again; if it may not, it is told why.
     */
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @Operation(summary = "Hear when the screen must clear", description = "One stream a device. Without it, an app "
            + "clears at the next refusal or at a field's expiry.")
    @APIResponse(responseCode = "200", description = "Events: open, clear", content = @Content(mediaType = MediaType.SERVER_SENT_EVENTS))
    public Multi<OutboundSseEvent> stream(@Context Sse sse) {
        var person = callers.person();
        var origin = callers.originWithDevice();
        var events = new Events(sse);
        var screen = new AtomicReference<@Nullable Screen>();
        var left = Duration.between(clock.instant(), Instant.ofEpochSecond(token.getExpirationTime()));
        var news = screens.watch(person.id(), screen::set).map(why -> events.clear(why.name()));
        var opened = open(person, origin, screen).map(_ -> events.open()).toMulti();
        var beats = Multi.createFrom().ticks().startingAfter(config.heartbeat()).every(config.heartbeat())
                .map(_ -> events.beat());
        var expiry = Uni.createFrom().item(() -> events.clear("TOKEN_EXPIRED"))
                .onItem().delayIt().by(left.isPositive() ? left : Duration.ofMillis(1)).toMulti();
        return Multi.createBy().merging().streams(news, opened, beats, expiry)
                .onItem().transformToMultiAndConcatenate(Event::andEnd)
                .select().first(event -> event != Event.END).map(Event::sent);
    }

    /** Listening has begun: what ends access from here on is heard. Whatever ended it before is seen now. */
    private Uni<StaffNow> open(Caller.Person person, Origin origin, AtomicReference<@Nullable Screen> screen) {
        return standing.of(person, origin).map(staff -> {
            if (staff.map(known -> known.ended(person).isPresent()).orElse(true)) {
                throw new ProblemException(Problem.of(StaffNow.whyNothing(staff, person)));
            }
            java.util.Objects.requireNonNull(screen.get()).openedUnder(staff.get().epoch());
            return staff.get();
        });
    }

    /** An event, and whether the stream ends with it. */
    private record Event(@Nullable OutboundSseEvent event, boolean last) {
        private static final Event END = new Event(null, true);

        private Multi<Event> andEnd() {
            return last ? Multi.createFrom().items(this, END) : Multi.createFrom().item(this);
        }

        private OutboundSseEvent sent() {
            return java.util.Objects.requireNonNull(event);
        }
    }

    private final class Events {
        private final Sse sse;

        private Events(Sse sse) {
            this.sse = sse;
        }

        private Event open() {
            return new Event(sse.newEventBuilder().name("open").data(Opened.class, new Opened(clock.instant())).build(),
                    false);
        }

        private Event clear(String why) {
            return new Event(sse.newEventBuilder().name("clear").data(Clear.class, new Clear(why, clock.instant()))
                    .build(), true);
        }

        private Event beat() {
            return new Event(sse.newEventBuilder().comment("still here").build(), false);
        }
    }
}

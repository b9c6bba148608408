package org.doorstep.identity;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemException;
import org.doorstep.problem.ProblemType;
import org.eclipse.microprofile.jwt.JsonWebToken;

import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.ext.web.RoutingContext;

/** The door: turns a checked token into a {@link Caller}, or says why it cannot. */
@ApplicationScoped
public class Callers {

    /** Where the door leaves the posts that a person holds now. */
    static final String POSTS_NOW = "doorstep.posts-now";

    private static final Pattern DEVICE = Pattern.compile(Origin.DEVICE_FORM);

    private final SecurityIdentity identity;
    private final RoutingContext request;

    Callers(SecurityIdentity identity, RoutingContext request) {
        this.identity = identity;
        this.request = request;
    }

    /** The person who asks. @throws ProblemException if it is a machine, or holds posts that exclude each other */
    public Caller.Person person() {
        return switch (caller()) {
            case Caller.Person person when Post.conflict(person.posts()) ->
                throw new ProblemException(Problem.of(ProblemType.CONFLICTING_POSTS));
            case Caller.Person person -> person;
            case Caller.Machine _ -> throw new ProblemException(Problem.of(ProblemType.NOT_A_PERSON));
        };
    }

    /** The person who asks, if their token names one of these posts; {@link Standing} says whether they hold it now. */
    public Caller.Person personIn(Post... posts) {
        var person = person();
        if (Collections.disjoint(person.posts(), List.of(posts))) {
            throw new ProblemException(Problem.of(ProblemType.POST_NOT_ALLOWED));
        }
        return person;
    }

    /** The machine that asks, if it has this feed. @throws ProblemException otherwise */
    public Caller.Machine machine(Feed feed) {
        if (caller() instanceof Caller.Machine machine && machine.feeds().contains(feed)) {
            return machine;
        }
        throw new ProblemException(Problem.of(ProblemType.FEED_NOT_ALLOWED));
    }

    /** Whoever asks, if it is a machine with this feed, or a person who holds one of these posts now. */
    public Caller anyOf(Feed feed, Post... posts) {
        return switch (caller()) {
            case Caller.Machine _ -> machine(feed);
            case Caller.Person _ -> personHolding(posts);
        };
    }

    /**
     * The person who asks, if they hold one of these posts now, by token and by HR, as it was seen at the door. Not for
     * addresses that check the standing themselves.
     */
    public Caller.Person personHolding(Post... posts) {
        var person = person();
        Set<Post> held = request.get(POSTS_NOW);
        if (held == null || held.stream().noneMatch(List.of(posts)::contains)) {
            throw new ProblemException(Problem.of(ProblemType.POST_NOT_ALLOWED));
        }
        return person;
    }

    /** Where the request comes from. @throws ProblemException if the device header is malformed */
    public Origin origin() {
        var device = Optional.ofNullable(request.request().getHeader(Origin.DEVICE_HEADER));
        if (device.filter(value -> !DEVICE.matcher(value).matches()).isPresent()) {
            throw new ProblemException(Problem.of(ProblemType.INVALID_DEVICE));
        }
        return new Origin(device, request.request().remoteAddress().hostAddress());
    }

    /** The device as the request states it, if it does so in its form. */
    static Optional<String> device(RoutingContext request) {
        return Optional.ofNullable(request.request().getHeader(Origin.DEVICE_HEADER))
                .filter(value -> DEVICE.matcher(value).matches());
    }

    /** Where the request comes from, the device included. @throws ProblemException if it is missing or malformed */
    public Origin originWithDevice() {
        var origin = origin();
        if (origin.device().isEmpty()) {
            throw new ProblemException(Problem.of(ProblemType.INVALID_DEVICE));
        }
        return origin;
    }

    /** Who asks, whatever they may do. @throws ProblemException if the token names neither a person nor a feed */
    private Caller caller() {
        return callerOf(identity).orElseThrow(() -> new ProblemException(Problem.of(ProblemType.UNKNOWN_CALLER)));
    }

    /** Who an identity is; empty if it is anonymous, or neither a person nor a machine with a feed. */
    public static Optional<Caller> callerOf(SecurityIdentity identity) {
        if (!(identity.getPrincipal() instanceof JsonWebToken token)) {
            return Optional.empty();
        }
        var staffId = Optional.<String>ofNullable(token.getClaim("staff_id"));
        var feeds = feeds(identity.getRoles());
        if (staffId.isPresent()) {
            return feeds.isEmpty() ? staffId.map(id -> person(id, identity, token)) : Optional.empty();
        }
        return Optional.<String>ofNullable(token.getClaim("azp")).filter(_ -> !feeds.isEmpty())
                .map(client -> new Caller.Machine(client, feeds));
    }

    private static Caller person(String staffId, SecurityIdentity identity, JsonWebToken token) {
        var authTime = Optional.<Object>ofNullable(token.getClaim("auth_time")).map(Object::toString)
                .map(Long::valueOf).filter(seconds -> seconds > 0).map(Instant::ofEpochSecond);
        return new Caller.Person(staffId, posts(identity.getRoles()), authTime,
                Instant.ofEpochSecond(token.getIssuedAtTime()),
                Optional.<String>ofNullable(token.getClaim("azp")).orElse(""));
    }

    private static Set<Post> posts(Set<String> roles) {
        return roles.stream().flatMap(role -> Post.ofRole(role).stream())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Post.class)));
    }

    private static Set<Feed> feeds(Set<String> roles) {
        return roles.stream().flatMap(role -> Feed.ofRole(role).stream())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Feed.class)));
    }
}

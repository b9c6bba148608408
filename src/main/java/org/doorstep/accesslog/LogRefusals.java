package org.doorstep.accesslog;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MediaType;

import org.doorstep.identity.Caller;
import org.doorstep.identity.Callers;
import org.doorstep.identity.Origin;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemType;
import org.doorstep.time.Deadline;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.Pool;

/**
 * Logs every request of a known caller that was turned away without having come to a use case that logs for itself:
 * at the door, for its form, for its size. What is answered has its entry either way (promise P1).
 */
class LogRefusals {

    /** Only with a letter in it: digits alone may be a phone number that somebody typed in the wrong place. */
    private static final Pattern WAYBILL = Pattern.compile("/v1/parcels/((?=[0-9]*[A-Z])[A-Z0-9]{10,24})(/.*)?");
    private static final int FIRST_ERROR = 400;
    /** How long an answer waits for its entry; then it is 503. */
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final AccessLog log;
    private final Pool database;
    private final CurrentIdentityAssociation identity;

    LogRefusals(AccessLog log, Pool database, CurrentIdentityAssociation identity) {
        this.log = log;
        this.database = database;
        this.identity = identity;
    }

    @ServerResponseFilter
    Uni<Void> log(ContainerResponseContext response, RoutingContext request) {
        if (response.getStatus() < FIRST_ERROR || response.getHeaders().containsKey(AccessLog.ENTRY_HEADER)) {
            return Uni.createFrom().voidItem();
        }
        return caller().chain(caller -> caller.isEmpty() ? Uni.createFrom().voidItem()
                : append(caller.get(), response, request));
    }

    /** Who it was; nobody known where the token was refused. */
    private Uni<Optional<Caller>> caller() {
        return identity.getDeferredIdentity().map(Callers::callerOf)
                .onFailure().recoverWithItem(Optional.<Caller>empty());
    }

    private Uni<Void> append(Caller caller, ContainerResponseContext response, RoutingContext request) {
        var origin = new Origin(Optional.empty(), request.request().remoteAddress().hostAddress());
        var matcher = WAYBILL.matcher(request.normalizedPath());
        var what = matcher.matches() ? What.of(Action.REQUEST).on(matcher.group(1)) : What.of(Action.REQUEST);
        var entry = log.entry(caller, origin, what, Outcome.refused(problem(response)));
        return Deadline.within(LIMIT, log.append(database, entry))
                .invoke(number -> response.getHeaders().add(AccessLog.ENTRY_HEADER, number))
                .onFailure().invoke(_ -> unavailable(response))
                .onFailure().recoverWithNull().replaceWithVoid();
    }

    private static String problem(ContainerResponseContext response) {
        return response.getEntity() instanceof Map<?, ?> body && body.get("type") instanceof String type
                ? type.substring(type.lastIndexOf('/') + 1)
                : "status-" + response.getStatus();
    }

    private static void unavailable(ContainerResponseContext response) {
        var problem = Problem.of(ProblemType.SERVICE_UNAVAILABLE).retryAfter(Duration.ofSeconds(1));
        response.setStatus(problem.type().status());
        response.setEntity(problem.body(), null, MediaType.valueOf(Problem.MEDIA_TYPE));
        problem.headers().forEach((name, value) -> response.getHeaders().putSingle(name, value));
    }
}

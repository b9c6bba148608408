package org.doorstep.identity;

import java.util.Optional;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;

import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemType;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;
import org.jspecify.annotations.Nullable;

import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Turns away, at every address, whoever's access has ended: people by their standing and what is held against them,
 * machines by what is held against them. An address that nobody thought of is checked too.
 */
class StandingAtTheDoor {

    private static final String HELD = """
            select exists (select from hold where kind = 'CLIENT' and subject = $1 and released_at is null)""";

    private final CurrentIdentityAssociation identity;
    private final ReadStanding standing;
    private final Pool database;

    StandingAtTheDoor(CurrentIdentityAssociation identity, ReadStanding standing, Pool database) {
        this.identity = identity;
        this.standing = standing;
        this.database = database;
    }

    @ServerRequestFilter
    Uni<@Nullable Response> check(ContainerRequestContext request, SimpleResourceInfo resource,
            RoutingContext context) {
        if (resource.getResourceClass().isAnnotationPresent(ChecksStandingItself.class)) {
            return Uni.createFrom().nullItem();
        }
        return caller().chain(caller -> caller.map(known -> refusal(known, context))
                .orElseGet(() -> Uni.createFrom().item(Optional.empty())))
                .map(refusal -> refusal.map(type -> Problem.of(type).response()).orElse(null));
    }

    /** Nobody, where the token is missing or wrong: the address itself says whether it needs one. */
    private Uni<Optional<Caller>> caller() {
        return identity.getDeferredIdentity().map(Callers::callerOf)
                .onFailure().recoverWithItem(Optional.<Caller>empty());
    }

    private Uni<Optional<ProblemType>> refusal(Caller caller, RoutingContext context) {
        return switch (caller) {
            case Caller.Person person -> standing.of(person, origin(context)).map(staff -> {
                staff.ifPresent(known -> context.put(Callers.POSTS_NOW, known.postsNow(person)));
                return staff.map(known -> known.ended(person)).orElse(Optional.of(ProblemType.NO_STANDING));
            });
            case Caller.Machine machine -> database.preparedQuery(HELD).execute(Tuple.of(machine.id()))
                    .map(rows -> rows.iterator().next().getBoolean(0) ? Optional.of(ProblemType.ACCESS_HELD)
                            : Optional.empty());
        };
    }

    private static Origin origin(RoutingContext context) {
        return new Origin(Callers.device(context), context.request().remoteAddress().hostAddress());
    }
}

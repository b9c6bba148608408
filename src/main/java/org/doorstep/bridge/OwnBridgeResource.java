package org.doorstep.bridge;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.doorstep.bridge.OwnBridge.CallSoFar;
import org.doorstep.bridge.OwnBridge.WithCalls;
import org.doorstep.identity.Callers;
import org.doorstep.policy.BridgeTerms.Party;
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

/** A bridge that the caller has made: what became of it and its calls, and its end. */
@Path("/v1/parcels/{waybill}/bridges/{bridge}")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Calls")
public class OwnBridgeResource {

    private static final String ID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    private final Callers callers;
    private final OwnBridge bridges;

    OwnBridgeResource(Callers callers, OwnBridge bridges) {
        this.callers = callers;
        this.bridges = bridges;
    }

    /**
     * A bridge so far.
     *
     * @param number while it lives
     * @param endedWhy an {@link EndReason}, once it has ended
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record BridgeSoFar(UUID bridge, String waybill, String purpose, Party party, @Nullable String number,
            @Nullable String extension, Instant expiresAt, int callsLeft, @Nullable Instant endedAt,
            @Nullable EndReason endedWhy, List<CallView> calls) {

        static BridgeSoFar of(WithCalls found) {
            var made = found.bridge();
            boolean lives = made.endedAt().isEmpty();
            return new BridgeSoFar(made.id(), made.waybill(), made.purpose(), made.party(),
                    lives ? made.number() : null, lives ? made.extension().orElse(null) : null, made.expiresAt(),
                    made.callsMost() - made.calls(), made.endedAt().orElse(null), made.why().orElse(null),
                    found.calls().stream().map(CallView::of).toList());
        }
    }

    /** A call over it. @param seconds how long the two spoke, once it is over */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record CallView(Side calledBy, Instant beganAt, @Nullable Instant ringingAt, @Nullable Instant answeredAt,
            @Nullable Instant endedAt, @Nullable Long seconds, @Nullable String endedBy, @Nullable String cause) {

        static CallView of(CallSoFar call) {
            var answered = call.answeredAt();
            var ended = call.endedAt();
            return new CallView(call.side(), call.beganAt(), call.ringingAt(), answered, ended,
                    answered == null || ended == null ? null : Duration.between(answered, ended).toSeconds(),
                    call.endedBy(), call.cause());
        }
    }

    @GET
    @Operation(summary = "What became of a bridge of one's own, and of its calls")
    @APIResponseSchema(value = BridgeSoFar.class, responseCode = "200", responseDescription = "The bridge so far")
    @APIResponse(responseCode = "404", description = "No such bridge of the caller's")
    public Uni<Response> read(@Parameter(example = "DS26112100000017") String waybill,
            @Parameter(example = "0b9d2c0e-6f3b-4f7e-9a51-3f6c1f0a7b11") String bridge) {
        return bridges.read(callers.person(), waybill, id(bridge)).map(OwnBridgeResource::answer);
    }

    @DELETE
    @Operation(summary = "End a bridge of one's own", description = "No new call connects, and a call that is up is "
            + "dropped where the telephone side can. Ending it again changes nothing.")
    @APIResponseSchema(value = BridgeSoFar.class, responseCode = "200", responseDescription = "It has ended")
    @APIResponse(responseCode = "404", description = "No such bridge of the caller's")
    public Uni<Response> close(@Parameter(example = "DS26112100000017") String waybill,
            @Parameter(example = "0b9d2c0e-6f3b-4f7e-9a51-3f6c1f0a7b11") String bridge) {
        return bridges.close(callers.person(), callers.origin(), waybill, id(bridge)).map(OwnBridgeResource::answer);
    }

    private static UUID id(String text) {
        if (!text.matches(ID)) {
            throw new ProblemException(Problem.of(ProblemType.UNKNOWN_BRIDGE));
        }
        return UUID.fromString(text);
    }

    private static Response answer(Optional<WithCalls> found) {
        return found.map(bridge -> Response.ok(BridgeSoFar.of(bridge)).header("Cache-Control", "no-store").build())
                .orElseGet(() -> Problem.of(ProblemType.UNKNOWN_BRIDGE).response());
    }
}

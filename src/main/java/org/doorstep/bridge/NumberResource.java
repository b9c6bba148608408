package org.doorstep.bridge;

import java.util.List;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.doorstep.bridge.NumberPool.Said;
import org.doorstep.identity.Callers;
import org.doorstep.identity.Post;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemException;
import org.doorstep.problem.ProblemType;
import org.doorstep.problem.Violation;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;

/** The virtual numbers, and what the telephone side can do: for the system administrator. */
@Path("/v1/bridge-numbers")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Calls")
public class NumberResource {

    private final Callers callers;
    private final NumberPool pool;
    private final Telephone telephone;

    NumberResource(Callers callers, NumberPool pool, Telephone telephone) {
        this.callers = callers;
        this.pool = pool;
        this.telephone = telephone;
    }

    /** All numbers that a pool has from now on. */
    public record Numbers(@NotNull @Size(max = 4000) @Schema(examples = "[\"16000000001\"]") List<String> numbers) {
        public Numbers {
            numbers = List.copyOf(numbers);
        }

        @Override
        public String toString() {
            return "Numbers[" + numbers.size() + "]";
        }
    }

    /** What came of it. @param entry the number of the log entry */
    @RegisterForReflection
    public record Changed(String pool, int numbers, int added, int retired, long entry) {
    }

    /** A pool: its numbers, those that carry a bridge now, and the bridges. */
    public record PoolUse(String pool, long numbers, long inUse, long bridges) {
    }

    /**
     * What the telephone side can do.
     *
     * @param decidesPerCall whether Doorstep is asked at every call
     * @param liveDrop whether a call that is up ends with its bridge; where not, it goes on until somebody hangs up
     * @param shortestLifeSeconds a bridge lives at least so long on the telephone's side
     * @param pairsPerNumber how many pairs a number may serve at once; without it, any
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record TelephoneSide(String provider, boolean decidesPerCall, boolean liveDrop, long shortestLifeSeconds,
            @Nullable Integer pairsPerNumber) {
        static TelephoneSide of(BridgeProvider provider) {
            var can = provider.capabilities();
            return new TelephoneSide(provider.name(), can.decidesPerCall(), can.liveDrop(),
                    can.shortestLife().toSeconds(),
                    can.pairsPerNumber() == Integer.MAX_VALUE ? null : can.pairsPerNumber());
        }
    }

    /** Everything an operator asks first when calls do not connect. */
    public record Overview(@Nullable TelephoneSide telephone, List<PoolUse> pools) {
    }

    @GET
    @Operation(summary = "The pools of virtual numbers and how they are used, and what the telephone side can do")
    @APIResponse(responseCode = "200", description = "The pools")
    public Uni<Overview> overview() {
        var _ = callers.personHolding(Post.SYS_ADMIN);
        return pool.use().map(pools -> new Overview(telephone.provider().map(TelephoneSide::of).orElse(null),
                pools.stream().map(use -> new PoolUse(use.pool(), use.numbers(), use.inUse(), use.bridges()))
                        .toList()));
    }

    @PUT
    @Path("{pool}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Say which numbers a pool has", description = "The pool of an outlet (SH-PD-01), of a region "
            + "(SH), or of everybody (*). The list is whole: numbers that it leaves out retire once their bridges end.")
    @APIResponseSchema(value = Changed.class, responseCode = "200", responseDescription = "The pool has these numbers")
    @APIResponse(responseCode = "422", description = "A number is somebody's own; nothing was changed")
    public Uni<Response> say(@Parameter(example = "SH-PD-01") @PathParam("pool") String name,
            @NotNull @Valid Numbers body) {
        var person = callers.personHolding(Post.SYS_ADMIN);
        check(name, body.numbers());
        return pool.say(person, callers.origin(), name, body.numbers()).map(said -> switch (said) {
            case Said.Done done -> Response.ok(new Changed(name, body.numbers().size(), done.added(), done.retired(),
                    done.entry())).build();
            case Said.Owned owned -> Problem.of(ProblemType.NUMBER_OF_A_PERSON).with("places", owned.places())
                    .response();
        });
    }

    private static void check(String name, List<String> numbers) {
        if (!name.matches(NumberPool.FORM)) {
            throw new ProblemException(Problem.of(ProblemType.INVALID_REQUEST).with("violations",
                    List.of(new Violation("/pool", "must be an outlet code, the beginning of one, or *"))));
        }
        for (int index = 0; index < numbers.size(); index++) {
            if (!NumberPool.isNumber(numbers.get(index))) {
                throw new ProblemException(Problem.of(ProblemType.INVALID_REQUEST).with("violations", List.of(
                        new Violation("/numbers/" + index, "must be a telephone number of 5 to 15 digits"))));
            }
        }
    }
}

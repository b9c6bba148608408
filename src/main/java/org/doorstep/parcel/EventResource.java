package org.doorstep.parcel;

import java.util.List;
import java.util.Optional;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.doorstep.identity.Callers;
import org.doorstep.identity.Feed;
import org.doorstep.identity.OutletCode;
import org.doorstep.parcel.MoveParcel.Move;
import org.doorstep.parcel.MoveParcel.Moved;
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

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;

/** Where dispatch tells what happens to a parcel. */
@Path("/v1/parcels/{waybill}/events")
@Authenticated
@Tag(name = "Intake")
public class EventResource {

    private final Callers callers;
    private final MoveParcel moveParcel;

    EventResource(Callers callers, MoveParcel moveParcel) {
        this.callers = callers;
        this.moveParcel = moveParcel;
    }

    /**
     * A parcel has come to a stage.
     *
     * @param outlet where it is now; needed for HUB and OUTLET
     * @param identityVerified at PICKED_UP: whether the sender's identity document was checked
     */
    public record Event(
            @NotNull @Schema(examples = "OUT_FOR_DELIVERY") Stage stage,
            @Nullable @Pattern(regexp = OutletCode.FORM, message = OutletCode.MESSAGE) //
            @Schema(examples = "SH-PD-01") String outlet,
            @Nullable Boolean identityVerified) {
    }

    /** Where the parcel is now. */
    @RegisterForReflection
    public record Position(String waybill, Stage stage, List<Stage> next) {
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Move a parcel to its next stage", description = "Telling the same move again changes nothing.")
    @APIResponseSchema(value = Position.class, responseCode = "200", responseDescription = "The parcel is at this stage")
    @APIResponse(responseCode = "409", description = "It cannot come to this stage from where it is")
    public Uni<Response> happened(@Parameter(example = "DS26112100000017") String waybill,
            @NotNull @Valid Event body) {
        var client = callers.machine(Feed.INTAKE_FEED);
        if (body.stage().atAPlace() && body.outlet() == null) {
            throw new ProblemException(Problem.of(ProblemType.INVALID_RECORD)
                    .with("violations", List.of(new Violation("/outlet", "must say where the parcel is now"))));
        }
        var move = new Move(client, callers.origin(), new Waybill(waybill).number(), body.stage(),
                Optional.ofNullable(body.outlet()), Optional.ofNullable(body.identityVerified()));
        return moveParcel.move(move).map(moved -> switch (moved) {
            case Moved.Done done -> Response.ok(new Position(move.waybill(), done.stage(),
                    done.stage().next().stream().sorted().toList())).build();
            case Moved.Refused refused -> refused.problem().response();
        });
    }
}

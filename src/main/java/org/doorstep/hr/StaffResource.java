package org.doorstep.hr;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.doorstep.identity.Callers;
import org.doorstep.identity.Feed;
import org.doorstep.identity.OutletCode;
import org.doorstep.identity.Post;
import org.doorstep.identity.StaffNow;
import org.doorstep.identity.Standing;
import org.doorstep.offboarding.ChangeStanding;
import org.doorstep.offboarding.Changed;
import org.doorstep.offboarding.Door;
import org.doorstep.offboarding.Receipt;
import org.doorstep.offboarding.StaffEvent;
import org.doorstep.offboarding.Told;
import org.doorstep.problem.ProblemException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;

/** Where HR says who holds which post. */
@Path("/v1/staff/{staffId}")
@Authenticated
@Tag(name = "Staff")
public class StaffResource {

    private final Callers callers;
    private final ChangeStanding changeStanding;
    private final Heartbeat heartbeat;

    StaffResource(Callers callers, ChangeStanding changeStanding, Heartbeat heartbeat) {
        this.heartbeat = heartbeat;
        this.callers = callers;
        this.changeStanding = changeStanding;
    }

    /**
     * A person's post as HR says; what HR said before is replaced.
     *
     * @param outlet where they work
     */
    public record Employment(
            @NotNull Standing standing,
            @NotNull Set<@NotNull Post> posts,
            @NotNull @Pattern(regexp = OutletCode.FORM, message = OutletCode.MESSAGE) //
            @Schema(examples = "SH-PD-01") String outlet) {
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Say who holds which post", description = "Answered when no look under the old post can "
            + "follow any more.")
    @APIResponse(responseCode = "200", description = "It holds from this entry on")
    public Uni<Receipt> put(
            @Parameter(example = "K1001") @Pattern(regexp = StaffNow.ID_FORM, message = "must be a staff number") //
            String staffId, @NotNull @Valid Employment body) {
        var client = callers.machine(Feed.HR_FEED);
        var told = new Told(client, callers.origin(), Door.HR_API, UUID.randomUUID().toString(), new byte[0], staffId,
                new StaffEvent.Stated(body.standing(), body.posts(), body.outlet()), Optional.empty(),
                Optional.empty(), Optional.empty());
        heartbeat.heard();
        return changeStanding.change(told).map(changed -> switch (changed) {
            case Changed.Done done -> done.receipt();
            case Changed.Refused refused -> throw new ProblemException(refused.problem());
        });
    }
}

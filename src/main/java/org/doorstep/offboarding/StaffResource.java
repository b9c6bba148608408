package org.doorstep.offboarding;

import java.util.Set;

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
import org.doorstep.identity.Post;
import org.doorstep.identity.StaffMember;
import org.doorstep.identity.Standing;
import org.doorstep.offboarding.ChangeStanding.Told;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemException;
import org.doorstep.problem.ProblemType;
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

    StaffResource(Callers callers, ChangeStanding changeStanding) {
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
            @NotNull @Pattern(regexp = "[A-Z0-9]{2,8}(-[A-Z0-9]{2,8}){1,3}", message = "must be an outlet code") //
            @Schema(examples = "SH-PD-01") String outlet) {
    }

    /**
     * What HR keeps as a proof.
     *
     * @param entry the log entry: nothing was disclosed to the person after it under what held before
     */
    public record Receipt(String staffId, Standing standing, long entry) {
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Say who holds which post", description = "Answered when no look under the old post can "
            + "follow any more.")
    @APIResponse(responseCode = "200", description = "It holds from this entry on")
    public Uni<Receipt> put(
            @Parameter(example = "K1001") @Pattern(regexp = StaffMember.ID_FORM, message = "must be a staff number") //
            String staffId, @NotNull @Valid Employment body) {
        var client = callers.machine(Feed.HR_FEED);
        if (Post.conflict(body.posts())) {
            throw new ProblemException(Problem.of(ProblemType.INVALID_POSTS));
        }
        return changeStanding
                .change(new Told(client, callers.origin(), staffId, body.standing(), body.posts(), body.outlet()))
                .map(entry -> new Receipt(staffId, body.standing(), entry));
    }
}

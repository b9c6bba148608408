package org.doorstep.parcel;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.doorstep.identity.Callers;
import org.doorstep.identity.Feed;
import org.doorstep.identity.StaffNow;
import org.doorstep.parcel.PlanRun.Planned;
import org.doorstep.parcel.PlanRun.Run;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemException;
import org.doorstep.problem.ProblemType;
import org.doorstep.problem.Violation;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;

/** Where dispatch says whose parcels they are. */
@Path("/v1/runs/{date}/{staffId}")
@Authenticated
@Tag(name = "Intake")
public class RunResource {

    private final Callers callers;
    private final PlanRun planRun;
    private final Clock clock;
    private final ParcelConfig config;

    RunResource(Callers callers, PlanRun planRun, Clock clock, ParcelConfig config) {
        this.callers = callers;
        this.planRun = planRun;
        this.clock = clock;
        this.config = config;
    }

    /**
     * A whole run.
     *
     * @param parcels all parcels of the person on that day; whatever else was assigned for the day is taken back
     */
    public record Assignment(
            @NotNull @Size(max = 5000) List<@NotNull @Pattern(regexp = Waybill.FORM, message = "must be waybill numbers") String> parcels) {
    }

    /**
     * The run as it is now.
     *
     * @param parcels how many are assigned
     */
    @RegisterForReflection
    public record Assigned(LocalDate date, String staffId, int parcels) {
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Assign a person's parcels of a day", description = "The list is the whole run: parcels that "
            + "are not in it are taken back. A parcel that somebody else holds changes hands.")
    @APIResponseSchema(value = Assigned.class, responseCode = "200", responseDescription = "The run is as told")
    @APIResponse(responseCode = "422", description = "The person is not active, or parcels are unknown; no change")
    public Uni<Response> assign(@Parameter(example = "2026-11-21") String date,
            @Parameter(example = "K1001") @Pattern(regexp = StaffNow.ID_FORM, message = "must be a staff number") //
            String staffId, @NotNull @Valid Assignment body) {
        var client = callers.machine(Feed.INTAKE_FEED);
        var run = new Run(client, callers.origin(), day(date), staffId, new HashSet<>(body.parcels()));
        return planRun.plan(run).map(planned -> switch (planned) {
            case Planned.Done done -> Response.ok(new Assigned(run.date(), staffId, done.parcels())).build();
            case Planned.Refused refused -> refused.problem().response();
        });
    }

    private LocalDate day(String text) {
        try {
            var day = LocalDate.parse(text);
            var today = LocalDate.now(clock);
            if (!day.isBefore(today) && !day.isAfter(today.plusDays(config.runDaysAhead()))) {
                return day;
            }
        } catch (DateTimeException e) {
            // Told below, like a day that is too far off.
        }
        throw new ProblemException(Problem.of(ProblemType.INVALID_REQUEST).with("violations", List.of(
                new Violation("/date", "must be today or one of the next " + config.runDaysAhead() + " days"))));
    }
}

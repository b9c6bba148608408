package org.doorstep.view;

import java.util.List;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.doorstep.identity.Callers;
import org.doorstep.identity.ChecksStandingItself;
import org.doorstep.view.ListRun.Listed;
import org.doorstep.view.ListRun.Stop;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;

/** What a courier's app shows when it is opened. */
@Path("/v1/run")
@Authenticated
@ChecksStandingItself
@Tag(name = "Views")
public class OwnRunResource {

    private final Callers callers;
    private final ListRun listRun;

    OwnRunResource(Callers callers, ListRun listRun) {
        this.callers = callers;
        this.listRun = listRun;
    }

    /** A courier's parcels of today. */
    @RegisterForReflection
    public record Run(List<Stop> stops) {
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "List one's own parcels of today", description = "Area and stage only; logged as one entry.")
    @APIResponseSchema(value = Run.class, responseCode = "200", responseDescription = "The run")
    public Uni<Response> today() {
        var person = callers.person();
        return listRun.list(person, callers.originWithDevice()).map(listed -> switch (listed) {
            case Listed.Stops found -> Response.ok(new Run(found.stops())).header("Cache-Control", "no-store").build();
            case Listed.Refused refused -> refused.problem().response();
        });
    }
}

package org.doorstep.parcel;

import java.io.InputStream;
import java.net.URI;
import java.util.Optional;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.doorstep.identity.Callers;
import org.doorstep.identity.Feed;
import org.doorstep.parcel.Intake.Delivery;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestStreamElementType;
import org.jspecify.annotations.Nullable;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** Where dispatch and e-commerce systems hand parcels in. */
@Path("/v1/parcels")
@Authenticated
@Tag(name = "Intake")
public class IntakeResource {

    private static final String KEY_FORM = "[\\x21-\\x7e]{8,128}";
    private static final String KEY_MESSAGE = "must be 8 to 128 visible characters";

    private final Callers callers;
    private final Intake intake;
    private final BatchIntake batch;

    IntakeResource(Callers callers, Intake intake, BatchIntake batch) {
        this.callers = callers;
        this.intake = intake;
        this.batch = batch;
    }

    /**
     * A record was taken in.
     *
     * @param result {@code created}, or {@code unchanged} for a record that was handed in before
     */
    @RegisterForReflection
    public record Taken(String waybill, String result) {
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Hand in one parcel")
    @APIResponseSchema(value = Taken.class, responseCode = "201", responseDescription = "Stored")
    @APIResponse(responseCode = "200", description = "The very same record was handed in before")
    @APIResponse(responseCode = "409", description = "The number is taken by another record")
    @APIResponse(responseCode = "422", description = "The record breaks rules, which are listed")
    public Uni<Response> one(
            @Nullable @Pattern(regexp = KEY_FORM, message = KEY_MESSAGE) @HeaderParam("Idempotency-Key") String key,
            @NotNull Consignment parcel) {
        return intake.one(delivery(key), parcel).map(result -> switch (result) {
            case IntakeResult.Created created -> Response.created(URI.create("/v1/parcels/" + created.waybill()))
                    .entity(new Taken(created.waybill(), "created")).build();
            case IntakeResult.Unchanged same -> Response.ok(new Taken(same.waybill(), "unchanged")).build();
            case IntakeResult.Refused refused -> refused.problem().response();
        });
    }

    @POST
    @Path("batch")
    @Blocking
    @Consumes("application/x-ndjson")
    @Produces("application/x-ndjson")
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @Operation(summary = "Hand in many parcels", description = "One JSON object a line; one result a line, in order. "
            + "A bad line is refused by itself. Handing the same stream in again stores nothing twice.")
    public Multi<BatchIntake.LineResult> many(
            @Nullable @Pattern(regexp = KEY_FORM, message = KEY_MESSAGE) @HeaderParam("Idempotency-Key") String key,
            @RequestBody(required = true, content = @Content(mediaType = "application/x-ndjson", schema = @Schema(implementation = Consignment.class))) //
            InputStream body) {
        return batch.take(delivery(key), body);
    }

    private Delivery delivery(@Nullable String key) {
        return new Delivery(callers.machine(Feed.INTAKE_FEED), callers.origin(), Optional.ofNullable(key));
    }
}

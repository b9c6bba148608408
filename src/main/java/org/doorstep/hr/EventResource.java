package org.doorstep.hr;

import java.util.Optional;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.doorstep.hr.VerifyDelivery.Verified;
import org.doorstep.identity.Callers;
import org.doorstep.offboarding.Receipt;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;

/** Where HR's systems deliver events, signed after Standard Webhooks 1.0. */
@Path("/v1/hr/events")
@PermitAll
@Tag(name = "HR")
public class EventResource {

    private final VerifyDelivery verify;
    private final HearEvent hear;
    private final Callers callers;

    EventResource(VerifyDelivery verify, HearEvent hear, Callers callers) {
        this.verify = verify;
        this.hear = hear;
        this.callers = callers;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Say what happened to somebody's post", description = "No token: the signature says who it is "
            + "(Standard Webhooks 1.0, v1 or v1a). Answered when nothing under the old post can follow any more. Send "
            + "the same event again under the same webhook-id until it is answered with 200.")
    @APIResponseSchema(value = Receipt.class, responseCode = "200", responseDescription = "It holds from this entry on")
    @APIResponse(responseCode = "401", description = "The signature is not one of HR's keys")
    @APIResponse(responseCode = "422", description = "The event says what cannot be taken over")
    @Parameter(name = "webhook-id", in = ParameterIn.HEADER, required = true, example = "msg_0001")
    @Parameter(name = "webhook-timestamp", in = ParameterIn.HEADER, required = true, example = "1795250000")
    @Parameter(name = "webhook-signature", in = ParameterIn.HEADER, required = true, example = "v1,…")
    public Uni<Response> deliver(@HeaderParam("webhook-id") @Parameter(hidden = true) @Nullable String id,
            @HeaderParam("webhook-timestamp") @Parameter(hidden = true) @Nullable String timestamp,
            @HeaderParam("webhook-signature") @Parameter(hidden = true) @Nullable String signatures,
            @RequestBody(content = @Content(schema = @Schema(implementation = HrEvent.class))) byte[] body) {
        var delivery = new Delivery(Optional.ofNullable(id), Optional.ofNullable(timestamp),
                Optional.ofNullable(signatures), body);
        var origin = callers.origin();
        return switch (verify.verify(delivery)) {
            case Verified.Genuine genuine -> hear.hear(genuine, origin, body);
            case Verified.Refused refused -> hear.notFromHr(refused.problem(), origin);
        };
    }
}

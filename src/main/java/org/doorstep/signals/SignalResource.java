package org.doorstep.signals;

import java.nio.charset.StandardCharsets;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.doorstep.accesslog.AccessLog;
import org.doorstep.identity.Callers;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemException;
import org.doorstep.problem.ProblemType;
import org.doorstep.signals.HearSignal.Heard;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.smallrye.mutiny.Uni;

/** Where a transmitter pushes security events (RFC 8935). */
@Path("/v1/signals/events")
@PermitAll
@Tag(name = "Signals")
public class SignalResource {

    private final Callers callers;
    private final TransmitterKeys keys;
    private final HearSignal hear;

    SignalResource(Callers callers, TransmitterKeys keys, HearSignal hear) {
        this.callers = callers;
        this.keys = keys;
        this.hear = hear;
    }

    @POST
    @Consumes("application/secevent+jwt")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Push a security event", description = "A security event token (RFC 8417), delivered as RFC 8935 "
            + "says. No token of the realm: the signature says who it is. Understood are CAEP session-revoked, RISC "
            + "account-disabled and account-enabled, and the framework's verification; answered when what the event "
            + "ends has ended. The same jti again does nothing.")
    @APIResponse(responseCode = "202", description = "Taken over; nothing that it ends can follow any more")
    @APIResponse(responseCode = "400", description = "Nothing was changed", content = @Content(schema = @Schema(implementation = Rejection.class)))
    @APIResponse(responseCode = "404", description = "No transmitter is set")
    public Uni<Response> push(
            @RequestBody(content = @Content(schema = @Schema(implementation = String.class))) byte[] token) {
        if (!keys.present()) {
            throw new ProblemException(Problem.of(ProblemType.NO_TRANSMITTER));
        }
        var text = new String(token, StandardCharsets.US_ASCII).strip();
        return hear.hear(text, callers.origin()).map(heard -> switch (heard) {
            case Heard.Accepted _ -> Response.accepted().build();
            case Heard.Rejected rejected -> answer(rejected);
        });
    }

    private static Response answer(Heard.Rejected rejected) {
        var response = Response.status(Response.Status.BAD_REQUEST).type(MediaType.APPLICATION_JSON)
                .header("Content-Language", "en").header("Cache-Control", "no-store").entity(rejected.why());
        rejected.entry().ifPresent(entry -> response.header(AccessLog.ENTRY_HEADER, entry));
        return response.build();
    }
}

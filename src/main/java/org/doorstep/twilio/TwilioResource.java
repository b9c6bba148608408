package org.doorstep.twilio;

import java.time.Duration;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;

/** Where Twilio asks what to do with a call, and tells how it goes on. Without Twilio selected there is nothing here. */
@Path("/v1/telephone/twilio")
@PermitAll
@Tag(name = "Telephone")
public class TwilioResource {

    private static final Logger LOG = Logger.getLogger(TwilioResource.class);

    private final TwilioAccount account;
    private final AnswerCall answer;
    private final HearStatus hear;
    private final MeterRegistry metrics;

    TwilioResource(TwilioAccount account, AnswerCall answer, HearStatus hear, MeterRegistry metrics) {
        this.account = account;
        this.answer = answer;
        this.hear = hear;
        this.metrics = metrics;
    }

    @POST
    @Path("voice")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(summary = "Ask what to do with a call", description = "Twilio's webhook of an incoming call. No token: the "
            + "signature says who it is. Answered with TwiML: the number to ring, or a rejection.")
    @APIResponse(responseCode = "200", description = "TwiML", content = @Content(mediaType = MediaType.TEXT_XML, schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(responseCode = "403", description = "The request is not signed by Twilio for this account and address")
    @APIResponse(responseCode = "404", description = "Calls do not go over Twilio here")
    public Uni<Response> voice(@HeaderParam(TwilioSignature.HEADER) @Nullable String signature,
            @Context HttpServerRequest request,
            @RequestBody(description = "CallSid, From, To, CallStatus and more, as Twilio documents") @Nullable String body) {
        var source = request.remoteAddress().hostAddress();
        return genuine(account::voiceUrl, signature, body, source, form -> answer.answer(form, source)
                .map(twiMl -> Response.ok(twiMl, MediaType.TEXT_XML_TYPE.withCharset("utf-8"))
                        .header("Cache-Control", "no-store").build()));
    }

    @POST
    @Path("calls/{call}/events")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(summary = "Tell how a call goes on", description = "Twilio's status callback of a call that was connected. No "
            + "token: the signature says who it is.")
    @APIResponse(responseCode = "204", description = "Taken over; a call that may not go on was told to end")
    @APIResponse(responseCode = "403", description = "The request is not signed by Twilio for this account and address")
    @APIResponse(responseCode = "404", description = "Calls do not go over Twilio here")
    public Uni<Response> events(@PathParam("call") UUID call, @QueryParam("longest") long longest,
            @HeaderParam(TwilioSignature.HEADER) @Nullable String signature, @Context HttpServerRequest request,
            @RequestBody(description = "CallSid, ParentCallSid, CallStatus and more, as Twilio documents") @Nullable String body) {
        var connected = new ConnectedCall(call, Duration.ofSeconds(longest));
        return genuine(() -> account.eventsUrl(connected), signature, body, request.remoteAddress().hostAddress(),
                form -> hear.hear(connected, form).replaceWith(() -> Response.noContent().build()));
    }

    private Uni<Response> genuine(Supplier<String> url, @Nullable String signature,
            @Nullable String body,
            String source, Function<TwilioForm, Uni<Response>> work) {
        if (!account.selected()) {
            return Uni.createFrom().item(Problem.of(ProblemType.NOT_FOUND).response());
        }
        var form = TwilioForm.of(body == null ? "" : body).filter(parameters -> signature != null
                && account.signature().isOf(url.get(), parameters, signature));
        return form.map(work).orElseGet(() -> refused(source));
    }

    /** Nobody known, so no entry; counted, and told to the operator. */
    private Uni<Response> refused(String source) {
        var problem = Problem.of(ProblemType.CARRIER_SIGNATURE);
        metrics.counter("doorstep.telephone.refused", "provider", TwilioAccount.NAME).increment();
        LOG.warnf("A request to Twilio's address was refused: %s, from %s", problem.type().slug(), source);
        return Uni.createFrom().item(problem.response());
    }
}

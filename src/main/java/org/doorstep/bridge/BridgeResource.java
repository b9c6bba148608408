package org.doorstep.bridge;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.doorstep.accesslog.Action;
import org.doorstep.bridge.OpenBridge.Opened;
import org.doorstep.identity.Callers;
import org.doorstep.identity.ChecksStandingItself;
import org.doorstep.identity.Origin;
import org.doorstep.masking.FreeText;
import org.doorstep.parcel.Waybill;
import org.doorstep.policy.BridgeTerms.Party;
import org.doorstep.policy.Policy;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemException;
import org.doorstep.problem.ProblemType;
import org.doorstep.view.ParcelRequest;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;

/** A number to dial, by which a courier reaches a recipient and neither learns the other's. */
@Path("/v1/parcels/{waybill}/bridges")
@Authenticated
@ChecksStandingItself
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Calls")
public class BridgeResource {

    private final Callers callers;
    private final OpenBridge openBridge;
    private final Policy policy;
    private final Clock clock;
    private final MeterRegistry metrics;

    BridgeResource(Callers callers, OpenBridge openBridge, Policy policy, Clock clock, MeterRegistry metrics) {
        this.callers = callers;
        this.openBridge = openBridge;
        this.policy = policy;
        this.clock = clock;
        this.metrics = metrics;
    }

    /** What a call is for. */
    public record Ask(
            @NotNull @Size(max = 32) @Schema(examples = "DELIVER") String purpose,
            @Nullable @Pattern(regexp = FreeText.REASON_FORM, message = FreeText.REASON_MESSAGE) //
            @Schema(examples = "收件人不在家") String reason,
            @Nullable @Pattern(regexp = "[A-Za-z0-9-]{1,40}") @Schema(examples = "T-20261121-0007") String ticket) {
    }

    /**
     * A bridge, for the app of whom it was made for.
     *
     * @param number to dial, from the registered phone
     * @param extension to dial behind it, where numbers have one
     * @param expiresAt when it connects nobody any more; it never moves
     * @param callsLeft how many calls may still be begun from this side
     * @param longestSeconds how long a call may be, if the bridge lives so long
     * @param recording calls are not recorded
     * @param entry the number of the log entry
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Bridge(UUID bridge, String waybill, String purpose, Party party, String number,
            @Nullable String extension, Instant expiresAt, int callsLeft, int longestSeconds, boolean recording,
            long entry) {

        static Bridge of(MadeBridge made, long entry) {
            return new Bridge(made.id(), made.waybill(), made.purpose(), made.party(), made.number(),
                    made.extension().orElse(null), made.expiresAt(), made.callsMost() - made.calls(),
                    made.longestSeconds(), false, entry);
        }
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Get a number to call the recipient or sender", description = "Dial it from the registered "
            + "phone. Asked again for the same parcel while the bridge lives, the answer is the same number. The other "
            + "side reaches the caller over the same number, as long as it lives.")
    @APIResponseSchema(value = Bridge.class, responseCode = "201", responseDescription = "The number, and until when")
    @APIResponse(responseCode = "200", description = "The number that was given before")
    @APIResponse(responseCode = "403", description = "Not open to this person, for this purpose or at this stage")
    @APIResponse(responseCode = "409", description = "One of the two cannot be called")
    @APIResponse(responseCode = "429", description = "A limit is used up")
    @APIResponse(responseCode = "503", description = "No number is free, or a part is down; nothing connects")
    @Parameter(name = Origin.DEVICE_HEADER, in = ParameterIn.HEADER, required = true, example = "phone-0001")
    public Uni<Response> open(@Parameter(example = "DS26112100000017") String waybill, @NotNull @Valid Ask body) {
        var person = callers.person();
        if (!policy.purposes().contains(body.purpose())) {
            throw new ProblemException(Problem.of(ProblemType.UNKNOWN_PURPOSE)
                    .with("purposes", policy.purposes().stream().sorted().toList()));
        }
        var request = new ParcelRequest(Action.BRIDGE, person, callers.originWithDevice(),
                new Waybill(waybill), body.purpose(), Optional.ofNullable(body.reason()).map(FreeText::redacted),
                Optional.ofNullable(body.ticket()));
        return openBridge.open(request).invoke(this::count).map(opened -> switch (opened) {
            case Opened.Done done -> Response.status(done.again() ? 200 : 201)
                    .entity(Bridge.of(done.bridge(), done.entry())).header("Cache-Control", "no-store").build();
            case Opened.Refused refused -> refused.problem().response();
        });
    }

    private void count(Opened opened) {
        var ended = switch (opened) {
            case Opened.Done done -> done.again() ? "again" : "made";
            case Opened.Refused refused -> refused.problem().type().slug();
        };
        metrics.counter("doorstep.bridges", "outcome", ended).increment();
    }
}

package org.doorstep.view;

import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Map;
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
import org.doorstep.identity.Callers;
import org.doorstep.identity.ChecksStandingItself;
import org.doorstep.identity.Origin;
import org.doorstep.masking.FreeText;
import org.doorstep.parcel.Stage;
import org.doorstep.parcel.Waybill;
import org.doorstep.policy.Policy;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemException;
import org.doorstep.problem.ProblemType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;

/** Opening one parcel: the address that a courier's app calls two hundred times a day. */
@Path("/v1/parcels/{waybill}/views")
@Authenticated
@ChecksStandingItself
@Tag(name = "Views")
public class ViewResource {

    private static final DateTimeFormatter SCREEN_TIME = DateTimeFormatter.ofPattern("MM-dd HH:mm");

    private final Callers callers;
    private final OpenParcel openParcel;
    private final Policy policy;
    private final Clock clock;
    private final MeterRegistry metrics;

    ViewResource(Callers callers, OpenParcel openParcel, Policy policy, Clock clock, MeterRegistry metrics) {
        this.callers = callers;
        this.openParcel = openParcel;
        this.policy = policy;
        this.clock = clock;
        this.metrics = metrics;
    }

    /** What a look is for. */
    public record Look(
            @NotNull @Size(max = 32) @Schema(examples = "DELIVER") String purpose,
            @Nullable @Pattern(regexp = FreeText.REASON_FORM, message = FreeText.REASON_MESSAGE) //
            @Schema(examples = "收件人要求核对姓名") String reason,
            @Nullable @Pattern(regexp = "[A-Za-z0-9-]{1,40}") @Schema(examples = "T-20261121-0007") String ticket) {
    }

    /**
     * What is shown.
     *
     * @param fields every field of a parcel, each with its form
     * @param expiresAt when the app must forget the fields
     * @param watermark what the app lays over the screen: who, when, and the entry that it can be traced to
     * @param entry the number of the log entry
     */
    @RegisterForReflection
    public record Shown(String waybill, Stage stage, String purpose, Map<String, ShownField> fields, UUID lease,
            Instant expiresAt, String watermark, long entry) {

        @Override
        public String toString() {
            return "Shown[" + entry + "]";
        }
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Open one parcel for a purpose", description = "Answers with the fields that the caller's post needs at this stage, in the form it needs.")
    @APIResponseSchema(value = Shown.class, responseCode = "200", responseDescription = "The fields, each with its form")
    @APIResponse(responseCode = "403", description = "Not open to this person, for this purpose or at this stage")
    @APIResponse(responseCode = "429", description = "A limit is used up")
    @APIResponse(responseCode = "503", description = "A part is down; nothing was shown")
    @Parameter(name = Origin.DEVICE_HEADER, in = ParameterIn.HEADER, required = true, example = "phone-0001")
    public Uni<Response> open(@Parameter(example = "DS26112100000017") String waybill, @NotNull @Valid Look body) {
        var person = callers.person();
        if (!policy.purposes().contains(body.purpose())) {
            throw new ProblemException(Problem.of(ProblemType.UNKNOWN_PURPOSE)
                    .with("purposes", policy.purposes().stream().sorted().toList()));
        }
        var request = new ParcelRequest(Action.VIEW, person, callers.originWithDevice(), new Waybill(waybill),
                body.purpose(), Optional.ofNullable(body.reason()).map(FreeText::redacted),
                Optional.ofNullable(body.ticket()));
        return openParcel.open(request).invoke(outcome -> count(request, outcome)).map(outcome -> switch (outcome) {
            case ViewOutcome.Shown shown -> answer(request, shown);
            case ViewOutcome.Refused refused -> refused.problem().response();
        });
    }

    private void count(ParcelRequest request, ViewOutcome outcome) {
        var ended = switch (outcome) {
            case ViewOutcome.Shown _ -> "shown";
            case ViewOutcome.Refused refused -> refused.problem().type().slug();
        };
        metrics.counter("doorstep.views", "purpose", request.purpose(), "outcome", ended).increment();
    }

    private Response answer(ParcelRequest request, ViewOutcome.Shown shown) {
        var now = clock.instant();
        var watermark = "%s · %s · #%d".formatted(request.person().id(),
                SCREEN_TIME.format(now.atZone(clock.getZone())), shown.entryId());
        return Response.ok(new Shown(request.waybill(), shown.view().stage(), request.purpose(),
                shown.view().fields(), shown.lease().id(), shown.lease().until(), watermark, shown.entryId()))
                .header("Cache-Control", "no-store")
                .header(RateLimitHeader.POLICY, RateLimitHeader.policy(shown.remaining().limit()))
                .header(RateLimitHeader.NAME, RateLimitHeader.remaining(shown.remaining(), now))
                .build();
    }
}

package org.doorstep.hold;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.doorstep.hold.ReleaseHold.Turn;
import org.doorstep.identity.Callers;
import org.doorstep.identity.HoldKind;
import org.doorstep.identity.Origin;
import org.doorstep.identity.OutletCode;
import org.doorstep.identity.Post;
import org.doorstep.identity.StaffNow;
import org.doorstep.masking.FreeText;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemException;
import org.doorstep.problem.ProblemType;
import org.doorstep.problem.Violation;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;

/** Where the security admin holds access back, and two of them release it. */
@Path("/v1/holds")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Holds")
public class HoldResource {

    /** Somebody's words: a letter at least, and no control characters, which the database would not take. */
    private static final String NUMBER_FORM = "[0-9]{1,18}";
    private static final Pattern PERSON = Pattern.compile(StaffNow.ID_FORM);
    private static final Pattern DEVICE = Pattern.compile(Origin.DEVICE_FORM);
    private static final Pattern OUTLET = Pattern.compile(OutletCode.FORM);
    private static final Pattern CLIENT = Pattern.compile("[\\x21-\\x7e]{1,64}");

    private final Callers callers;
    private final PlaceHold placeHold;
    private final ReleaseHold releaseHold;
    private final Holds holds;
    private final Pool database;

    HoldResource(Callers callers, PlaceHold placeHold, ReleaseHold releaseHold, Holds holds, Pool database) {
        this.callers = callers;
        this.placeHold = placeHold;
        this.releaseHold = releaseHold;
        this.holds = holds;
        this.database = database;
    }

    /**
     * What to hold back.
     *
     * @param subject staff number, installation id, outlet code or client id; it need not be known to the service
     */
    public record Suspension(@NotNull HoldKind kind,
            @NotNull @Size(max = 64) @Schema(examples = "K1001") String subject,
            @NotNull @jakarta.validation.constraints.Pattern(regexp = FreeText.REASON_FORM, message = FreeText.REASON_MESSAGE) //
            @Schema(examples = "手机遗失") String reason) {
    }

    /** Why it may go free. */
    public record Release(
            @NotNull @jakarta.validation.constraints.Pattern(regexp = FreeText.REASON_FORM, message = FreeText.REASON_MESSAGE) //
            @Schema(examples = "手机已找回") String reason) {
    }

    /**
     * A hold.
     *
     * @param source who placed it: a security admin, or another system's signal
     * @param entry the log entry of its beginning
     * @param firstKeyBy who turned the first of the two keys
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record HoldView(long hold, HoldKind kind, String subject, HoldSource source, String reason, String placedBy,
            Instant placedAt, long entry, boolean open, @Nullable String firstKeyBy, @Nullable Instant firstKeyAt,
            @Nullable String releasedBy, @Nullable Instant releasedAt) {

        static HoldView of(Hold hold) {
            return new HoldView(hold.id(), hold.kind(), hold.subject(), hold.source(), hold.reason(), hold.placedBy(),
                    hold.placedAt(), hold.entry(), hold.released().isEmpty(),
                    hold.firstKey().map(Hold.Key::by).orElse(null), hold.firstKey().map(Hold.Key::at).orElse(null),
                    hold.released().map(Hold.Key::by).orElse(null), hold.released().map(Hold.Key::at).orElse(null));
        }
    }

    /** Several, newest first. */
    @RegisterForReflection
    public record HoldList(List<HoldView> holds) {
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Hold a person, device, outlet or client back", description = "Answered when nothing more can "
            + "be disclosed to anybody whom it concerns. HR's word neither changes nor lifts it.")
    @APIResponseSchema(value = Placed.Receipt.class, responseCode = "201", responseDescription = "It holds from this entry on")
    @APIResponse(responseCode = "409", description = "It is held back already")
    @APIResponse(responseCode = "422", description = "The hold would lock out who places it")
    @Parameter(name = Origin.DEVICE_HEADER, in = ParameterIn.HEADER, required = true, example = "phone-0001")
    public Uni<Response> place(@NotNull @Valid Suspension body) {
        var admin = callers.personHolding(Post.SEC_ADMIN);
        if (!form(body.kind()).matcher(body.subject()).matches()) {
            throw new ProblemException(Problem.of(ProblemType.INVALID_REQUEST).with("violations",
                    List.of(new Violation("/subject", "must be " + name(body.kind())))));
        }
        var placing = new Placing(admin, callers.originWithDevice(), body.kind(), body.subject(),
                HoldSource.SECURITY_ADMIN, FreeText.redacted(body.reason()));
        return placeHold.byHand(admin, placing).map(placed -> switch (placed) {
            case Placed.Done(Placed.Receipt receipt) ->
                noStore(Response.created(URI.create("/v1/holds/" + receipt.hold())).entity(receipt));
            case Placed.Refused refused -> refused.problem().response();
        });
    }

    @POST
    @Path("{hold}/release")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Turn one of the two keys that release a hold", description = "Two security admins turn one "
            + "each, within the time that is set. HR's word decides then what the person may do.")
    @APIResponseSchema(value = Turned.Released.class, responseCode = "200", responseDescription = "It is released")
    @APIResponse(responseCode = "202", description = "The first key is turned; it waits for somebody else's")
    @APIResponse(responseCode = "403", description = "The hold concerns whoever asks")
    @APIResponse(responseCode = "409", description = "The first key was theirs already, or the hold is released")
    @Parameter(name = Origin.DEVICE_HEADER, in = ParameterIn.HEADER, required = true, example = "phone-0001")
    public Uni<Response> release(@Parameter(example = "17") String hold, @NotNull @Valid Release body) {
        var admin = callers.personHolding(Post.SEC_ADMIN);
        var turn = new Turn(admin, callers.originWithDevice(), number(hold), FreeText.redacted(body.reason()));
        return releaseHold.turn(turn).map(turned -> switch (turned) {
            case Turned.First first -> noStore(Response.accepted(first));
            case Turned.Released released -> noStore(Response.ok(released));
            case Turned.Refused refused -> refused.problem().response();
        });
    }

    @GET
    @Operation(summary = "List holds, newest first")
    @APIResponseSchema(value = HoldList.class, responseCode = "200", responseDescription = "The newest")
    public Uni<Response> list(
            @QueryParam("open") @DefaultValue("false") @Parameter(description = "Only those that are open") boolean open,
            @QueryParam("limit") @DefaultValue("100") @Min(1) @Max(1000) int limit) {
        mayAsk();
        return holds.list(database, open, limit)
                .map(found -> noStore(Response.ok(new HoldList(found.stream().map(HoldView::of).toList()))));
    }

    @GET
    @Path("{hold}")
    @Operation(summary = "One hold")
    @APIResponseSchema(value = HoldView.class, responseCode = "200", responseDescription = "The hold")
    public Uni<Response> one(@Parameter(example = "17") String hold) {
        mayAsk();
        return holds.one(database, number(hold))
                .map(found -> found.map(known -> noStore(Response.ok(HoldView.of(known))))
                        .orElseGet(() -> Problem.of(ProblemType.UNKNOWN_HOLD).response()));
    }

    private void mayAsk() {
        var _ = callers.personHolding(Post.SEC_ADMIN, Post.SEC_AUDITOR);
    }

    private static long number(String text) {
        return Optional.of(text).filter(digits -> digits.matches(NUMBER_FORM)).map(Long::valueOf)
                .orElseThrow(() -> new ProblemException(Problem.of(ProblemType.UNKNOWN_HOLD)));
    }

    private static Pattern form(HoldKind kind) {
        return switch (kind) {
            case PERSON -> PERSON;
            case DEVICE -> DEVICE;
            case OUTLET -> OUTLET;
            case CLIENT -> CLIENT;
        };
    }

    private static String name(HoldKind kind) {
        return switch (kind) {
            case PERSON -> "a staff number";
            case DEVICE -> "an installation id";
            case OUTLET -> "an outlet code";
            case CLIENT -> "a client id";
        };
    }

    private static Response noStore(Response.ResponseBuilder response) {
        return response.header("Cache-Control", "no-store").build();
    }
}

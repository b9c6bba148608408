package org.doorstep.investigation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.doorstep.accesslog.AccessLog;
import org.doorstep.identity.ChecksStandingItself;
import org.doorstep.identity.Origin;
import org.doorstep.identity.OutletCode;
import org.doorstep.identity.StaffNow;
import org.doorstep.investigation.AskLog.Page;
import org.doorstep.investigation.AskLog.Summary;
import org.doorstep.investigation.AskLog.Touched;
import org.doorstep.investigation.AskLog.Viewers;
import org.doorstep.masking.Phones;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemException;
import org.doorstep.problem.ProblemType;
import org.doorstep.vault.Keyring;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestMulti;
import org.jboss.resteasy.reactive.RestStreamElementType;
import org.jspecify.annotations.Nullable;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;

/** What somebody saw, who saw something, and how far it reaches; for the auditor. Every question is logged. */
@Path("/v1/investigations")
@Authenticated
@ChecksStandingItself
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Investigations")
public class InvestigationResource {

    private static final Pattern STAFF_ID = Pattern.compile(StaffNow.ID_FORM);
    private static final Pattern WAYBILL = Pattern.compile("[A-Z0-9]{10,24}");
    private static final Pattern DEVICE = Pattern.compile(Origin.DEVICE_FORM);
    private static final Pattern OUTLET = Pattern.compile(OutletCode.FORM);
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final String SUBJECTS = "people, devices or outlets";
    private static final String NDJSON = "application/x-ndjson";

    private final Officer officer;
    private final AskLog log;
    private final Keyring keyring;

    InvestigationResource(Officer officer, AskLog log, Keyring keyring) {
        this.officer = officer;
        this.log = log;
        this.keyring = keyring;
    }

    /**
     * A recipient, by one of the two.
     *
     * @param phone the whole number
     * @param phoneHash SHA-256 of the number as dialled at home, in hexadecimal
     */
    public record Recipient(@Nullable @Schema(examples = "14012340001") String phone, @Nullable String phoneHash,
            @Nullable String from, @Nullable String to) {
        @Override
        public String toString() {
            return "Recipient";
        }
    }

    @GET
    @Path("people/{id}/disclosures")
    @Operation(summary = "Everything that a person saw, newest first", description = "Pages are stable while entries "
            + "are appended.")
    @APIResponseSchema(value = Page.class, responseCode = "200", responseDescription = "A page of disclosures")
    @APIResponse(responseCode = "404", description = "Nobody of this staff number is known")
    public Uni<Response> disclosures(@Parameter(example = "K1001") String id, @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("cursor") @Nullable @Parameter(description = "\"next\" of the page before") String cursor,
            @QueryParam("limit") @DefaultValue("100") @Min(1) @Max(1000) int limit) {
        var asking = officer.asking();
        return log.page(asking, person(id), Window.of(from, to), number(cursor), limit).map(Investigations::noStore);
    }

    @GET
    @Path("{subject}/{id}/blast-radius")
    @Operation(summary = "How much a person saw, or was seen on a device or in an outlet", description = "Counts of "
            + "parcels, recipients and forms; as " + NDJSON + " every recipient and parcel itself.")
    @APIResponseSchema(value = Summary.class, responseCode = "200", responseDescription = "What an incident report needs")
    public Uni<Response> summary(@Parameter(description = SUBJECTS, example = "people") String subject,
            @Parameter(example = "K1001") String id,
            @QueryParam("from") @Nullable String from, @QueryParam("to") @Nullable String to) {
        var asking = officer.asking();
        return log.summary(asking, subject(subject, id), Window.of(from, to)).map(Investigations::noStore);
    }

    @GET
    @Path("{subject}/{id}/blast-radius")
    @Produces(NDJSON + ";qs=0.5")
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @Operation(summary = "Every recipient and parcel of which anything was seen", description = "One a line.")
    public RestMulti<Touched> touched(@Parameter(description = SUBJECTS, example = "people") String subject,
            @Parameter(example = "K1001") String id, @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to) {
        var asking = officer.asking();
        var about = subject(subject, id);
        var window = Window.of(from, to);
        return RestMulti.fromUniResponse(log.mayStream(asking, about, window),
                entry -> log.touched(about, window, entry),
                entry -> Map.of(AccessLog.ENTRY_HEADER, List.of(entry.toString()),
                        "Cache-Control", List.of("no-store")));
    }

    @GET
    @Path("parcels/{waybill}/viewers")
    @Operation(summary = "Everybody who saw a parcel")
    @APIResponseSchema(value = Viewers.class, responseCode = "200", responseDescription = "Who, and what they saw")
    public Uni<Response> viewersOfParcel(@Parameter(example = "DS20261121000001") String waybill,
            @QueryParam("from") @Nullable String from, @QueryParam("to") @Nullable String to) {
        var asking = officer.asking();
        if (!WAYBILL.matcher(waybill).matches()) {
            throw new ProblemException(Problem.of(ProblemType.INVALID_WAYBILL));
        }
        return log.viewers(asking, new Subject.Parcel(waybill), Window.of(from, to)).map(Investigations::noStore);
    }

    @POST
    @Path("recipients/viewers")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Everybody who saw a recipient, or searched for them", description = "By phone number, or by "
            + "its SHA-256. The log keeps the number's blind index.")
    @APIResponseSchema(value = Viewers.class, responseCode = "200", responseDescription = "Who, and what they saw")
    public Uni<Response> viewersOfRecipient(@NotNull Recipient body) {
        var asking = officer.asking();
        var window = Window.of(body.from(), body.to());
        var hash = Optional.ofNullable(body.phoneHash());
        var phone = Optional.ofNullable(body.phone()).map(Phones::normalised);
        if (hash.isPresent() == phone.isPresent()) {
            throw Window.invalid("phone", "must be given, or phoneHash");
        }
        if (!phone.map(number -> !number.isEmpty()).orElse(true)) {
            throw Window.invalid("phone", "must be one whole phone number");
        }
        if (!hash.map(text -> HASH.matcher(text).matches()).orElse(true)) {
            throw Window.invalid("phoneHash", "must be 64 lower-case hexadecimal digits");
        }
        return keyring.vault().map(vault -> hash.map(vault::phoneIndexesEverOfHash)
                .orElseGet(() -> vault.phoneIndexesEver(phone.orElseThrow())))
                .chain(refs -> log.viewers(asking, new Subject.Recipient(refs), window)).map(Investigations::noStore);
    }

    private static Subject subject(String subject, String id) {
        return switch (subject) {
            case "people" -> person(id);
            case "devices" -> new Subject.Device(matching(DEVICE, id, ProblemType.INVALID_DEVICE), List.of());
            case "outlets" -> new Subject.Outlet(matching(OUTLET, id, ProblemType.NOT_FOUND));
            default -> throw new ProblemException(Problem.of(ProblemType.NOT_FOUND));
        };
    }

    /** What is no staff number may be a phone number that somebody typed in the wrong place: it is not looked for. */
    private static Subject.Person person(String id) {
        return new Subject.Person(matching(STAFF_ID, id, ProblemType.NO_SUCH_PERSON));
    }

    private static String matching(Pattern form, String text, ProblemType otherwise) {
        if (!form.matcher(text).matches()) {
            throw new ProblemException(Problem.of(otherwise));
        }
        return text;
    }

    private static long number(@Nullable String cursor) {
        try {
            return cursor == null ? Long.MAX_VALUE : Long.parseLong(cursor);
        } catch (NumberFormatException e) {
            throw Window.invalid("cursor", "must be \"next\" of a page");
        }
    }
}

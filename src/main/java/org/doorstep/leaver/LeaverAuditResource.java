package org.doorstep.leaver;

import java.time.Instant;
import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.doorstep.identity.Callers;
import org.doorstep.identity.ChecksStandingItself;
import org.doorstep.identity.Post;
import org.doorstep.leaver.KeptAudit.SignOff;
import org.doorstep.leaver.ReadAudit.Shown;
import org.doorstep.masking.FreeText;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemException;
import org.doorstep.problem.ProblemType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;

/** The leaver's audit (离岗审计): the auditor reads it, prints it and answers for having read it. */
@Path("/v1/offboardings/{id}/audit")
@Authenticated
@ChecksStandingItself
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Leaver's audit")
public class LeaverAuditResource {

    private static final String EXAMPLE = "0b54d9fc-9b0e-4c3f-9d61-2f6a3c1f3f0e";

    private final Callers callers;
    private final ReadAudit readAudit;
    private final SignOffAudit signOffAudit;
    private final PrintAudit printAudit;

    LeaverAuditResource(Callers callers, ReadAudit readAudit, SignOffAudit signOffAudit, PrintAudit printAudit) {
        this.callers = callers;
        this.readAudit = readAudit;
        this.signOffAudit = signOffAudit;
        this.printAudit = printAudit;
    }

    /**
     * A report and what became of it.
     *
     * @param sha256 of the report: its compact JSON in UTF-8, as it stands in this answer
     * @param signOff absent while it waits for one
     * @param entry the log entry of this reading
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AuditView(UUID offboarding, String staffId, Instant madeAt, String sha256,
            @Nullable SignOff signOff, long entry,
            @JsonRawValue @Schema(implementation = Report.class) String report) {
    }

    /** What the auditor says of a report. */
    public record Note(
            @NotNull @Pattern(regexp = "(?=.*\\p{L})\\P{Cntrl}{4,1000}", message = "must be words of 4 to 1000 characters") //
            @Schema(examples = "看过全部记录，未派件的两次查看已与站点核实") String note) {
    }

    @GET
    @Operation(summary = "Read the report on somebody who left their post", description = "Reading is logged.")
    @APIResponseSchema(value = AuditView.class, responseCode = "200", responseDescription = "The report")
    @APIResponse(responseCode = "404", description = "Not made yet, or the change ended nothing")
    public Uni<Response> read(@Parameter(example = EXAMPLE) String id) {
        return readAudit.read(asked(id)).map(outcome -> switch (outcome) {
            case Auditor.Outcome.Done<Shown>(var shown) -> noStore(view(shown));
            case Auditor.Outcome.Refused<Shown>(var why) -> Problem.of(why).response();
        });
    }

    @GET
    @Produces("text/html;qs=0.5")
    @Operation(summary = "The same report to print")
    public Uni<Response> print(@Parameter(example = EXAMPLE) String id) {
        var asked = asked(id);
        return readAudit.read(asked).chain(outcome -> switch (outcome) {
            case Auditor.Outcome.Done<Shown>(var shown) -> printAudit.page(shown, asked.person().id());
            case Auditor.Outcome.Refused<Shown>(var why) -> Uni.createFrom().item(Problem.of(why).response());
        });
    }

    @POST
    @Path("sign-off")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Sign a report off", description = "Once; it cannot be taken back.")
    @APIResponseSchema(value = SignOff.class, responseCode = "200", responseDescription = "It is signed off")
    @APIResponse(responseCode = "403", description = "Not an auditor, or the report is on the one who asks")
    @APIResponse(responseCode = "409", description = "It is signed off already")
    public Uni<Response> signOff(@Parameter(example = EXAMPLE) String id, @NotNull @Valid Note body) {
        return signOffAudit.sign(asked(id), FreeText.redacted(body.note())).map(outcome -> switch (outcome) {
            case Auditor.Outcome.Done<SignOff>(var signOff) -> noStore(signOff);
            case Auditor.Outcome.Refused<SignOff>(var why) -> Problem.of(why).response();
        });
    }

    private Auditor.Asked asked(String id) {
        return new Auditor.Asked(callers.personIn(Post.SEC_AUDITOR), callers.origin(), uuid(id));
    }

    private static UUID uuid(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.of(ProblemType.NO_LEAVER_AUDIT));
        }
    }

    private static AuditView view(Shown shown) {
        var audit = shown.audit();
        return new AuditView(audit.offboarding(), audit.staffId(), audit.madeAt(), audit.sha256(),
                audit.signOff().orElse(null), shown.entry(), audit.text());
    }

    private static Response noStore(Object entity) {
        return Response.ok(entity).header("Cache-Control", "no-store").build();
    }
}

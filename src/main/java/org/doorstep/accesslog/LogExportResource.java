package org.doorstep.accesslog;

import java.net.URI;
import java.util.List;
import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.doorstep.identity.Callers;
import org.doorstep.identity.Post;
import org.doorstep.masking.FreeText;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemException;
import org.doorstep.problem.ProblemType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestMulti;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;

/** The log as a file, with a second person's approval. */
@Path("/v1/access-log/exports")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Access log")
public class LogExportResource {

    private final Callers callers;
    private final ExportLog exportLog;

    LogExportResource(Callers callers, ExportLog exportLog) {
        this.callers = callers;
        this.exportLog = exportLog;
    }

    /** What is asked for, by the filters of the log, and why. */
    public record ExportRequest(@NotNull @Valid LogQuery filter,
            @NotNull @Pattern(regexp = FreeText.REASON_FORM, message = FreeText.REASON_MESSAGE) //
            @Schema(examples = "年度合规审计") String reason) {
    }

    /** Several, newest first. */
    @RegisterForReflection
    public record Exports(List<LogExport> exports) {
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Ask for the log as a file", description = "Filter and end are frozen: the log up to its "
            + "newest checkpoint. A security admin approves it; then it can be taken once.")
    @APIResponseSchema(value = LogExport.class, responseCode = "201", responseDescription = "It waits for approval")
    public Uni<Response> ask(@NotNull @Valid ExportRequest body) {
        return exportLog.ask(callers.personHolding(Post.SEC_AUDITOR), callers.origin(), body.filter(),
                FreeText.redacted(body.reason()))
                .map(export -> noStore(Response.created(URI.create("/v1/access-log/exports/" + export.export()))
                        .entity(export)));
    }

    @POST
    @Path("{export}/approval")
    @Operation(summary = "Approve an export as it was asked for")
    @APIResponseSchema(value = LogExport.class, responseCode = "200", responseDescription = "It can be taken")
    @APIResponse(responseCode = "409", description = "It is approved already, or has expired")
    public Uni<Response> approve(String export) {
        return exportLog.approve(callers.personHolding(Post.SEC_ADMIN), callers.origin(), id(export))
                .map(approved -> noStore(Response.ok(approved)));
    }

    /** The file as bytes: a type that the framework knows would have it put line ends of its own between the pieces. */
    @POST
    @Path("{export}/file")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @Operation(summary = "Take an export", description = "Once. Entries as JSON, one a line, oldest first. The export "
            + "tells how many and their SHA-256 as soon as the last line was sent.")
    @APIResponse(responseCode = "200", description = "The file")
    @APIResponse(responseCode = "403", description = "It is not approved")
    @APIResponse(responseCode = "409", description = "It was taken before, or has expired")
    public RestMulti<Buffer> take(String export) {
        var auditor = callers.personHolding(Post.SEC_AUDITOR);
        var file = exportLog.take(auditor, callers.origin(), id(export));
        return RestMulti.fromUniResponse(file, bytes -> bytes, _ -> java.util.Map.of("Cache-Control",
                List.of("no-store"), "Content-Disposition", List.of("attachment; filename=\"access-log.ndjson\"")));
    }

    @GET
    @Operation(summary = "List exports, newest first")
    @APIResponseSchema(value = Exports.class, responseCode = "200", responseDescription = "The newest")
    public Uni<Response> list(@QueryParam("limit") @DefaultValue("50") @Min(1) @Max(200) int limit) {
        var _ = callers.personHolding(Post.SEC_ADMIN, Post.SEC_AUDITOR);
        return exportLog.newest(limit).map(exports -> noStore(Response.ok(new Exports(exports))));
    }

    @GET
    @Path("{export}")
    @Operation(summary = "One export")
    @APIResponseSchema(value = LogExport.class, responseCode = "200", responseDescription = "The export")
    public Uni<Response> one(String export) {
        var _ = callers.personHolding(Post.SEC_ADMIN, Post.SEC_AUDITOR);
        return exportLog.one(id(export)).map(found -> found.map(known -> noStore(Response.ok(known)))
                .orElseGet(() -> Problem.of(ProblemType.UNKNOWN_EXPORT).response()));
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.of(ProblemType.UNKNOWN_EXPORT));
        }
    }

    private static Response noStore(Response.ResponseBuilder response) {
        return response.header("Cache-Control", "no-store").build();
    }
}

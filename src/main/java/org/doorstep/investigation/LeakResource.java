package org.doorstep.investigation;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.doorstep.identity.ChecksStandingItself;
import org.doorstep.investigation.FindLeak.LeakReport;
import org.doorstep.investigation.Officer.Asking;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;

/** Who leaked a list. */
@Path("/v1/investigations/leaks")
@Authenticated
@ChecksStandingItself
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Investigations")
public class LeakResource {

    private static final String DESCRIPTION = "The people whose disclosures cover the list, the most suspect first. "
            + "Nothing of the list is kept; the log tells how many lines it had, and its SHA-256.";

    private final Officer officer;
    private final FindLeak findLeak;
    private final ObjectMapper json;
    private final InvestigationConfig config;

    LeakResource(Officer officer, FindLeak findLeak, ObjectMapper json, InvestigationConfig config) {
        this.officer = officer;
        this.findLeak = findLeak;
        this.json = json;
        this.config = config;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Ask who leaked a list", description = DESCRIPTION)
    @APIResponseSchema(value = LeakReport.class, responseCode = "200", responseDescription = "Who it may have been")
    @APIResponse(responseCode = "413", description = "The list is too long")
    @APIResponse(responseCode = "422", description = "The list names too few that can be read")
    public Uni<Response> json(
            @RequestBody(required = true, content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = LeakedList.Body.class))) //
            byte[] file) {
        var asking = officer.asking();
        return Aside.compute(() -> LeakedList.ofJson(file, json, config.mostListed()))
                .chain(list -> answer(asking, list));
    }

    @POST
    @Consumes({"text/csv", MediaType.TEXT_PLAIN})
    @Operation(summary = "Ask who leaked a list, as text", description = "One name a line; of CSV the first column "
            + "counts, and lines that are none are counted. " + DESCRIPTION)
    @APIResponseSchema(value = LeakReport.class, responseCode = "200", responseDescription = "Who it may have been")
    public Uni<Response> text(
            @QueryParam("kind") @Nullable @Parameter(schema = @Schema(implementation = ListKind.class)) String kind,
            @QueryParam("from") @Nullable String from, @QueryParam("to") @Nullable String to,
            @RequestBody(required = true, content = {@Content(mediaType = "text/csv"),
                    @Content(mediaType = MediaType.TEXT_PLAIN)}) //
            byte[] file) {
        var asking = officer.asking();
        return Aside.compute(() -> LeakedList.ofText(file, kind, from, to, config.mostListed()))
                .chain(list -> answer(asking, list));
    }

    private Uni<Response> answer(Asking asking, LeakedList list) {
        return findLeak.find(asking, list).map(Investigations::noStore);
    }
}

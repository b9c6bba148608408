package org.doorstep.dypls;

import java.io.IOException;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.doorstep.dypls.CallReport.Type;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;

/**
 * Where Dypls reports calls in its HTTP batch push. It signs nothing, so a part of the address is the secret; a wrong one
 * is answered as any address where there is nothing.
 */
@Path("/v1/telephone/dypls/reports")
@PermitAll
@Tag(name = "Telephone")
public class ReportResource {

    private static final Logger LOG = Logger.getLogger(ReportResource.class);

    private final DyplsAccount account;
    private final HearReport hear;
    private final ObjectMapper json;
    private final MeterRegistry metrics;

    ReportResource(DyplsAccount account, HearReport hear, ObjectMapper json, MeterRegistry metrics) {
        this.account = account;
        this.hear = hear;
        this.json = json;
        this.metrics = metrics;
    }

    /**
     * What Dypls wants to hear; any number will do.
     *
     * @param code 0
     */
    @RegisterForReflection
    public record Receipt(int code, String msg) {
    }

    @POST
    @Path("{secret}/{type}")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Report calls that were connected", description = "A JSON array of calls, as Dypls documents for "
            + "SecretStartReport, SecretRingReport, SecretPickUpReport and SecretReport. No token: the address is known to "
            + "Dypls alone. The same report again does nothing.")
    @APIResponseSchema(value = Receipt.class, responseCode = "200", responseDescription = "Taken over")
    @APIResponse(responseCode = "404", description = "There is nothing at this address")
    @APIResponse(responseCode = "503", description = "Could not be taken over: to be sent again")
    public Uni<Response> report(@PathParam("secret") String secret,
            @PathParam("type") @Parameter(example = "SecretReport") String type, @Context HttpServerRequest request,
            @RequestBody(description = "The calls") byte[] body) {
        var source = request.remoteAddress().hostAddress();
        var known = Type.of(type);
        if (!account.isOurs(secret) || known.isEmpty()) {
            return Uni.createFrom().item(notOurs(source));
        }
        var calls = calls(body);
        return calls.isArray() ? hear.hear(known.get(), calls, source).map(ReportResource::answer)
                : Uni.createFrom().item(Problem.of(ProblemType.MALFORMED_JSON).response());
    }

    private JsonNode calls(byte[] body) {
        try {
            return json.readTree(body);
        } catch (IOException e) {
            return json.missingNode();
        }
    }

    private static Response answer(boolean takenOver) {
        return takenOver ? Response.ok(new Receipt(0, "OK")).build()
                : Problem.of(ProblemType.SERVICE_UNAVAILABLE).response();
    }

    private Response notOurs(String source) {
        if (account.selected()) {
            metrics.counter("doorstep.telephone.refused", "provider", DyplsAccount.NAME).increment();
            LOG.warnf("A report to Dypls' address was refused, from %s", source);
        }
        return Problem.of(ProblemType.NOT_FOUND).response();
    }
}

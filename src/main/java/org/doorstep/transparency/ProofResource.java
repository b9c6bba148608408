package org.doorstep.transparency;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;

import org.doorstep.accesslog.Action;
import org.doorstep.accesslog.LogReading;
import org.doorstep.accesslog.LogReading.Admission;
import org.doorstep.identity.Callers;
import org.doorstep.identity.ChecksStandingItself;
import org.doorstep.identity.Post;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;

/** An entry with the proof that it is in the log, for the auditor to hand on. */
@Path("/v1/access-log/{entry:\\d{1,18}}/proof")
@Authenticated
@ChecksStandingItself
@Tag(name = "Access log")
public class ProofResource {

    private final FindProof proofs;
    private final Callers callers;
    private final LogReading reading;

    ProofResource(FindProof proofs, Callers callers, LogReading reading) {
        this.proofs = proofs;
        this.callers = callers;
        this.reading = reading;
    }

    @GET
    @Produces("text/plain;charset=utf-8")
    @Operation(summary = "Prove an entry", description = "c2sp.org/tlog-proof with the leaf as its extra data: whoever "
            + "has the log's key checks it without this service. Reading is logged.")
    @APIResponse(responseCode = "200", description = "The proof")
    public Uni<Response> proof(@Parameter(example = "17") long entry) {
        var auditor = callers.personIn(Post.SEC_AUDITOR);
        var what = LogReading.asked(Action.LOG_READ, "proof of entry " + entry);
        return reading.admit(auditor, callers.origin(), what).chain(admission -> switch (admission) {
            case Admission.Refused refused -> Uni.createFrom().item(refused.problem().response());
            case Admission.Admitted _ -> proofs.ofEntry(entry).map(found -> found
                    .map(proof -> Response.ok(proof).header("Cache-Control", "no-store").build())
                    .orElseGet(() -> Problem.of(ProblemType.NOT_IN_THE_LOG).response()));
        });
    }
}

package org.doorstep.rotation;

import java.net.URI;
import java.util.List;
import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
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
import org.doorstep.identity.Post;
import org.doorstep.masking.FreeText;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemException;
import org.doorstep.problem.ProblemType;
import org.doorstep.problem.Violation;
import org.doorstep.rotation.ChangeKeys.Wish;
import org.doorstep.rotation.KeyChange.Step;
import org.doorstep.vault.KeyKind;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** Generations of keys, and their changes, which take two people. */
@Path("/v1/keys")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Keys")
public class KeyResource {

    private final Callers callers;
    private final ChangeKeys changeKeys;
    private final KeyTable keys;

    KeyResource(Callers callers, ChangeKeys changeKeys, KeyTable keys) {
        this.callers = callers;
        this.changeKeys = changeKeys;
        this.keys = keys;
    }

    /** Generations of all kinds, the newest first, and the newest changes. */
    @RegisterForReflection
    public record Keys(List<KeyGeneration> generations, List<KeyChange> changes) {
    }

    /**
     * What is to be changed, and why.
     *
     * @param version with DESTROY, which
     */
    public record KeyWish(@NotNull @Schema(examples = "RECORDS") KeyKind kind,
            @NotNull @Schema(examples = "ROTATE") Step step, @Nullable @Min(1) Integer version,
            @NotNull @Pattern(regexp = FreeText.REASON_FORM, message = FreeText.REASON_MESSAGE) //
            @Schema(examples = "年度密钥更换") String reason) {
    }

    @GET
    @Operation(summary = "Keys by generation, and how far each change is")
    @APIResponseSchema(value = Keys.class, responseCode = "200", responseDescription = "Names and states; no key")
    public Uni<Response> list() {
        var _ = callers.personHolding(Post.SYS_ADMIN, Post.SEC_ADMIN, Post.SEC_AUDITOR);
        return Multi.createFrom().items(KeyKind.values()).onItem().transformToUniAndConcatenate(keys::generations)
                .collect().asList()
                .chain(all -> changeKeys.newest().map(changes -> noStore(Response.ok(
                        new Keys(all.stream().flatMap(List::stream).toList(), changes)))));
    }

    @POST
    @Path("changes")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Ask for a change of keys", description = "For system admins. A security admin approves it, and "
            + "with the approval it is done.")
    @APIResponseSchema(value = KeyChange.class, responseCode = "201", responseDescription = "It waits for approval")
    public Uni<Response> ask(@NotNull @Valid KeyWish body) {
        var admin = callers.personHolding(Post.SYS_ADMIN);
        if ((body.step() == Step.DESTROY) != (body.version() != null)) {
            throw new ProblemException(Problem.of(ProblemType.INVALID_REQUEST).with("violations",
                    List.of(new Violation("/version", "must be given with DESTROY, and only then"))));
        }
        return changeKeys.ask(admin, callers.origin(), new Wish(body.kind(), body.step(), body.version(),
                FreeText.redacted(body.reason())))
                .map(change -> noStore(Response.created(URI.create("/v1/keys/changes/" + change.change()))
                        .entity(change)));
    }

    @POST
    @Path("changes/{change}/approval")
    @Operation(summary = "Approve a change of keys as it was asked for, which does it")
    @APIResponseSchema(value = KeyChange.class, responseCode = "200", responseDescription = "It is done")
    @APIResponse(responseCode = "409", description = "It was done, has expired, or the keys do not allow it now")
    public Uni<Response> approve(String change) {
        return changeKeys.approve(callers.personHolding(Post.SEC_ADMIN), callers.origin(), id(change))
                .map(done -> noStore(Response.ok(done)));
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.of(ProblemType.UNKNOWN_KEY_CHANGE));
        }
    }

    private static Response noStore(Response.ResponseBuilder response) {
        return response.header("Cache-Control", "no-store").build();
    }
}

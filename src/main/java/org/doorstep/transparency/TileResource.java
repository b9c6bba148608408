package org.doorstep.transparency;

import java.util.Optional;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.doorstep.accesslog.Action;
import org.doorstep.accesslog.LogReading;
import org.doorstep.accesslog.LogReading.Admission;
import org.doorstep.identity.Callers;
import org.doorstep.identity.ChecksStandingItself;
import org.doorstep.identity.Post;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemType;
import org.doorstep.vault.Keyring;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;

/**
 * The log as every client of tiled transparency logs reads it (c2sp.org/tlog-tiles). Checkpoints and hashes tell nothing
 * of what happened, so everybody may keep them; entries are for the auditor, and reading them is an entry.
 */
@Path("/log")
@ChecksStandingItself
@Tag(name = "Proved log")
public class TileResource {

    private static final String TEXT = "text/plain;charset=utf-8";
    private static final String FOREVER = "public, max-age=31536000, immutable";
    private static final String MOMENT = "public, max-age=1";

    private final LogTables tables;
    private final FindProof proofs;
    private final Keyring keyring;
    private final TransparencyConfig config;
    private final Callers callers;
    private final LogReading reading;

    TileResource(LogTables tables, FindProof proofs, Keyring keyring, TransparencyConfig config, Callers callers,
            LogReading reading) {
        this.tables = tables;
        this.proofs = proofs;
        this.keyring = keyring;
        this.config = config;
        this.callers = callers;
        this.reading = reading;
    }

    @GET
    @Path("checkpoint")
    @PermitAll
    @Produces(TEXT)
    @Operation(summary = "The newest checkpoint", description = "A signed note with the size and root of the tree "
            + "(c2sp.org/tlog-checkpoint), with the lines of the witnesses that cosigned it.")
    @APIResponse(responseCode = "200", description = "The checkpoint")
    public Uni<Response> checkpoint() {
        return tables.head().chain(head -> head.isEmpty() ? Uni.createFrom().item(absent())
                : tables.withCosignatures(head.get()).map(note -> text(note.toString(), MOMENT)));
    }

    @GET
    @Path("keys")
    @PermitAll
    @Produces(TEXT)
    @Operation(summary = "The keys that sign checkpoints", description = "Verifier keys of c2sp.org/signed-note, one a "
            + "line, oldest first: Ed25519, and SM2 with SM3. Whoever checks the log keeps them from another source.")
    @APIResponse(responseCode = "200", description = "Verifier keys")
    public Uni<Response> keys() {
        return keyring.logKeys().map(keys -> new LogSigner(config.origin(), keys).verifierKeys())
                .map(keys -> text(String.join("\n", keys) + "\n", MOMENT));
    }

    @GET
    @Path("keys/succession")
    @PermitAll
    @Produces(TEXT)
    @Operation(summary = "The newest keys, signed by those before them", description = "A signed note "
            + "(c2sp.org/signed-note) by which whoever keeps the older keys comes to trust the newest.")
    @APIResponse(responseCode = "200", description = "The note")
    @APIResponse(responseCode = "404", description = "The log has its first keys")
    public Uni<Response> succession() {
        return keyring.logKeys().map(keys -> new LogSigner(config.origin(), keys).succession())
                .map(note -> note.map(signed -> text(signed.toString(), MOMENT)).orElseGet(TileResource::absent));
    }

    @GET
    @Path("tile/{level}/{index:.+}")
    @PermitAll
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @Operation(summary = "Hashes of the tree", description = "A tile of 256 hashes, or the first of them "
            + "(c2sp.org/tlog-tiles).")
    @APIResponse(responseCode = "200", description = "Hashes, 32 bytes each")
    public Uni<Response> tile(@Parameter(example = "0") String level, @Parameter(example = "000.p/1") String index) {
        var tile = Tile.parse(level, index).filter(known -> known.level() != Tile.ENTRIES);
        return tile.isEmpty() ? Uni.createFrom().item(absent()) : bytes(tile.get(), FOREVER);
    }

    @GET
    @Path("tile/entries/{index:.+}")
    @Authenticated
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @Operation(summary = "Leaves of the tree, for the auditor", description = "A bundle of 256 entries, or the first of "
            + "them, each with its length in two bytes (c2sp.org/tlog-tiles). Reading is logged.")
    @APIResponse(responseCode = "200", description = "Leaves")
    public Uni<Response> entries(@Parameter(example = "000.p/1") String index) {
        var auditor = callers.personIn(Post.SEC_AUDITOR);
        var tile = Tile.parse("entries", index);
        var what = LogReading.asked(Action.LOG_READ, "leaves " + tile.map(Object::toString).orElse("of no bundle"));
        return reading.admit(auditor, callers.origin(), what).chain(admission -> switch (admission) {
            case Admission.Refused refused -> Uni.createFrom().item(refused.problem().response());
            case Admission.Admitted _ when tile.isEmpty() -> Uni.createFrom().item(absent());
            case Admission.Admitted _ -> bytes(tile.get(), "no-store");
        });
    }

    @GET
    @Path("proof/inclusion/{index:\\d{1,18}}")
    @PermitAll
    @Produces(TEXT)
    @Operation(summary = "Proof that the tree has a leaf at this place", description = "c2sp.org/tlog-proof without the "
            + "leaf; /v1/access-log/{entry}/proof has it.")
    @APIResponse(responseCode = "200", description = "The proof, under a checkpoint that witnesses cosigned if there is "
            + "one")
    public Uni<Response> inclusion(@Parameter(example = "0") long index) {
        return proofs.inclusion(index, Optional.empty()).map(TileResource::answer);
    }

    @GET
    @Path("proof/consistency/{first:\\d{1,18}}/{second:\\d{1,18}}")
    @PermitAll
    @Produces(TEXT)
    @Operation(summary = "Proof that the log only grew between two sizes", description = "In the form that "
            + "c2sp.org/tlog-witness submits: the old size, the hashes of RFC 6962, 2.1.2, and the second checkpoint.")
    @APIResponse(responseCode = "200", description = "The proof")
    public Uni<Response> consistency(@Parameter(example = "0") long first, @Parameter(example = "1") long second) {
        return proofs.consistency(first, second).map(TileResource::answer);
    }

    private Uni<Response> bytes(Tile tile, String caching) {
        return tables.bytes(tile).map(found -> found.map(bytes -> Response.ok(bytes).header("Cache-Control", caching)
                .build()).orElseGet(TileResource::absent));
    }

    private static Response answer(Optional<String> proof) {
        return proof.map(text -> text(text, MOMENT)).orElseGet(TileResource::absent);
    }

    private static Response text(String text, String caching) {
        return Response.ok(text).header("Cache-Control", caching).build();
    }

    private static Response absent() {
        return Problem.of(ProblemType.NOT_IN_THE_LOG).response();
    }
}

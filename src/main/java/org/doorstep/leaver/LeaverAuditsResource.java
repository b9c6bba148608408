package org.doorstep.leaver;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.doorstep.identity.Callers;
import org.doorstep.identity.Post;
import org.doorstep.leaver.KeptAudit.SignOff;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/** Which reports there are, and which of them wait for the auditor. */
@Path("/v1/leaver-audits")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Leaver's audit")
public class LeaverAuditsResource {

    private static final String SQL = """
            select a.offboarding_id, a.staff_id, a.made_at, a.fence_entry, a.first_entry, a.last_entry, a.findings,
                   a.digest, %s
            from leaver_audit a where not $1 or a.signed_at is null
            order by a.fence_entry desc limit $2""".formatted(SignOff.COLUMNS);

    private final Callers callers;
    private final Pool database;

    LeaverAuditsResource(Callers callers, Pool database) {
        this.callers = callers;
        this.database = database;
    }

    /**
     * A report without what is in it.
     *
     * @param findings how many things stand out
     * @param signOff absent while it waits for one
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AuditHead(UUID offboarding, String staffId, Instant madeAt, long fenceEntry,
            @Nullable Long firstEntry, @Nullable Long lastEntry, int findings, String sha256,
            @Nullable SignOff signOff) {

        static AuditHead of(Row row) {
            return new AuditHead(row.getUUID("offboarding_id"), row.getString("staff_id"),
                    row.getOffsetDateTime("made_at").toInstant(), row.getLong("fence_entry"),
                    row.getLong("first_entry"), row.getLong("last_entry"), row.getInteger("findings"),
                    KeptAudit.hex(row), SignOff.of(row));
        }
    }

    /** Several, newest first. */
    @RegisterForReflection
    public record Audits(List<AuditHead> audits) {
    }

    @GET
    @Operation(summary = "List reports on people who left their post, newest first")
    @APIResponseSchema(value = Audits.class, responseCode = "200", responseDescription = "The newest")
    public Uni<Response> list(
            @QueryParam("open") @DefaultValue("false") @Parameter(description = "Only those that wait for a sign-off") boolean open,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(200) int limit) {
        var _ = callers.personHolding(Post.SEC_AUDITOR);
        return database.preparedQuery(SQL).execute(Tuple.of(open, limit)).map(LeaverAuditsResource::heads)
                .map(heads -> Response.ok(new Audits(heads)).header("Cache-Control", "no-store").build());
    }

    private static List<AuditHead> heads(RowSet<Row> rows) {
        var heads = new ArrayList<AuditHead>();
        rows.forEach(row -> heads.add(AuditHead.of(row)));
        return heads;
    }
}

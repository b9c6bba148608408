package org.doorstep.subject;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.transparency.FindProof;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * The disclosures of one recipient's data, newest first: when, to which post, for what, in which form; not to whom. Each
 * comes with the proof that the log has it, which does not name the member of staff either.
 */
@ApplicationScoped
class DrawReceipts {

    private static final String RECIPIENT = "recipient.";
    private static final String DISCLOSURES = """
            select entry_id, at, post, purpose, stage, waybill, fields from access_entry
            where recipient_ref = any($1) and action = 'VIEW' and decision = 'GRANTED' and entry_id < $2
            order by entry_id desc limit $3""";

    private final Pool database;
    private final FindProof proofs;

    DrawReceipts(Pool database, FindProof proofs) {
        this.database = database;
        this.proofs = proofs;
    }

    /**
     * One disclosure.
     *
     * @param forms by field of the recipient's, the form in which it was shown
     * @param proof c2sp.org/tlog-proof; absent for some seconds, until the entry is sealed
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Receipt(long entry, Instant at, @Nullable String post, @Nullable String purpose,
            @Nullable String stage, @Nullable String waybill, Map<String, String> forms, @Nullable String proof) {
    }

    /**
     * @param recipient blind indexes of their number, one for each generation of the key
     * @param before only entries older than this number
     */
    Uni<List<Receipt>> of(List<byte[]> recipient, long before, int most) {
        return database.preparedQuery(DISCLOSURES).execute(Tuple.tuple()
                .addValue(recipient.stream().map(Buffer::buffer).toArray(Buffer[]::new)).addLong(before)
                .addInteger(most))
                .chain(rows -> Multi.createFrom().iterable(rows)
                        .onItem().transformToUniAndConcatenate(row -> proofs.ofEntry(row.getLong("entry_id"))
                                .map(proof -> receipt(row, proof)))
                        .collect().asList());
    }

    private static Receipt receipt(Row row, Optional<String> proof) {
        var forms = new TreeMap<String, String>();
        Arrays.stream(row.getArrayOfStrings("fields")).filter(field -> field.startsWith(RECIPIENT))
                .forEach(field -> forms.put(field.substring(RECIPIENT.length(), field.indexOf('=')),
                        field.substring(field.indexOf('=') + 1)));
        return new Receipt(row.getLong("entry_id"), row.getOffsetDateTime("at").toInstant(), row.getString("post"),
                row.getString("purpose"), row.getString("stage"), row.getString("waybill"), forms, proof.orElse(null));
    }
}

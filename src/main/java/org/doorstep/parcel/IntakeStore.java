package org.doorstep.parcel;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.vault.SealedField;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Stores sealed parcels many at a time: one statement a table, arrays unnested, because a day is loaded in minutes
 * and the ORM would send a statement a row.
 */
@ApplicationScoped
class IntakeStore {

    private static final String PARCELS = """
            insert into parcel (waybill, stage, stage_since, outlet, collected_at, weight_grams, legal_basis,
                                notice_version, recipient_ref, fed_by, content_mac, version)
            select waybill, 'CREATED', $1, outlet, collected_at, weight_grams, legal_basis, notice_version,
                   recipient_ref, $2, content_mac, 0
            from unnest($3::text[], $4::text[], $5::timestamptz[], $6::int[], $7::text[], $8::text[], $9::bytea[],
                        $10::bytea[])
                 as handed(waybill, outlet, collected_at, weight_grams, legal_basis, notice_version, recipient_ref,
                           content_mac)
            order by waybill
            on conflict do nothing returning waybill""";
    private static final String RECORDS = """
            insert into sealed_record (waybill, kek_version, wrapped_dek, sender_name, sender_phone, sender_area,
                sender_detail, recipient_name, recipient_phone, recipient_area, recipient_detail, items)
            select * from unnest($1::text[], $2::int[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bytea[],
                $7::bytea[], $8::bytea[], $9::bytea[], $10::bytea[], $11::bytea[], $12::bytea[])""";
    private static final String INDEX = """
            insert into blind_index (field, mac, waybill)
            select * from unnest($1::text[], $2::bytea[], $3::text[]) on conflict do nothing""";
    private static final String KNOWN = "select waybill, content_mac from parcel where waybill = any($1)";
    private static final String KEYS = """
            insert into intake_key (client, idempotency_key, waybill, content_mac, seen_at)
            select $1, $2, waybill, content_mac, $3 from unnest($4::text[], $5::bytea[]) as seen(waybill, content_mac)
            on conflict do nothing""";
    private static final String KEY = """
            select waybill, content_mac from intake_key
            where client = $1 and idempotency_key = $2 and waybill = any($3)""";
    private static final String OTHER_UNDER_KEY = """
            select 1 from intake_key where client = $1 and idempotency_key = $2
            and not (waybill = $3 and content_mac = $4) limit 1""";

    /** Stores the parcels whose numbers are free; the numbers of those that were. */
    Uni<Set<String>> insert(SqlConnection connection, String client, Collection<SealedParcel> parcels, Instant now) {
        var list = List.copyOf(parcels);
        var tuple = Tuple.of(now.atOffset(ZoneOffset.UTC), client);
        tuple.addArrayOfString(texts(list, parcel -> parcel.consignment().waybill()))
                .addArrayOfString(texts(list, parcel -> parcel.consignment().outlet()))
                .addArrayOfOffsetDateTime(list.stream().map(parcel -> parcel.consignment().collectedAt())
                        .toArray(OffsetDateTime[]::new))
                .addArrayOfInteger(list.stream().map(parcel -> parcel.consignment().weightGrams())
                        .toArray(Integer[]::new))
                .addArrayOfString(texts(list, parcel -> parcel.consignment().legalBasis().name()))
                .addArrayOfString(texts(list, parcel -> parcel.consignment().noticeVersion()))
                .addValue(bytes(list, SealedParcel::recipientRef))
                .addValue(bytes(list, SealedParcel::contentDigest));
        return connection.preparedQuery(PARCELS).execute(tuple).map(rows -> {
            var created = new HashSet<String>();
            rows.forEach(row -> created.add(row.getString(0)));
            return created;
        });
    }

    /** Stores the sealed fields of parcels just inserted, and the indexes that find them. */
    Uni<Void> insertSealed(SqlConnection connection, List<SealedParcel> created, int kekVersion) {
        if (created.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        var versions = new Integer[created.size()];
        java.util.Arrays.fill(versions, kekVersion);
        var waybills = texts(created, parcel -> parcel.consignment().waybill());
        var tuple = Tuple.tuple().addArrayOfString(waybills).addArrayOfInteger(versions)
                .addValue(bytes(created, parcel -> parcel.sealed().wrappedDek()));
        for (var field : SealedField.values()) {
            tuple.addValue(bytes(created, parcel -> parcel.sealed().envelope(field)));
        }
        return connection.preparedQuery(RECORDS).execute(tuple)
                .chain(() -> index(connection, "recipient.phone", created, SealedParcel::recipientRef))
                .chain(() -> index(connection, "sender.phone", created, SealedParcel::senderRef));
    }

    private static Uni<Void> index(SqlConnection connection, String field, List<SealedParcel> created,
            Function<SealedParcel, byte[]> mac) {
        var fields = new String[created.size()];
        java.util.Arrays.fill(fields, field);
        return connection.preparedQuery(INDEX).execute(Tuple.tuple().addArrayOfString(fields)
                .addValue(bytes(created, mac)).addArrayOfString(texts(created, p -> p.consignment().waybill())))
                .replaceWithVoid();
    }

    /** The digests of parcels that are stored already. */
    Uni<Map<String, byte[]>> known(SqlConnection connection, Collection<String> waybills) {
        return connection.preparedQuery(KNOWN).execute(Tuple.tuple().addArrayOfString(waybills.toArray(String[]::new)))
                .map(IntakeStore::digests);
    }

    /** What this client handed in under this key before, of these numbers. */
    Uni<Map<String, byte[]>> handedInUnder(SqlConnection connection, String client, String key,
            Collection<String> waybills) {
        return connection.preparedQuery(KEY)
                .execute(Tuple.of(client, key).addArrayOfString(waybills.toArray(String[]::new)))
                .map(IntakeStore::digests);
    }

    /** Whether this client handed in anything but this very record under this key before. */
    Uni<Boolean> keyHasOther(SqlConnection connection, String client, String key, SealedParcel parcel) {
        return connection.preparedQuery(OTHER_UNDER_KEY)
                .execute(Tuple.of(client, key, parcel.consignment().waybill(), Buffer.buffer(parcel.contentDigest())))
                .map(rows -> rows.size() > 0);
    }

    Uni<Void> rememberKey(SqlConnection connection, String client, String key, Collection<SealedParcel> parcels,
            Instant now) {
        var list = List.copyOf(parcels);
        return connection.preparedQuery(KEYS).execute(Tuple.of(client, key, now.atOffset(ZoneOffset.UTC))
                .addArrayOfString(texts(list, parcel -> parcel.consignment().waybill()))
                .addValue(bytes(list, SealedParcel::contentDigest))).replaceWithVoid();
    }

    private static Map<String, byte[]> digests(io.vertx.mutiny.sqlclient.RowSet<io.vertx.mutiny.sqlclient.Row> rows) {
        var digests = new HashMap<String, byte[]>();
        rows.forEach(row -> digests.put(row.getString("waybill"), row.getBuffer("content_mac").getBytes()));
        return digests;
    }

    private static String[] texts(List<SealedParcel> parcels, Function<SealedParcel, String> member) {
        return parcels.stream().map(member).toArray(String[]::new);
    }

    private static Buffer[] bytes(List<SealedParcel> parcels, Function<SealedParcel, byte[]> member) {
        return parcels.stream().map(member).map(Buffer::buffer).toArray(Buffer[]::new);
    }
}

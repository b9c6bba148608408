package org.doorstep.rotation;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.doorstep.vault.KeyKind;
import org.doorstep.vault.Unreadable;
import org.doorstep.vault.Vault;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** Wraps the keys of records by the newest key encryption key. What they seal is not touched. */
enum RewrapKeys implements Move {
    RECORDS("records", "sealed_record", "waybill", "text", "") {
        @Override
        byte[] rewrapped(Vault vault, String id, byte[] wrapped) {
            return vault.rewrapRecord(id, wrapped);
        }
    },
    STAFF_PHONES("staff phones", "staff_phone", "staff_id", "text", "") {
        @Override
        byte[] rewrapped(Vault vault, String id, byte[] wrapped) {
            return vault.rewrapStaffPhone(id, wrapped);
        }
    },
    CALLS("calls", "call", "call_id", "uuid", "00000000-0000-0000-0000-000000000000") {
        @Override
        byte[] rewrapped(Vault vault, String id, byte[] wrapped) {
            return vault.rewrapHandle(UUID.fromString(id), wrapped);
        }
    };

    private final String part;
    private final String first;
    private final String rows;
    private final String update;

    RewrapKeys(String part, String table, String key, String type, String first) {
        this.part = part;
        this.first = first;
        this.rows = """
                select %2$s::text as id, wrapped_dek from %1$s where %2$s > $1::text::%3$s and wrapped_dek is not null
                order by %2$s limit $2""".formatted(table, key, type);
        this.update = """
                update %1$s t set kek_version = $1, wrapped_dek = n.new
                from unnest($2::text[], $3::bytea[], $4::bytea[]) n(id, old, new)
                where t.%2$s = n.id::%3$s and t.wrapped_dek = n.old""".formatted(table, key, type);
    }

    abstract byte[] rewrapped(Vault vault, String id, byte[] wrapped);

    @Override
    public KeyKind kind() {
        return KeyKind.RECORDS;
    }

    @Override
    public String part() {
        return part;
    }

    @Override
    public String first() {
        return first;
    }

    @Override
    public String rows() {
        return rows;
    }

    @Override
    public int newest(Vault vault) {
        return vault.kekVersion();
    }

    @Override
    public Uni<Integer> move(SqlConnection connection, Vault vault, List<Row> found) {
        var ids = new ArrayList<String>();
        var before = new ArrayList<Buffer>();
        var after = new ArrayList<Buffer>();
        int unreadable = 0;
        for (var row : found) {
            var wrapped = row.getBuffer("wrapped_dek").getBytes();
            try {
                if (!vault.isUnderNewest(wrapped)) {
                    after.add(Buffer.buffer(rewrapped(vault, row.getString("id"), wrapped)));
                    before.add(Buffer.buffer(wrapped));
                    ids.add(row.getString("id"));
                }
            } catch (Unreadable _) {
                unreadable++;
            }
        }
        return connection.preparedQuery(update).execute(Tuple.of(newest(vault))
                .addArrayOfString(ids.toArray(String[]::new)).addValue(before.toArray(Buffer[]::new))
                .addValue(after.toArray(Buffer[]::new))).replaceWith(unreadable);
    }
}

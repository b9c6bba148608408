package org.doorstep.rotation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.doorstep.masking.Phones;
import org.doorstep.vault.KeyKind;
import org.doorstep.vault.SealedField;
import org.doorstep.vault.SealedRecord;
import org.doorstep.vault.Unreadable;
import org.doorstep.vault.Vault;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Indexes phone numbers by the newest key: opens the sealed number and puts the new index in the place of the old one, in
 * one transaction, so that a search finds it by the one or the other at any moment. Live bridges know their sides by the
 * same index and go with them. Entries of the log keep theirs.
 */
enum IndexAnew implements Move {
    RECORDS("records", """
            select waybill as id, wrapped_dek, sender_phone, recipient_phone from sealed_record where waybill > $1
            order by waybill limit $2""", List.of("""
            update blind_index b set mac = n.new from %s
            where b.field = n.field and b.mac = n.old and b.waybill = n.id""", """
            update parcel p set recipient_ref = n.new from %s
            where n.field = 'recipient.phone' and p.waybill = n.id and p.recipient_ref = n.old""", """
            update bridge_party i set party = n.new from %s join bridge b on b.waybill = n.id
            where i.bridge_id = b.bridge_id and i.side = 'PARTY' and i.party = n.old
              and lower(b.party) || '.phone' = n.field""")) {
        @Override
        void add(Vault vault, Row row, List<Change> changes) {
            var id = row.getString("id");
            var clear = vault.open(new SealedRecord(id, bytes(row, "wrapped_dek"), Map.of(
                    SealedField.SENDER_PHONE, bytes(row, "sender_phone"),
                    SealedField.RECIPIENT_PHONE, bytes(row, "recipient_phone"))));
            changes(vault, id, "sender.phone", indexed(clear.get(SealedField.SENDER_PHONE), id), changes);
            changes(vault, id, "recipient.phone", indexed(clear.get(SealedField.RECIPIENT_PHONE), id), changes);
        }
    },
    STAFF_PHONES("staff phones",
            """
            select staff_id as id, wrapped_dek, phone from staff_phone where staff_id > $1 order by staff_id limit $2""",
            List.of("""
                    update staff_phone s set mac = n.new from %s where s.staff_id = n.id and s.mac = n.old""", """
                    update bridge_party i set party = n.new from %s
                    join bridge b on b.staff_id = n.id and b.ended_at is null
                    where i.bridge_id = b.bridge_id and i.side = 'STAFF' and i.party = n.old""")) {
        @Override
        void add(Vault vault, Row row, List<Change> changes) {
            var id = row.getString("id");
            changes(vault, id, "", vault.openStaffPhone(id, bytes(row, "wrapped_dek"), bytes(row, "phone")), changes);
        }
    };

    private static final String CHANGES = "unnest($1::text[], $2::text[], $3::bytea[], $4::bytea[]) n(field, id, old, new)";

    private final String part;
    private final String rows;
    private final List<String> updates;

    IndexAnew(String part, String rows, List<String> updates) {
        this.part = part;
        this.rows = rows;
        this.updates = updates;
    }

    /** An index in the place of another. */
    @SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
    record Change(String field, String id, byte[] from, byte[] to) {
    }

    /** Adds what is to be changed for a row. @throws Unreadable if it does not open */
    abstract void add(Vault vault, Row row, List<Change> changes);

    @Override
    public KeyKind kind() {
        return KeyKind.PHONE_INDEX;
    }

    @Override
    public String part() {
        return part;
    }

    @Override
    public String first() {
        return "";
    }

    @Override
    public String rows() {
        return rows;
    }

    @Override
    public int newest(Vault vault) {
        return vault.phoneKeyVersion();
    }

    @Override
    public Uni<Integer> move(SqlConnection connection, Vault vault, List<Row> found) {
        var changes = new ArrayList<Change>();
        int unreadable = 0;
        for (var row : found) {
            try {
                add(vault, row, changes);
            } catch (Unreadable _) {
                unreadable++;
            }
        }
        var done = Uni.createFrom().voidItem();
        for (var update : updates) {
            done = done.chain(() -> connection.preparedQuery(update.formatted(CHANGES)).execute(parameters(changes))
                    .replaceWithVoid());
        }
        return done.replaceWith(unreadable);
    }

    private static Tuple parameters(List<Change> changes) {
        return Tuple.tuple().addArrayOfString(changes.stream().map(Change::field).toArray(String[]::new))
                .addArrayOfString(changes.stream().map(Change::id).toArray(String[]::new))
                .addValue(changes.stream().map(Change::from).map(Buffer::buffer).toArray(Buffer[]::new))
                .addValue(changes.stream().map(Change::to).map(Buffer::buffer).toArray(Buffer[]::new));
    }

    private static void changes(Vault vault, String id, String field, String number, List<Change> changes) {
        var to = vault.phoneIndex(number);
        vault.phoneIndexesEver(number).stream().filter(from -> !Arrays.equals(from, to))
                .forEach(from -> changes.add(new Change(field, id, from, to)));
    }

    private static String indexed(String phone, String waybill) {
        return Vault.indexed(Phones.normalised(phone), waybill);
    }

    private static byte[] bytes(Row row, String column) {
        return row.getBuffer(column).getBytes();
    }
}

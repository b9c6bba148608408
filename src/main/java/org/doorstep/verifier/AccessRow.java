package org.doorstep.verifier;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A row of {@code access_entry}, and the leaf that it should have in the tree.
 *
 * @param detailSalt null once reason, recipient and address are erased
 */
record AccessRow(long entry, @Nullable String at, @Nullable String zone, @Nullable String actor,
        @Nullable String actorKind, @Nullable String post, @Nullable String outlet, @Nullable String device,
        @Nullable String sourceAddress, @Nullable String action, @Nullable String purpose, @Nullable String stage,
        @Nullable String waybill, @Nullable String recipient, @Nullable Long parcels, @Nullable List<String> fields,
        @Nullable String reason, @Nullable String ticket, @Nullable String subject, @Nullable String decision,
        @Nullable String problem, @Nullable String rule, @Nullable String policyVersion, @Nullable String lease,
        @Nullable String leaseUntil, @Nullable String trace, byte @Nullable [] whoSalt, byte @Nullable [] detailSalt,
        @Nullable Long erasedBy) {

    static final String COLUMNS = "entry_id, at, zone, actor, actor_kind, post, outlet, device, source_address, action, "
            + "purpose, stage, waybill, recipient_ref, parcels, fields, reason, ticket, subject, decision, problem, "
            + "rule, policy_version, lease_id, lease_until, trace, who_salt, detail_salt, erased_by";

    static AccessRow of(ResultSet row) throws SQLException {
        byte[] recipient = row.getBytes(14);
        return new AccessRow(row.getLong(1), instant(row.getObject(2, OffsetDateTime.class)), row.getString(3),
                row.getString(4), row.getString(5), row.getString(6), row.getString(7), row.getString(8),
                row.getString(9), row.getString(10), row.getString(11), row.getString(12), row.getString(13),
                recipient == null ? null : HexFormat.of().formatHex(recipient), number(row, 15),
                list(row.getArray(16)), row.getString(17), row.getString(18), row.getString(19), row.getString(20),
                row.getString(21), row.getString(22), row.getString(23), row.getString(24),
                instant(row.getObject(25, OffsetDateTime.class)), row.getString(26), row.getBytes(27),
                row.getBytes(28), number(row, 29));
    }

    boolean isErased() {
        return detailSalt == null;
    }

    /** Whether anything stands in the row that an erasure should have taken. */
    boolean hasDetail() {
        return reason != null || recipient != null || sourceAddress != null;
    }

    /**
     * The leaf of this row.
     *
     * @param sealedDetail what the tree has as {@code detail}, which is taken over once the row's own is erased
     */
    byte[] leaf(CanonicalWriter writer, Hasher hasher, @Nullable String sealedDetail) {
        var who = whoSalt == null ? null : commitment(hasher, whoSalt, writer.begin().member("actor", actor)
                .member("actorKind", actorKind).member("device", device).member("subject", subject).end());
        var detail = detailSalt == null ? sealedDetail : commitment(hasher, detailSalt, writer.begin()
                .member("reason", reason).member("recipient", recipient).member("sourceAddress", sourceAddress)
                .end());
        return writer.begin().member("action", action).member("at", at).member("decision", decision)
                .member("detail", detail).member("entry", entry).member("fields", fields).member("lease", lease)
                .member("leaseUntil", leaseUntil).member("outlet", outlet).member("parcels", parcels)
                .member("policyVersion", policyVersion).member("post", post).member("problem", problem)
                .member("purpose", purpose).member("rule", rule).member("stage", stage).member("ticket", ticket)
                .member("trace", trace).member("v", 1L).member("waybill", waybill).member("who", who)
                .member("zone", zone).end();
    }

    /** Numbers only: who and what stand in the others. */
    @Override
    public String toString() {
        return "AccessRow[" + entry + "]";
    }

    private static String commitment(Hasher hasher, byte[] salt, byte[] object) {
        return HexFormat.of().formatHex(hasher.plain(salt, object));
    }

    private static @Nullable Long number(ResultSet row, int column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? null : number;
    }

    private static @Nullable List<String> list(@Nullable Array array) throws SQLException {
        return array == null ? null
                : Stream.of((@Nullable String[]) array.getArray()).map(item -> item == null ? "(null)" : item).toList();
    }

    /** UTC with six decimals. */
    private static @Nullable String instant(@Nullable OffsetDateTime time) {
        if (time == null) {
            return null;
        }
        var utc = time.withOffsetSameInstant(ZoneOffset.UTC);
        if (utc.getYear() < 0 || utc.getYear() > 9999) {
            return utc.toString();
        }
        var text = new StringBuilder(27);
        digits(text, utc.getYear(), 4).append('-');
        digits(text, utc.getMonthValue(), 2).append('-');
        digits(text, utc.getDayOfMonth(), 2).append('T');
        digits(text, utc.getHour(), 2).append(':');
        digits(text, utc.getMinute(), 2).append(':');
        digits(text, utc.getSecond(), 2).append('.');
        return digits(text, utc.getNano() / 1000, 6).append('Z').toString();
    }

    private static StringBuilder digits(StringBuilder text, int number, int width) {
        var digits = Integer.toString(number);
        for (int missing = width - digits.length(); missing > 0; missing--) {
            text.append('0');
        }
        return text.append(digits);
    }
}

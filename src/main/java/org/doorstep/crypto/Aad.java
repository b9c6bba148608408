package org.doorstep.crypto;

/**
 * The place of sealed bytes: tenant, table, record, field, and the version of the record's seal. It is not stored
 * with them, only authenticated (the associated data of RFC 5116), so bytes moved to another place do not open.
 *
 * <p>An empty {@code field} is the record itself: the place of its wrapped DEK.
 *
 * @param tenant   the courier company
 * @param table    name of the table
 * @param recordId key of the record in its table; an id, never personal data
 * @param field    name of the field, or empty for the record itself
 * @param version  of the record's seal, from 0, as the record's row says
 */
public record Aad(String tenant, String table, String recordId, String field, int version) {

    public Aad {
        requireText(tenant, "tenant");
        requireText(table, "table");
        requireText(recordId, "record id");
        if (version < 0) {
            throw new IllegalArgumentException("Version of a seal is below 0");
        }
    }

    /** The place of a whole record, that is of its wrapped DEK. */
    public static Aad ofRecord(String tenant, String table, String recordId, int version) {
        return new Aad(tenant, table, recordId, "", version);
    }

    /** The place of a field of the same record. */
    public Aad field(String name) {
        requireText(name, "field");
        return new Aad(tenant, table, recordId, name, version);
    }

    byte[] encoded() {
        return new Canonical(Canonical.AAD)
                .text(tenant)
                .text(table)
                .text(recordId)
                .text(field)
                .number(version)
                .toBytes();
    }

    private static void requireText(String text, String what) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("Place of sealed bytes lacks its " + what);
        }
    }
}

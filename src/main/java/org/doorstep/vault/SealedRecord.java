package org.doorstep.vault;

import java.util.Map;
import java.util.Objects;

/**
 * Some or all sealed fields of one parcel, with the key that opens them.
 *
 * @param waybill the row, part of the associated data
 * @param wrappedDek the record's data encryption key, wrapped
 * @param fields envelopes
 */
public record SealedRecord(String waybill, byte[] wrappedDek, Map<SealedField, byte[]> fields) {

    public SealedRecord {
        fields = Map.copyOf(fields);
    }

    /** The envelope of a field that the record holds. */
    public byte[] envelope(SealedField field) {
        return Objects.requireNonNull(fields.get(field), () -> field + " is not in the record");
    }

    @Override
    public String toString() {
        return "SealedRecord[" + fields.keySet() + "]";
    }
}

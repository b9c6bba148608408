package org.doorstep.vault;

import java.util.Map;
import java.util.Objects;

/** Opened fields of one parcel, in clear. They live as long as one answer takes and never reach a log line. */
public final class ClearFields {

    private final Map<SealedField, String> values;

    ClearFields(Map<SealedField, String> values) {
        this.values = Map.copyOf(values);
    }

    /** The value of a field that was asked for. */
    public String get(SealedField field) {
        return Objects.requireNonNull(values.get(field), () -> field + " was not opened");
    }

    /** The value of a field if it was asked for, else an empty text. */
    public String orEmpty(SealedField field) {
        return values.getOrDefault(field, "");
    }

    @Override
    public String toString() {
        return "ClearFields" + values.keySet();
    }
}

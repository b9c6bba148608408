package org.doorstep.vault;

import java.util.Locale;

/** A personal field as it is sealed: one column of {@code sealed_record}, one envelope, bound to its row and name. */
public enum SealedField {
    SENDER_NAME, SENDER_PHONE, SENDER_AREA, SENDER_DETAIL,
    RECIPIENT_NAME, RECIPIENT_PHONE, RECIPIENT_AREA, RECIPIENT_DETAIL,
    ITEMS;

    private final String column = name().toLowerCase(Locale.ROOT);

    /** The column's name, which is also the field's name in the associated data. */
    public String column() {
        return column;
    }
}

package org.doorstep.policy;

import java.util.Arrays;
import java.util.Optional;

/** A field of a parcel that a rule may grant. What is not here cannot be granted. */
public enum Field {
    RECIPIENT_NAME("recipient.name"),
    RECIPIENT_PHONE("recipient.phone"),
    RECIPIENT_ADDRESS("recipient.address"),
    SENDER_NAME("sender.name"),
    SENDER_PHONE("sender.phone"),
    SENDER_ADDRESS("sender.address"),
    SENDER_IDENTITY("sender.identity"),
    ITEMS("items"),
    WAYBILL("waybill");

    private final String path;

    Field(String path) {
        this.path = path;
    }

    /** The field's name in the policy, in answers and in the log. */
    public String path() {
        return path;
    }

    static Optional<Field> ofPath(String path) {
        return Arrays.stream(values()).filter(field -> field.path.equals(path)).findFirst();
    }
}

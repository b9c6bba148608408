package org.doorstep.dypls;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A binding as Dypls asks for it again: its id, and X, which it wants with the id.
 *
 * @param id SubsId
 * @param number X
 */
record Subscription(String id, String number) {

    private static final Pattern REFERENCE = Pattern.compile("([0-9]{1,32})/([0-9]{7,16})");

    /** Empty if it is none of this class. */
    static Optional<Subscription> of(String reference) {
        var parts = REFERENCE.matcher(reference);
        return parts.matches() ? Optional.of(new Subscription(parts.group(1), parts.group(2))) : Optional.empty();
    }

    String reference() {
        return id + "/" + number;
    }

    @Override
    public String toString() {
        return "Subscription[" + id + "]";
    }
}

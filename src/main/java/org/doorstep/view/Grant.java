package org.doorstep.view;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.doorstep.identity.Post;
import org.doorstep.masking.Form;
import org.doorstep.policy.Field;
import org.doorstep.policy.Rule;
import org.doorstep.vault.SealedField;

/**
 * A decision made ready for disclosure: which envelopes are needed, and under which lease.
 *
 * @param newLease whether the lease begins with this look
 */
record Grant(Rule rule, Post post, Facts.Lease lease, boolean newLease) {

    /** Only what the granted forms need is read and opened: an area, for one, does not need the detail. */
    Set<SealedField> sealedFields() {
        var needed = EnumSet.noneOf(SealedField.class);
        rule.fields().forEach((field, form) -> needed.addAll(needed(field, form)));
        return needed;
    }

    private static Set<SealedField> needed(Field field, Form form) {
        return switch (field) {
            case RECIPIENT_NAME -> Set.of(SealedField.RECIPIENT_NAME);
            case RECIPIENT_PHONE -> Set.of(SealedField.RECIPIENT_PHONE);
            case RECIPIENT_ADDRESS -> form == Form.AREA ? Set.of(SealedField.RECIPIENT_AREA)
                    : Set.of(SealedField.RECIPIENT_AREA, SealedField.RECIPIENT_DETAIL);
            case SENDER_NAME -> Set.of(SealedField.SENDER_NAME);
            case SENDER_PHONE -> Set.of(SealedField.SENDER_PHONE);
            case SENDER_ADDRESS -> form == Form.AREA ? Set.of(SealedField.SENDER_AREA)
                    : Set.of(SealedField.SENDER_AREA, SealedField.SENDER_DETAIL);
            case ITEMS -> Set.of(SealedField.ITEMS);
            case SENDER_IDENTITY, WAYBILL -> Set.of();
        };
    }

    /** The forms as an entry keeps them. */
    List<String> logged() {
        return rule.fields().entrySet().stream().map(Grant::logged).sorted().toList();
    }

    private static String logged(Map.Entry<Field, Form> granted) {
        return granted.getKey().path() + "=" + granted.getValue();
    }
}

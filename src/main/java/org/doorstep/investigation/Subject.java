package org.doorstep.investigation;

import java.util.List;

import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Tuple;

/** Whom or what a question is about, and how its disclosures are found without reading the others. */
sealed interface Subject {

    /** A member of staff. */
    record Person(String id) implements Subject {
    }

    /** A parcel. */
    record Parcel(String waybill) implements Subject {
    }

    /**
     * A recipient.
     *
     * @param refs the blind indexes of their phone, one for each generation of the key, the newest first
     */
    record Recipient(List<byte[]> refs) implements Subject {
        public Recipient {
            refs = List.copyOf(refs);
        }
    }

    /**
     * A device.
     *
     * @param users whoever was ever known on it: their entries are read by person, so devices need no index
     */
    record Device(String id, List<String> users) implements Subject {
        public Device {
            users = List.copyOf(users);
        }
    }

    /** An outlet, as it was the person's when they saw. */
    record Outlet(String code) implements Subject {
    }

    /** The columns of {@code seen}. */
    String COLUMNS = """
            entry_id, at, actor, post, outlet, device, action, purpose, stage, waybill, recipient_ref, parcels,
            fields, ticket""";

    /**
     * The disclosures: what was granted and showed something. A run's list and a search show waybills and areas; which
     * parcels they were is not in the entry. Parameters: bounds of numbers $1 and $2, window $3 and $4, then the
     * subject's own.
     */
    default String seen() {
        return switch (this) {
            case Person _ -> select("actor = $5 and actor_kind = 'STAFF'", ANY_ACTION);
            case Parcel _ -> select("waybill = $5", VIEW);
            case Recipient _ -> select("recipient_ref = any($5)", VIEW) + " union all "
                    + select("recipient_ref = any($5)", SEARCH);
            case Device _ -> select("actor = any($6) and actor_kind = 'STAFF' and device = $5", ANY_ACTION);
            case Outlet _ -> select("outlet = $5", ANY_ACTION);
        };
    }

    /** The subject's parameters added to the bounds. */
    default Tuple added(Tuple bounds) {
        return switch (this) {
            case Person person -> bounds.addString(person.id());
            case Parcel parcel -> bounds.addString(parcel.waybill());
            case Recipient recipient ->
                bounds.addValue(recipient.refs().stream().map(Buffer::buffer).toArray(Buffer[]::new));
            case Device device -> bounds.addString(device.id())
                    .addArrayOfString(device.users().toArray(String[]::new));
            case Outlet outlet -> bounds.addString(outlet.code());
        };
    }

    /** The conditions of the partial indexes, word for word. */
    String VIEW = "action = 'VIEW'";
    String SEARCH = "action = 'SEARCH'";
    String ANY_ACTION = "action in ('VIEW', 'SEARCH', 'RUN_LIST')";

    private static String select(String which, String action) {
        return "select " + COLUMNS + " from access_entry where " + which + " and " + action
                + " and decision = 'GRANTED' and entry_id > $1 and entry_id <= $2"
                + " and ($3::timestamptz is null or at >= $3) and ($4::timestamptz is null or at < $4)"
                + " and fields <> '{}'";
    }
}

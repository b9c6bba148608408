package org.doorstep.leaver;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.doorstep.accesslog.Action;
import org.doorstep.accesslog.Decision;
import org.jspecify.annotations.Nullable;

/** One entry of the leaver's, as the report needs it. */
record LoggedAct(long entry, Instant at, @Nullable String post, @Nullable String outlet, @Nullable String device,
        @Nullable String sourceAddress, Action action, @Nullable String purpose, @Nullable String stage,
        @Nullable String waybill, @Nullable String recipient, List<String> fields, @Nullable String reason,
        @Nullable String ticket, Decision decision, @Nullable String problem, @Nullable String rule,
        @Nullable UUID lease) {

    LoggedAct {
        fields = List.copyOf(fields);
    }

    boolean granted() {
        return decision == Decision.GRANTED;
    }

    /** Whether fields of one parcel were shown. */
    boolean isLook() {
        return granted() && action == Action.VIEW && waybill != null;
    }

    /** Whether anything of a parcel was shown: a look, a search or a run. */
    boolean showsParcels() {
        return granted() && (action == Action.VIEW || action == Action.SEARCH || action == Action.RUN_LIST);
    }

    /** Whether a person's full name was shown, or a reason had to be typed. */
    boolean isFullLook() {
        return isLook() && (reason != null || fields.stream().anyMatch(field -> field.endsWith(".name=FULL")));
    }
}

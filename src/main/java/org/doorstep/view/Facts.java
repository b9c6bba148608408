package org.doorstep.view;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.doorstep.identity.StaffNow;
import org.doorstep.parcel.Stage;
import org.doorstep.policy.Scope;

/** All that a decision is taken on, as one statement read it. */
record Facts(Optional<StaffNow> staff, Optional<ParcelNow> parcel, int assigned, Optional<Lease> lease) {

    /** The parcel and what ties the person to it; a disclosure is fenced by the version. */
    record ParcelNow(Stage stage, long version, Optional<Boolean> identityVerified, byte[] recipientRef,
            Set<Scope> scopes) {
    }

    /** A look that is still open for this purpose. */
    record Lease(UUID id, Instant until) {
    }

    Set<Scope> scopes() {
        return parcel.map(ParcelNow::scopes).orElse(Set.of());
    }

    Optional<Stage> stage() {
        return parcel.map(ParcelNow::stage);
    }
}

package org.doorstep.view;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.doorstep.identity.StaffNow;
import org.doorstep.parcel.Stage;
import org.doorstep.policy.Scope;

/** All that a decision is taken on, as one statement read it. */
public record Facts(Optional<StaffNow> staff, Optional<ParcelNow> parcel, int assigned, Optional<Lease> lease) {

    /** The parcel and what ties the person to it; a disclosure is fenced by the version. */
    public record ParcelNow(Stage stage, long version, Optional<Boolean> identityVerified, byte[] recipientRef,
            Set<Scope> scopes) {
    }

    /** A look that is still open for this purpose. */
    public record Lease(UUID id, Instant until) {
    }

    public Set<Scope> scopes() {
        return parcel.map(ParcelNow::scopes).orElse(Set.of());
    }

    public Optional<Stage> stage() {
        return parcel.map(ParcelNow::stage);
    }
}

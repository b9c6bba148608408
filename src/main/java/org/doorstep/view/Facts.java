package org.doorstep.view;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.doorstep.identity.Caller;
import org.doorstep.identity.Post;
import org.doorstep.identity.Standing;
import org.doorstep.parcel.Stage;
import org.doorstep.policy.Scope;

/** All that a decision is taken on, as one statement read it. */
record Facts(Optional<Staff> staff, Optional<ParcelNow> parcel, int assigned, Optional<Lease> lease) {

    /** The person as HR last told; a disclosure is fenced by the epoch. */
    record Staff(Standing standing, Set<Post> posts, String outlet, long epoch) {

        /** The posts that the token and HR both name, while the standing is active. */
        Set<Post> postsNow(Caller.Person person) {
            var held = EnumSet.noneOf(Post.class);
            if (standing == Standing.ACTIVE) {
                held.addAll(posts);
                held.retainAll(person.posts());
            }
            return Post.conflict(held) ? Set.of() : held;
        }
    }

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

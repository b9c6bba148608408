package org.doorstep.policy;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

import org.doorstep.identity.Post;
import org.doorstep.parcel.Stage;

/**
 * All that a decision depends on.
 *
 * @param posts the posts held now: named by the token and by HR both
 * @param stage where the parcel is; empty if there is no such parcel
 * @param scopes what ties the person to the parcel
 * @param reasonGiven whether a reason was typed
 * @param sinceSignIn how long ago the person proved who they are, if known
 */
public record Question(Set<Post> posts, String purpose, Optional<Stage> stage, Set<Scope> scopes, boolean reasonGiven,
        Optional<Duration> sinceSignIn) {

    public Question {
        posts = Set.copyOf(posts);
        scopes = Set.copyOf(scopes);
    }
}

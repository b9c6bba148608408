package org.doorstep.leaver;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;

import org.doorstep.identity.Post;

/**
 * Somebody who left their post: for another one, for a while or for good.
 *
 * @param offboarding the change that ended their access
 * @param posts what they did until then, and {@code outlet} where
 * @param cause the name of the change
 * @param fenceEntry the log entry of the change: whatever they were shown stands before it
 * @param fencedAt when it held
 */
public record Leaver(UUID offboarding, String staffId, Set<Post> posts, String outlet, String cause, long fenceEntry,
        Instant fencedAt) {

    public Leaver {
        posts = Set.copyOf(posts);
    }
}

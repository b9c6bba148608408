package org.doorstep.identity;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Who is asking, as the access token says: a person with posts, or a machine with a feed. */
public sealed interface Caller {

    /** The staff number of a person, the client id of a machine; the actor of access entries. */
    String id();

    /**
     * A person of the company.
     *
     * @param id staff number
     * @param posts what the token says they do; what they may do now is told by {@link Standing}
     * @param authenticatedAt when they last proved who they are (OpenID Connect {@code auth_time}), if the token tells
     * @param issuedAt when the token was issued
     * @param client the app that they use (OpenID Connect {@code azp})
     */
    record Person(String id, Set<Post> posts, Optional<Instant> authenticatedAt, Instant issuedAt, String client)
            implements
                Caller {
        public Person {
            posts = Set.copyOf(posts);
        }

        /** When the session behind the token began, as far as the token tells. */
        public Instant signedInAt() {
            return authenticatedAt.orElse(issuedAt);
        }
    }

    /** A machine: a dispatch system, a ticket system, the HR system. */
    record Machine(String id, Set<Feed> feeds) implements Caller {
        public Machine {
            feeds = Set.copyOf(feeds);
        }
    }
}

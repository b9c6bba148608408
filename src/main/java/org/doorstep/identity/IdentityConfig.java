package org.doorstep.identity;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Who is asking. */
@ConfigMapping(prefix = "doorstep.identity")
public interface IdentityConfig {

    /**
     * Tokens that were verified and are remembered until they expire, at most; 0 verifies every time. Each takes about
     * 5 KB. A key that Keycloak withdraws counts for a token remembered until that token expires, minutes later.
     */
    @WithDefault("5000")
    int verifiedTokens();

    /**
     * Who must send tokens that are bound to a key, with a proof of it (DPoP, RFC 9449). Bound tokens are always taken,
     * and never without their proof.
     */
    @WithDefault("ACCEPTED")
    Dpop dpop();

    /** Whether machines must send tokens that are bound to their certificate or key (RFC 8705, RFC 9449). */
    @WithDefault("BEARER")
    Machines machines();

    /**
     * How far a proof's time of issue may be from this node's clock, either way. Longer helps phones whose clocks are
     * wrong, and lets a proof that was taken be sent for longer where Redis is lost.
     */
    @WithDefault("1M")
    Duration proofSkew();

    /** Proofs that this node remembers, at most; each takes about 150 bytes, for twice the skew. */
    @WithDefault("200000")
    int rememberedProofs();

    /** How long to wait for Redis before a proof counts by this node's memory alone. */
    @WithDefault("300MS")
    Duration proofRedisTimeout();

    /**
     * The address that clients know the service by, such as {@code https://doorstep.example.com}: what their proofs
     * name. Without it, what the request says counts: then a proxy must pass on host and scheme.
     */
    Optional<URI> address();

    /**
     * Addresses, with all below them, that are closed to connections without a client certificate, such as
     * {@code /v1/hr/events}: for those that are opened by a signature alone. Needs TLS with a trust store.
     */
    Optional<List<String>> certificatePaths();

    /** Which people must have bound tokens. */
    enum Dpop {
        /** Nobody. */
        ACCEPTED,
        /** Who collects and delivers: their tokens are on phones in the street. */
        REQUIRED_FOR_COURIERS,
        /** Everybody. */
        REQUIRED_FOR_PEOPLE;

        boolean demandedOf(Set<Post> posts) {
            return switch (this) {
                case ACCEPTED -> false;
                case REQUIRED_FOR_COURIERS -> posts.contains(Post.COURIER_PICKUP)
                        || posts.contains(Post.COURIER_DELIVERY);
                case REQUIRED_FOR_PEOPLE -> true;
            };
        }
    }

    /** Which tokens of machines are taken. */
    enum Machines {
        BEARER, BOUND_TOKEN
    }
}

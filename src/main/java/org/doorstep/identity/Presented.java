package org.doorstep.identity;

import java.util.Optional;

import io.vertx.ext.web.RoutingContext;

/**
 * A token as it was sent in the header Authorization.
 *
 * @param scheme in which way
 * @param token the token
 */
record Presented(Scheme scheme, String token) {

    /** The ways to send a token that are taken here (RFC 6750, RFC 9449). */
    enum Scheme {
        BEARER, DPOP
    }

    /** Empty if no token was sent, or in another way. */
    static Optional<Presented> in(RoutingContext request) {
        var header = request.request().getHeader("Authorization");
        if (header == null) {
            return Optional.empty();
        }
        int end = header.indexOf(' ');
        return end < 0 ? Optional.empty() : switch (header.substring(0, end).toUpperCase(java.util.Locale.ROOT)) {
            case "BEARER" -> Optional.of(new Presented(Scheme.BEARER, header.substring(end + 1)));
            case "DPOP" -> Optional.of(new Presented(Scheme.DPOP, header.substring(end + 1).strip()));
            default -> Optional.empty();
        };
    }
}

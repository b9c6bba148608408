package org.doorstep.identity;

import java.util.Map;
import java.util.Optional;

import jakarta.json.JsonString;

import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * What a token is bound to, its claim {@code cnf} (RFC 7800).
 *
 * @param stated whether it is bound at all, be it in a way that is not known here
 * @param key thumbprint of a key of which the sender has a proof ({@code jkt}, RFC 9449, section 6.1)
 * @param certificate thumbprint of the sender's certificate ({@code x5t#S256}, RFC 8705, section 3.1)
 */
record Confirmation(boolean stated, Optional<String> key, Optional<String> certificate) {

    static Confirmation of(JsonWebToken token) {
        Object stated = token.getClaim("cnf");
        var members = stated instanceof Map<?, ?> map ? map : Map.of();
        return new Confirmation(stated != null, text(members.get("jkt")), text(members.get("x5t#S256")));
    }

    private static Optional<String> text(@Nullable Object value) {
        return Optional.ofNullable(value).map(found -> found instanceof JsonString json ? json.getString()
                : found.toString());
    }
}

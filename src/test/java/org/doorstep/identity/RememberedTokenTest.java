package org.doorstep.identity;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import io.quarkus.security.runtime.QuarkusSecurityIdentity;

class RememberedTokenTest {

    private static final Instant EXPIRY = Instant.parse("2026-11-21T10:00:00Z");

    private final VerifiedTokens.Verified token = new VerifiedTokens.Verified(
            QuarkusSecurityIdentity.builder().setAnonymous(true).build(), EXPIRY);

    @Test
    void holdsUntilTheTokenExpires() {
        assertTrue(token.holds(EXPIRY.minusMillis(1)));
    }

    @Test
    void endsAtTheInstantOfExpiry() {
        assertFalse(token.holds(EXPIRY));
        assertFalse(token.holds(EXPIRY.plusSeconds(1)));
    }
}

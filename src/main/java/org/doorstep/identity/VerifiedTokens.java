package org.doorstep.identity;

import java.time.Clock;
import java.time.Instant;
import java.util.Set;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;

import org.eclipse.microprofile.jwt.JsonWebToken;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import io.quarkus.oidc.runtime.OidcAuthenticationMechanism;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpCredentialTransport;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

/**
 * Remembers which tokens were verified, byte for byte, until they expire: an app sends the same one for minutes, and
 * its signature does not change in between. What the person may do is not remembered; that is read for every look.
 */
@Alternative
@Priority(1)
@ApplicationScoped
class VerifiedTokens implements HttpAuthenticationMechanism {

    private static final String SCHEME = "Bearer ";

    private final OidcAuthenticationMechanism oidc;
    private final Clock clock;
    private final Cache<String, Verified> verified;

    VerifiedTokens(OidcAuthenticationMechanism oidc, Clock clock, IdentityConfig config) {
        this.oidc = oidc;
        this.clock = clock;
        this.verified = Caffeine.newBuilder().maximumSize(config.verifiedTokens()).build();
    }

    /** What was verified, and when the token expires. */
    record Verified(SecurityIdentity identity, Instant until) {

        /** Whether the token still counts; at the instant of its expiry it does not (RFC 7519, section 4.1.4). */
        boolean holds(Instant now) {
            return now.isBefore(until);
        }
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext request, IdentityProviderManager providers) {
        var header = request.request().getHeader("Authorization");
        if (header == null || !header.startsWith(SCHEME)) {
            return oidc.authenticate(request, providers);
        }
        var known = verified.getIfPresent(header);
        if (known != null && known.holds(clock.instant())) {
            return Uni.createFrom().item(known.identity());
        }
        verified.invalidate(header);
        return oidc.authenticate(request, providers).invoke(identity -> remember(header, identity));
    }

    private void remember(String header, SecurityIdentity identity) {
        if (identity != null && identity.getPrincipal() instanceof JsonWebToken token) {
            verified.put(header, new Verified(bare(identity), Instant.ofEpochSecond(token.getExpirationTime())));
        }
    }

    /** Principal and roles; what belongs to the request that first carried the token is left out. */
    private static SecurityIdentity bare(SecurityIdentity identity) {
        return QuarkusSecurityIdentity.builder().setPrincipal(identity.getPrincipal()).addRoles(identity.getRoles())
                .build();
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext request) {
        return oidc.getChallenge(request);
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return oidc.getCredentialTypes();
    }

    @Override
    public Uni<HttpCredentialTransport> getCredentialTransport(RoutingContext request) {
        return oidc.getCredentialTransport(request);
    }
}

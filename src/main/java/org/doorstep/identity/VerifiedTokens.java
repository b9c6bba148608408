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

import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.oidc.runtime.OidcAuthenticationMechanism;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpCredentialTransport;
import io.quarkus.vertx.http.runtime.security.HttpSecurityUtils;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

/**
 * Remembers which tokens were verified, byte for byte, until they expire: an app sends the same one for minutes, and
 * its signature does not change in between. Whether its holder sends it is looked at every time, and what the person may
 * do is not remembered; that is read for every look.
 */
@Alternative
@Priority(1)
@ApplicationScoped
class VerifiedTokens implements HttpAuthenticationMechanism {

    private final OidcAuthenticationMechanism oidc;
    private final TokenHolder holder;
    private final Clock clock;
    private final Cache<String, Verified> verified;

    VerifiedTokens(OidcAuthenticationMechanism oidc, TokenHolder holder, Clock clock, IdentityConfig config) {
        this.oidc = oidc;
        this.holder = holder;
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
        return Presented.in(request).map(presented -> identity(request, presented, providers)
                .chain(identity -> identity == null ? Uni.createFrom().nullItem()
                        : holder.check(request, presented, identity)))
                .orElseGet(() -> oidc.authenticate(request, providers));
    }

    private Uni<SecurityIdentity> identity(RoutingContext request, Presented presented,
            IdentityProviderManager providers) {
        var known = verified.getIfPresent(presented.token());
        if (known != null && known.holds(clock.instant())) {
            return Uni.createFrom().item(known.identity());
        }
        verified.invalidate(presented.token());
        return verify(request, presented, providers).invoke(identity -> remember(presented.token(), identity));
    }

    /** OpenID Connect takes tokens of one scheme from the header itself; those of the other are handed over. */
    private Uni<SecurityIdentity> verify(RoutingContext request, Presented presented,
            IdentityProviderManager providers) {
        return switch (presented.scheme()) {
            case BEARER -> oidc.authenticate(request, providers);
            case DPOP -> providers.authenticate(HttpSecurityUtils.setRoutingContextAttribute(
                    new TokenAuthenticationRequest(new AccessTokenCredential(presented.token())), request));
        };
    }

    private void remember(String token, SecurityIdentity identity) {
        if (identity != null && identity.getPrincipal() instanceof JsonWebToken claims) {
            verified.put(token, new Verified(bare(identity), Instant.ofEpochSecond(claims.getExpirationTime())));
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

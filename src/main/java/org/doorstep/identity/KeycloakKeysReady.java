package org.doorstep.identity;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

import io.quarkus.oidc.runtime.TenantConfigBean;
import io.quarkus.oidc.runtime.TenantConfigContext;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;

/**
 * Not ready while Keycloak's public keys were never read: without them no token can be checked. Once they are known, a
 * Keycloak that is lost takes no node out. A node that is not ready gets no requests, so the check itself asks for the
 * keys.
 */
@Readiness
@ApplicationScoped
class KeycloakKeysReady implements AsyncHealthCheck {

    private static final String NAME = "keycloak-keys";
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final TenantConfigBean tenants;

    KeycloakKeysReady(TenantConfigBean tenants) {
        this.tenants = tenants;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return known(tenants.getDefaultTenant())
                .map(known -> HealthCheckResponse.named(NAME).status(known).build());
    }

    private static Uni<Boolean> known(TenantConfigContext realm) {
        if (realm.ready()) {
            return Uni.createFrom().item(true);
        }
        return realm.initialize().map(TenantConfigContext::ready)
                .ifNoItem().after(PATIENCE).recoverWithItem(false)
                .onFailure().recoverWithItem(false);
    }
}

package org.doorstep.vault;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;

/** Not ready while the keys cannot be opened: without them nothing can be shown or taken in. */
@Readiness
@ApplicationScoped
class VaultReady implements AsyncHealthCheck {

    private static final String NAME = "vault";

    private final Keyring keyring;

    VaultReady(Keyring keyring) {
        this.keyring = keyring;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return keyring.vault().map(_ -> HealthCheckResponse.up(NAME))
                .onFailure().recoverWithItem(HealthCheckResponse.down(NAME));
    }
}

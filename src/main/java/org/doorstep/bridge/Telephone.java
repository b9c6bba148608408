package org.doorstep.bridge;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;

import io.quarkus.runtime.StartupEvent;

/** The telephone side that is set. */
@ApplicationScoped
class Telephone {

    private static final String NONE = "none";

    private final Optional<BridgeProvider> provider;

    Telephone(@Any Instance<BridgeProvider> providers, BridgeConfig config) {
        this.provider = providers.stream().filter(known -> known.name().equals(config.provider())).findFirst();
        if (provider.isEmpty() && !config.provider().equals(NONE)) {
            throw new IllegalStateException("doorstep.bridge.provider is none, "
                    + String.join(", ", providers.stream().map(BridgeProvider::name).sorted().toList()));
        }
    }

    void start(@Observes StartupEvent event) {
        // Made at the start, so that a wrong setting stops it.
    }

    Optional<BridgeProvider> provider() {
        return provider;
    }
}

package org.doorstep.dypls;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.bridge.CallDecision.Connect;
import org.doorstep.bridge.LiveCall;
import org.jspecify.annotations.Nullable;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/** The calls that this node was told of. It is no record of them: another node may hear of their end. */
@ApplicationScoped
class CallsHere {

    private static final Duration REMEMBERED = Duration.ofHours(6);
    private static final int MOST = 100_000;
    private static final byte[] NOTHING = new byte[0];

    private final Cache<String, Here> calls = Caffeine.newBuilder().expireAfterWrite(REMEMBERED).maximumSize(MOST)
            .build();

    /** Doorstep's ids of a call. */
    record Ids(UUID call, UUID bridge) {
    }

    /** A call, or that there is none of Doorstep's behind this id of Dypls'. */
    record Here(Optional<Ids> ids, boolean over) {
    }

    @Nullable
    Here known(String providerCall) {
        return calls.getIfPresent(providerCall);
    }

    void connected(String providerCall, Connect decision) {
        calls.put(providerCall, new Here(Optional.of(new Ids(decision.call(), decision.bridge())), false));
    }

    void refused(String providerCall) {
        calls.put(providerCall, new Here(Optional.empty(), true));
    }

    /** Still known, so that a report that comes again asks nothing again. */
    void over(String providerCall) {
        calls.asMap().computeIfPresent(providerCall, (_, here) -> new Here(here.ids(), true));
    }

    List<LiveCall> of(UUID bridge) {
        return calls.asMap().entrySet().stream().filter(entry -> !entry.getValue().over())
                .flatMap(entry -> entry.getValue().ids().filter(ids -> ids.bridge().equals(bridge))
                        .map(ids -> new LiveCall(ids.call(), entry.getKey(), NOTHING)).stream())
                .toList();
    }
}

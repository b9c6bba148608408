package org.doorstep.sip;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;

import org.doorstep.bridge.Binding;
import org.doorstep.bridge.Bound;
import org.doorstep.bridge.BridgeCalls;
import org.doorstep.bridge.BridgeProvider;
import org.doorstep.bridge.Capabilities;
import org.doorstep.bridge.EndReason;
import org.doorstep.bridge.HungUp;
import org.doorstep.bridge.LiveCall;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;

/** The service's {@link SipAgent}: there from start to stop where {@code doorstep.bridge.provider} is {@code sip}. */
@ApplicationScoped
class SipTelephone implements BridgeProvider {

    private final SipConfig config;
    private final Instance<BridgeCalls> bridges;
    private final Clock clock;
    private final MeterRegistry metrics;
    private final boolean selected;
    private volatile @Nullable SipAgent agent;

    SipTelephone(SipConfig config, Instance<BridgeCalls> bridges, Clock clock, MeterRegistry metrics,
            @ConfigProperty(name = "doorstep.bridge.provider", defaultValue = "none") String selected) {
        this.config = config;
        this.bridges = bridges;
        this.clock = clock;
        this.metrics = metrics;
        this.selected = selected.equals("sip");
    }

    void start(@Observes StartupEvent event) {
        if (selected) {
            agent = SipAgent.start(config, bridges.get(), clock, metrics);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        var running = agent;
        agent = null;
        if (running != null) {
            running.close();
        }
    }

    private Optional<SipAgent> agent() {
        return Optional.ofNullable(agent);
    }

    private static <T> Uni<T> notThere() {
        return Uni.createFrom().failure(new IllegalStateException("The SIP agent is not running"));
    }

    @Override
    public String name() {
        return "sip";
    }

    @Override
    public Capabilities capabilities() {
        return SipAgent.CAPABILITIES;
    }

    @Override
    public Uni<Bound> bind(Binding binding) {
        return agent().map(running -> running.bind(binding)).orElseGet(SipTelephone::notThere);
    }

    /** An agent that is not there connects no call. */
    @Override
    public Uni<Void> unbind(UUID bridge, String reference, EndReason why) {
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<HungUp> hangUp(LiveCall call, EndReason why) {
        return agent().map(running -> running.hangUp(call, why)).orElseGet(SipTelephone::notThere);
    }

    @Override
    public Uni<List<LiveCall>> liveCalls(UUID bridge, String reference) {
        return agent().map(running -> running.liveCalls(bridge, reference))
                .orElse(Uni.createFrom().item(List.of()));
    }
}

package org.doorstep.dypls;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.bridge.Binding;
import org.doorstep.bridge.Bound;
import org.doorstep.bridge.BridgeProvider;
import org.doorstep.bridge.Capabilities;
import org.doorstep.bridge.EndReason;
import org.doorstep.bridge.HungUp;
import org.doorstep.bridge.LiveCall;

import io.smallrye.mutiny.Uni;

/** Dypls, AXB. It connects by what was bound, and cannot end a call that is up. */
@ApplicationScoped
class DyplsProvider implements BridgeProvider {

    /** An expiry at least a minute ahead, and at most 200 pairs a number (Dypls, BindAxb and limits). */
    private static final Capabilities CAPABILITIES = new Capabilities(false, false, Duration.ofSeconds(60),
            Duration.ofDays(365), 200);

    private final BindNumbers numbers;
    private final CallsHere calls;

    DyplsProvider(BindNumbers numbers, CallsHere calls) {
        this.numbers = numbers;
        this.calls = calls;
    }

    @Override
    public String name() {
        return DyplsAccount.NAME;
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public Uni<Bound> bind(Binding binding) {
        return numbers.bind(binding);
    }

    @Override
    public Uni<Void> unbind(UUID bridge, String reference, EndReason why) {
        return Subscription.of(reference).map(numbers::unbind).orElseGet(() -> numbers.unbindUnanswered(bridge));
    }

    @Override
    public Uni<HungUp> hangUp(LiveCall call, EndReason why) {
        return Uni.createFrom().item(HungUp.NOT_SUPPORTED);
    }

    @Override
    public Uni<List<LiveCall>> liveCalls(UUID bridge, String reference) {
        return Uni.createFrom().item(calls.of(bridge));
    }
}

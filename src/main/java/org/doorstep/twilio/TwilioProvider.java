package org.doorstep.twilio;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.bridge.Binding;
import org.doorstep.bridge.Bound;
import org.doorstep.bridge.BridgeProvider;
import org.doorstep.bridge.Capabilities;
import org.doorstep.bridge.EndReason;
import org.doorstep.bridge.HungUp;
import org.doorstep.bridge.LiveCall;

import io.smallrye.mutiny.Uni;

/** Twilio Voice. It keeps no bindings: it asks at every call, so a binding begins and ends with what is answered. */
@ApplicationScoped
class TwilioProvider implements BridgeProvider {

    private static final Capabilities CAPABILITIES = new Capabilities(true, true, Duration.ofSeconds(1),
            Duration.ofDays(365), Integer.MAX_VALUE);

    private final HangUpCall hangUp;
    private final CallsHere calls;

    TwilioProvider(HangUpCall hangUp, CallsHere calls) {
        this.hangUp = hangUp;
        this.calls = calls;
    }

    @Override
    public String name() {
        return TwilioAccount.NAME;
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public Uni<Bound> bind(Binding binding) {
        return Uni.createFrom().item(bound(binding));
    }

    private static Bound bound(Binding binding) {
        if (binding.extension().isPresent()) {
            return new Bound.Rejected("no extensions are dialled over Twilio");
        }
        boolean dialled = Stream.of(binding.number(), binding.staff(), binding.party())
                .allMatch(number -> DialledNumber.of(number).isPresent());
        return dialled ? new Bound.Done(binding.bridge().toString())
                : new Bound.Rejected("a number has no international form");
    }

    @Override
    public Uni<Void> unbind(UUID bridge, String reference, EndReason why) {
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<HungUp> hangUp(LiveCall call, EndReason why) {
        var legs = Stream.concat(CallSid.of(call.providerCall()).stream(), CallSid.legs(call.handle())).distinct()
                .toList();
        calls.ending(call.call(), why);
        return hangUp.hangUp(legs);
    }

    @Override
    public Uni<List<LiveCall>> liveCalls(UUID bridge, String reference) {
        return Uni.createFrom().item(calls.of(bridge));
    }
}

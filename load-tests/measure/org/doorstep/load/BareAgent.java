package org.doorstep.load;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

import org.doorstep.bridge.BridgeCalls;
import org.doorstep.bridge.CallDecision;
import org.doorstep.bridge.CallEvent;
import org.doorstep.bridge.IncomingCall;
import org.doorstep.sip.SipAgent;
import org.doorstep.sip.SipConfig;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;

/** The SIP agent alone, with a decision that costs nothing: {@code BareAgent <its port> <port of the trunk>}. */
final class BareAgent {

    private BareAgent() {
    }

    public static void main(String[] arguments) throws InterruptedException {
        var values = Map.of("doorstep.sip.udp-port", arguments[0], "doorstep.sip.trunk.host", "127.0.0.1",
                "doorstep.sip.trunk.port", arguments[1], "doorstep.sip.limits.calls-per-second", "10000",
                "doorstep.sip.limits.calls", "10000");
        var config = new SmallRyeConfigBuilder().addDefaultInterceptors().addDiscoveredConverters()
                .withMapping(SipConfig.class).withDefaultValues(values).build().getConfigMapping(SipConfig.class);
        // Mutiny finds its context provider at the first use, and fails where two threads are the first.
        Uni.createFrom().deferred(() -> Uni.createFrom().voidItem()).await().indefinitely();
        try (var agent = SipAgent.start(config, new Everything(), Clock.systemUTC())) {
            new CountDownLatch(1).await();
        }
    }

    private static final class Everything implements BridgeCalls {

        @Override
        public Uni<CallDecision> decide(IncomingCall call) {
            return Uni.createFrom().item(new CallDecision.Connect(UUID.randomUUID(), UUID.randomUUID(), "16000000002",
                    "14400000003", Duration.ofMinutes(10)));
        }

        @Override
        public Uni<Boolean> onEvent(CallEvent event) {
            return Uni.createFrom().item(true);
        }
    }
}

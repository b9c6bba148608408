package org.doorstep.sip;

import java.util.HashMap;
import java.util.Map;

import io.smallrye.config.SmallRyeConfigBuilder;

/** Settings of an agent on this machine, without Quarkus. */
final class Settings {

    private Settings() {
    }

    /** UDP at any free port, and a trunk on this machine, unless more is said: names behind {@code doorstep.sip.}. */
    static SipConfig of(int trunk, Map<String, String> more) {
        var values = new HashMap<>(Map.of("doorstep.sip.udp-port", "0", "doorstep.sip.trunk.host", "127.0.0.1",
                "doorstep.sip.trunk.port", Integer.toString(trunk)));
        more.forEach((name, value) -> values.put("doorstep.sip." + name, value));
        return new SmallRyeConfigBuilder().addDefaultInterceptors().addDiscoveredConverters()
                .withMapping(SipConfig.class).withDefaultValues(values).build().getConfigMapping(SipConfig.class);
    }
}

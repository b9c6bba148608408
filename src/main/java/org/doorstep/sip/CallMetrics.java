package org.doorstep.sip;

import java.util.Locale;

import org.doorstep.bridge.CallEvent.Cause;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** What is counted of an agent's calls. No label tells who called. */
final class CallMetrics {

    private final MeterRegistry registry;
    private final Gauge calls;

    CallMetrics(MeterRegistry registry, LiveCalls live) {
        this.registry = registry;
        this.calls = Gauge.builder("doorstep.sip.calls", live, LiveCalls::count).strongReference(true)
                .description("Calls at once, those being set up too").register(registry);
    }

    /** Why something was refused before anything was asked. */
    enum Refusal {
        /** A new call beyond what is taken at once. */
        OVERLOAD,
        /** A message of who is not of the trunk; it got no answer. */
        ADDRESS
    }

    /** A call is over, or was refused by decision. */
    void ended(Cause cause) {
        registry.counter("doorstep.sip.calls.ended", "cause", label(cause)).increment();
    }

    void refused(Refusal why) {
        registry.counter("doorstep.sip.refused", "why", label(why)).increment();
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** The agent stopped: another may be measured in its place. */
    void close() {
        registry.remove(calls);
    }
}

package org.doorstep.sip;

import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

import org.doorstep.bridge.BridgeCalls;

import javax.sip.SipProvider;

/** What the calls of an agent have in common. */
record Parts(SipConfig config, SipProvider provider, Messages messages, Numbers numbers, BridgeCalls bridges,
        LiveCalls live, CallMetrics metrics, Clock clock, ExecutorService threads, ScheduledExecutorService timers) {
}

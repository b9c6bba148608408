package org.doorstep.sip;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.ConcurrentModificationException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TooManyListenersException;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.doorstep.bridge.Binding;
import org.doorstep.bridge.Bound;
import org.doorstep.bridge.BridgeCalls;
import org.doorstep.bridge.BridgeProvider;
import org.doorstep.bridge.Capabilities;
import org.doorstep.bridge.EndReason;
import org.doorstep.bridge.HungUp;
import org.doorstep.bridge.LiveCall;
import org.jboss.logging.Logger;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;

import gov.nist.javax.sip.ListeningPointImpl;
import gov.nist.javax.sip.SipStackImpl;
import javax.sip.InvalidArgumentException;
import javax.sip.ListeningPoint;
import javax.sip.SipException;
import javax.sip.SipFactory;
import javax.sip.SipProvider;

/**
 * A back-to-back user agent (RFC 3261, 6; RFC 7092) between the sides of a bridge. A call that reaches it is decided by
 * {@link BridgeCalls}, and connected by a second call of its own: neither side's messages reach the other, and what
 * goes over is made of the decision and of a rebuilt session description. It connects nothing by itself, so nothing is
 * bound beforehand. Whatever goes wrong refuses or ends a call.
 */
public final class SipAgent implements BridgeProvider, AutoCloseable {

    static final Capabilities CAPABILITIES = new Capabilities(true, true, Duration.ZERO, Duration.ofDays(3650),
            Integer.MAX_VALUE);

    private static final Logger LOG = Logger.getLogger(SipAgent.class);
    private static final int STOPS = 3;

    private final SipStackImpl stack;
    private final SipProvider provider;
    private final Admission admission;
    private final LiveCalls live;
    private final CallMetrics metrics;
    private final StrayCalls strays;
    private final ExecutorService threads;
    private final ScheduledExecutorService timers;
    private final Duration stopping;

    private SipAgent(SipStackImpl stack, SipProvider provider, Parts parts, Admission admission, StrayCalls strays) {
        this.stack = stack;
        this.provider = provider;
        this.admission = admission;
        this.live = parts.live();
        this.metrics = parts.metrics();
        this.strays = strays;
        this.threads = parts.threads();
        this.timers = parts.timers();
        this.stopping = parts.config().stopping();
    }

    /** Starts listening; what is counted is kept for nobody. */
    public static SipAgent start(SipConfig config, BridgeCalls bridges, Clock clock) {
        return start(config, bridges, clock, new SimpleMeterRegistry());
    }

    /**
     * Starts listening.
     *
     * @param registry where calls and refusals are counted: {@code doorstep.sip.*}
     * @throws IllegalStateException if it cannot, as a setting is missing or a port is taken
     */
    public static SipAgent start(SipConfig config, BridgeCalls bridges, Clock clock, MeterRegistry registry) {
        try {
            return started(config, bridges, clock, registry);
        } catch (SipException | TooManyListenersException | ParseException | IOException e) {
            throw new IllegalStateException("The SIP agent cannot start", e);
        }
    }

    private static SipAgent started(SipConfig config, BridgeCalls bridges, Clock clock, MeterRegistry registry)
            throws SipException, TooManyListenersException, ParseException, IOException {
        var factory = SipFactory.getInstance();
        factory.setPathName("gov.nist");
        var allowed = allowed(config.trunk());
        var stack = (SipStackImpl) factory.createSipStack(StackSettings.of(config));
        var provider = listen(stack, config);
        var messages = new Messages(factory, provider, config);
        var live = new LiveCalls();
        var metrics = new CallMetrics(registry, live);
        var parts = new Parts(config, provider, messages, new Numbers(config.numbers()), bridges, live, metrics, clock,
                Executors.newVirtualThreadPerTaskExecutor(),
                timers());
        var strays = new StrayCalls(provider, messages, parts.threads());
        var admission = new Admission(config.limits(), clock);
        stack.sipMessageValves
                .add(new Door(allowed, admission, live, metrics, strays, messages, config.limits(), stack));
        provider.addSipListener(new Exchange(parts, strays));
        stack.start();
        return new SipAgent(stack, provider, parts, admission, strays);
    }

    /** A timer that was stopped is not kept, and none is started once the agent has stopped. */
    private static ScheduledExecutorService timers() {
        var timers = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("sip-timers").factory(),
                new ThreadPoolExecutor.DiscardPolicy());
        timers.setRemoveOnCancelPolicy(true);
        return timers;
    }

    private static AllowList allowed(SipConfig.Trunk trunk) {
        var host = trunk.host().orElseThrow(() -> new IllegalStateException("doorstep.sip.trunk.host is not set"));
        return new AllowList(trunk.addresses().orElseGet(() -> List.of(host)));
    }

    private static SipProvider listen(SipStackImpl stack, SipConfig config)
            throws SipException, ParseException, IOException {
        Map<Transport, OptionalInt> ports = new EnumMap<>(Map.of(Transport.UDP, config.udpPort(), Transport.TCP,
                config.tcpPort(), Transport.TLS, config.tlsPort()));
        SipProvider provider = null;
        for (var each : ports.entrySet()) {
            if (each.getValue().isPresent()) {
                int port = port(config.host(), each.getKey(), each.getValue().getAsInt());
                var point = point(stack, config, port, each.getKey());
                if (provider == null) {
                    provider = stack.createSipProvider(point);
                } else {
                    provider.addListeningPoint(point);
                }
            }
        }
        if (provider == null || provider.getListeningPoint(config.trunk().transport().token()) == null) {
            throw new IllegalStateException("No port for the trunk's transport");
        }
        return provider;
    }

    private static ListeningPoint point(SipStackImpl stack, SipConfig config, int port, Transport transport)
            throws SipException, ParseException {
        try {
            var point = stack.createListeningPoint(config.host(), port, transport.token());
            if (config.publicAddress().isPresent()) {
                ((ListeningPointImpl) point).setSentBy(Messages.bracketed(config.publicAddress().get()) + ":" + port);
            }
            return point;
        } catch (InvalidArgumentException e) {
            throw new IllegalStateException("The SIP agent cannot listen", e);
        }
    }

    private static int port(String host, Transport transport, int port) throws IOException {
        if (port != 0) {
            return port;
        }
        var address = InetAddress.ofLiteral(host);
        if (transport == Transport.UDP) {
            try (var socket = new DatagramSocket(0, address)) {
                return socket.getLocalPort();
            }
        }
        try (var socket = new ServerSocket(0, 1, address)) {
            return socket.getLocalPort();
        }
    }

    /** The port that is listened at. */
    public int port(Transport transport) {
        return Objects.requireNonNull(provider.getListeningPoint(transport.token())).getPort();
    }

    @Override
    public String name() {
        return "sip";
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    /** Nothing to do: each call is decided when it comes. */
    @Override
    public Uni<Bound> bind(Binding binding) {
        return Uni.createFrom().item(new Bound.Done(binding.bridge().toString()));
    }

    @Override
    public Uni<Void> unbind(UUID bridge, String reference, EndReason why) {
        return Uni.createFrom().voidItem();
    }

    /**
     * Ends a call. One that this agent holds is over on both sides' wires when this answers; any other is ended by its
     * handle, and answers when both sides have.
     */
    @Override
    public Uni<HungUp> hangUp(LiveCall call, EndReason why) {
        var known = live.of(call.call());
        return known.map(held -> held.hangUp(why)).orElseGet(() -> CallHandle.of(call.handle()).map(strays::end)
                .orElse(Uni.createFrom().item(HungUp.UNKNOWN)));
    }

    @Override
    public Uni<List<LiveCall>> liveCalls(UUID bridge, String reference) {
        return Uni.createFrom().item(live.all().stream().filter(call -> call.isOf(bridge)).map(Call::live)
                .flatMap(Optional::stream).toList());
    }

    /** Takes no more calls, and ends those that are up. */
    @Override
    public void close() {
        if (threads.isShutdown()) {
            return;
        }
        admission.close();
        var ended = live.all().stream().map(call -> call.hangUp(EndReason.RESTARTED).subscribeAsCompletionStage())
                .toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(ended).get(stopping.toMillis(), TimeUnit.MILLISECONDS);
            settle();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException _) {
            LOG.warn("Calls were left when the SIP agent stopped");
        } finally {
            halt();
        }
    }

    /** Gives the other sides time to confirm. */
    private void settle() throws InterruptedException {
        long until = System.nanoTime() + stopping.toNanos();
        while (live.unconfirmed() > 0 && System.nanoTime() < until) {
            Thread.sleep(5);
        }
    }

    /** Stops at once, without a word to anybody. */
    void halt() {
        metrics.close();
        timers.shutdownNow();
        stopStack();
        threads.shutdown();
    }

    /** The stack walks lists that its own threads may still change, or have not made yet: then it is stopped again. */
    private void stopStack() {
        for (int attempt = 0; attempt < STOPS; attempt++) {
            try {
                stack.stop();
                return;
            } catch (ConcurrentModificationException | NullPointerException e) {
                LOG.debugf("The SIP stack is stopped again: %s", e.getClass().getName());
            }
        }
    }
}

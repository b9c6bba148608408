package org.doorstep.siem;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.doorstep.accesslog.EntryView;
import org.doorstep.accesslog.LogEntries;
import org.doorstep.accesslog.LogFilter;
import org.doorstep.accesslog.SealedHead;
import org.doorstep.siem.Receiver.Connection;
import org.doorstep.time.Deadline;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;

/**
 * Sends every sealed entry to the receiver, in the order of numbers, at least once, by one node at a time. Syslog
 * confirms nothing. So what was written counts as sent once the connection has outlived it for a while, and after a
 * connection broke it goes back from there by some entries more.
 */
@ApplicationScoped
class SendLog {

    private static final Logger LOG = Logger.getLogger(SendLog.class);
    /** Entries that are read and written at a time; the hold is renewed in between. */
    private static final int BATCH = 200;
    /** Batches of one look; the next look goes on. */
    private static final int MOST_BATCHES = 50;

    private final SiemConfig config;
    private final SendingNode node;
    private final Receiver receiver;
    private final SealedHead head;
    private final LogEntries entries;
    private final Clock clock;
    private final AtomicLong behind;
    private final AtomicLong connected;

    private volatile @Nullable Connection connection;
    /** What was written last on this connection. */
    private long written;
    private final Deque<Written> unsettled = new ArrayDeque<>();
    private int failures;
    private Instant notBefore = Instant.EPOCH;

    SendLog(SiemConfig config, SendingNode node, Receiver receiver, SealedHead head, LogEntries entries, Clock clock,
            MeterRegistry metrics) {
        this.config = config;
        this.node = node;
        this.receiver = receiver;
        this.head = head;
        this.entries = entries;
        this.clock = clock;
        this.behind = metrics.gauge("doorstep.siem.behind.entries", new AtomicLong());
        this.connected = metrics.gauge("doorstep.siem.connected", new AtomicLong());
    }

    /** The last entry of a batch, and when it was written. */
    private record Written(long entry, Instant at) {
    }

    void stop(@Observes ShutdownEvent event) {
        disconnect();
    }

    /** Looks for news, and sends them. */
    @Scheduled(every = "${doorstep.siem.look:1s}", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> look() {
        return config.host().map(this::send).orElseGet(() -> Uni.createFrom().voidItem())
                .onFailure().invoke(this::failed)
                .onFailure().recoverWithNull();
    }

    private Uni<Void> send(String host) {
        return node.hold(config.takeOver()).chain(held -> {
            if (held.isEmpty()) {
                disconnect();
                behind.set(0);
                return Uni.createFrom().voidItem();
            }
            return connected(host, held.getAsLong()).chain(ready -> ready ? settle().chain(() -> batches(MOST_BATCHES))
                    : head.entry().invoke(sealed -> behind.set(sealed - held.getAsLong())).replaceWithVoid());
        });
    }

    /** Whether there is a connection. A new one begins some entries before what counts as sent. */
    private Uni<Boolean> connected(String host, long sent) {
        var known = connection;
        if (known != null && known.isOpen()) {
            return Uni.createFrom().item(true);
        }
        if (known != null) {
            LOG.warn("The receiver of the log closed the connection");
            disconnect();
            backOff();
        }
        if (clock.instant().isBefore(notBefore)) {
            return Uni.createFrom().item(false);
        }
        return receiver.connect(host).invoke(made -> {
            connection = made;
            connected.set(1);
            written = Math.max(0, sent - config.sendAgain());
        }).replaceWith(true);
    }

    /** What the connection has outlived counts as sent. */
    private Uni<Void> settle() {
        var until = clock.instant().minus(config.settle());
        long settled = 0;
        while (!unsettled.isEmpty() && !unsettled.getFirst().at().isAfter(until)) {
            settled = unsettled.removeFirst().entry();
            failures = 0;
        }
        return settled == 0 ? Uni.createFrom().voidItem() : node.moveTo(settled);
    }

    private Uni<Void> batches(int left) {
        return head.entry().chain(sealed -> {
            behind.set(Math.max(0, sealed - written));
            return sealed <= written || left == 0 ? Uni.createFrom().voidItem()
                    : entries.between(written, sealed, LogFilter.ALL, BATCH)
                            .chain(found -> write(found, sealed))
                            .chain(() -> node.hold(config.takeOver()))
                            .chain(held -> held.isEmpty() ? Uni.createFrom().voidItem() : batches(left - 1));
        });
    }

    /** A batch is written whole, or the connection is given up: a receiver must never see half a frame. */
    private Uni<Void> write(List<EntryView> found, long sealed) {
        long last = found.size() == BATCH ? found.getLast().entry() : sealed;
        var frames = Buffer.buffer();
        found.forEach(entry -> frames.appendBuffer(SyslogMessage.framed(entry, config)));
        return Deadline.within(config.timeout(), Objects.requireNonNull(connection).write(frames))
                .invoke(() -> {
                    written = last;
                    unsettled.addLast(new Written(last, clock.instant()));
                });
    }

    private void failed(Throwable failure) {
        disconnect();
        backOff();
        LOG.warnf("The log cannot be sent to its receiver: %s", failure.getClass().getName());
    }

    /** Between half the wait and all of it, so that nodes and restarts do not come all at once. */
    private void backOff() {
        long most = config.mostBackOff().toMillis();
        long wait = Math.min(most, config.backOff().toMillis() << Math.min(failures, 20));
        failures++;
        notBefore = clock.instant()
                .plus(Duration.ofMillis(wait / 2 + ThreadLocalRandom.current().nextLong(wait / 2 + 1)));
    }

    private void disconnect() {
        unsettled.clear();
        connected.set(0);
        var known = connection;
        if (known != null) {
            known.close();
            connection = null;
        }
    }
}

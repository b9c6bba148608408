package org.doorstep.bridge;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.doorstep.bridge.CallEvent.Cause;
import org.doorstep.bridge.CallEvent.EndedBy;
import org.doorstep.bridge.CallsToEnd.Due;
import org.doorstep.bridge.CallsToEnd.ToRelease;
import org.doorstep.time.Deadline;
import org.doorstep.vault.Keyring;
import org.jboss.logging.Logger;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgConnection;

/**
 * Ends calls whose bridge is over. The end is committed first, and PostgreSQL tells every node at that commit: each
 * drops the calls that it carries, and one of them has the telephone side let go of the binding and writes it down.
 * What nobody was told of is found by looking, every second.
 */
@ApplicationScoped
class EndCalls {

    private static final Logger LOG = Logger.getLogger(EndCalls.class);
    private static final String CHANNEL = "doorstep_bridge";
    private static final Duration LISTEN_AGAIN = Duration.ofSeconds(1);
    private static final Duration CLAIM = Duration.ofSeconds(15);
    /** So long after its limit nobody keeps a call up: both sides' session timers (RFC 4028) have run out. */
    private static final Duration GIVEN_UP = Duration.ofMinutes(10);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private final CallsToEnd due;
    private final Switchboard switchboard;
    private final Telephone telephone;
    private final Keyring keyring;
    private final Pool database;
    private final Clock clock;
    private final BridgeConfig config;
    private volatile boolean stopping;

    EndCalls(CallsToEnd due, Switchboard switchboard, Telephone telephone, Keyring keyring, Pool database, Clock clock,
            BridgeConfig config) {
        this.due = due;
        this.switchboard = switchboard;
        this.telephone = telephone;
        this.keyring = keyring;
        this.database = database;
        this.clock = clock;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        telephone.provider().ifPresent(this::listen);
    }

    void stop(@Observes ShutdownEvent event) {
        stopping = true;
    }

    /** Hears of ends on a connection of its own, and begins anew whenever it breaks. */
    private void listen(BridgeProvider provider) {
        if (stopping) {
            return;
        }
        database.getConnection().chain(connection -> hear(connection, provider)).subscribe().with(
                _ -> sweepNow(), failure -> {
                    LOG.warnf("Ends of bridges are not heard of, only looked for: %s", failure.getClass().getName());
                    listenAgain(provider);
                });
    }

    private Uni<Void> hear(SqlConnection connection, BridgeProvider provider) {
        PgConnection.cast(connection.getDelegate())
                .notificationHandler(notice -> ended(provider, notice.getPayload()));
        connection.closeHandler(() -> listenAgain(provider));
        return connection.query("listen " + CHANNEL).execute().replaceWithVoid()
                .onFailure().call(() -> connection.close());
    }

    private void listenAgain(BridgeProvider provider) {
        Uni.createFrom().voidItem().onItem().delayIt().by(LISTEN_AGAIN).subscribe().with(_ -> listen(provider));
    }

    private void sweepNow() {
        sweep().subscribe().with(_ -> {
        }, _ -> {
        });
    }

    /** A bridge is over: first what this node carries, by what its telephone side knows; then the rest. */
    private void ended(BridgeProvider provider, String payload) {
        int space = payload.indexOf(' ');
        var bridge = UUID.fromString(payload.substring(0, space));
        var why = EndReason.valueOf(payload.substring(space + 1));
        provider.liveCalls(bridge, "").chain(calls -> each(calls, call -> provider.hangUp(call, why)))
                .chain(() -> release(provider, Optional.of(bridge))).subscribe().with(_ -> {
                }, failure -> LOG.warnf("Bridge %s is left to the next look: %s", bridge,
                        failure.getClass().getName()));
    }

    /** However long a look takes, this node is at work: else its calls would be ended as those of one that is gone. */
    @Scheduled(every = "${doorstep.bridge.sweep:1s}", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> pulse() {
        return telephone.provider().map(_ -> due.seen().onFailure().recoverWithNull())
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    @Scheduled(every = "${doorstep.bridge.sweep:1s}", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return telephone.provider().map(provider -> due.expire()
                .chain(due::own).chain(calls -> each(calls, call -> end(provider, call, EndReason.LONGEST)))
                .chain(() -> due.abandoned(config.nodeSilence()))
                .chain(calls -> each(calls, call -> end(provider, call, EndReason.RESTARTED)))
                .chain(() -> release(provider, Optional.empty()))
                .onFailure().invoke(failure -> LOG.warnf("Bridges cannot be looked after: %s",
                        failure.getClass().getName()))
                .onFailure().recoverWithNull()).orElseGet(() -> Uni.createFrom().voidItem());
    }

    /** All at once; one that fails keeps no other from its end, and is looked at again. */
    private static <T> Uni<Void> each(List<T> all, Function<T, Uni<?>> work) {
        return all.isEmpty() ? Uni.createFrom().voidItem()
                : Uni.join().all(all.stream().map(item -> Uni.createFrom()
                        .deferred(() -> work.apply(item).replaceWithVoid())
                        .onFailure().invoke(failure -> LOG.warnf("%s is left to the next look: %s", item,
                                failure.getClass().getName()))
                        .onFailure().recoverWithNull()).toList()).andCollectFailures().replaceWithVoid();
    }

    /** Ends a call that should not be up. Whose telephone side knows nothing of it is over: that is written down. */
    private Uni<Void> end(BridgeProvider provider, Due call, EndReason otherwise) {
        var why = call.why().orElse(otherwise);
        return keyring.vault().map(vault -> call.wrappedDek() == null || call.handle() == null ? new byte[0]
                : vault.openHandle(call.call(), call.wrappedDek(), call.handle()))
                .chain(handle -> Deadline.within(config.bindTimeout(),
                        provider.hangUp(new LiveCall(call.call(), call.providerCall(), handle), why)))
                .onFailure().recoverWithItem(HungUp.UNKNOWN)
                .chain(hungUp -> switch (hungUp) {
                    case UNKNOWN -> unknown(call, why);
                    case DROPPED -> over(call, why);
                    case ALREADY_ENDED -> over(call, why);
                    case NOT_SUPPORTED -> Uni.createFrom().voidItem();
                });
    }

    private Uni<Void> unknown(Due call, EndReason why) {
        if (!call.answered()) {
            return over(call, why);
        }
        if (clock.instant().isBefore(call.until().plus(GIVEN_UP))) {
            return Uni.createFrom().voidItem();
        }
        return switchboard.onEvent(new CallEvent.Ended(call.call(), clock.instant(), EndedBy.NETWORK, Cause.LOST, 0))
                .replaceWithVoid();
    }

    /** The telephone side tells of the end itself, if it is at work; then this changes nothing. */
    private Uni<Void> over(Due call, EndReason why) {
        var cause = switch (why) {
            case EXPIRED -> Cause.EXPIRED;
            case LONGEST -> Cause.LONGEST;
            case RESTARTED -> Cause.RESTARTED;
            case REVOKED, PARCEL_MOVED, CLOSED, PHONE_CHANGED, NOT_BOUND -> Cause.REVOKED;
        };
        return switchboard.onEvent(new CallEvent.Ended(call.call(), clock.instant(), EndedBy.DOORSTEP, cause, 0))
                .replaceWithVoid();
    }

    private Uni<Void> release(BridgeProvider provider, Optional<UUID> bridge) {
        return due.toRelease(bridge, CLAIM).chain(taken -> each(taken, item -> letGo(provider, item)));
    }

    /** The binding first, then the calls over it that are still up, wherever they are; then the last entry. */
    private Uni<Void> letGo(BridgeProvider provider, ToRelease taken) {
        var bridge = taken.bridge();
        return Deadline.within(config.bindTimeout(),
                provider.unbind(bridge.id(), bridge.reference().orElse(""), bridge.why().orElseThrow()))
                .chain(() -> due.live(bridge.id()))
                .chain(calls -> calls.isEmpty() ? due.released(bridge, words(bridge, ""))
                        : provider.capabilities().liveDrop()
                                ? due.putBack(bridge, clock.instant().plus(config.sweep()), "calls are still up")
                                : due.released(bridge, words(bridge, "; " + provider.name()
                                        + " cannot end a call that is up: " + calls.size() + " go on until hung up")))
                .onFailure().recoverWithUni(failure -> due.putBack(bridge, clock.instant().plus(wait(taken)),
                        failure.getClass().getSimpleName()));
    }

    private static String words(MadeBridge bridge, String more) {
        return bridge.why().orElseThrow() + ", calls begun: " + bridge.calls() + more;
    }

    private static Duration wait(ToRelease taken) {
        var doubled = Duration.ofSeconds(1L << Math.min(taken.attempts(), 9));
        return doubled.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : doubled;
    }
}

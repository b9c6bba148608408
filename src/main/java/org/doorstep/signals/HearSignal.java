package org.doorstep.signals;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.accesslog.AccessEntry;
import org.doorstep.accesslog.AccessLog;
import org.doorstep.accesslog.Action;
import org.doorstep.accesslog.Outcome;
import org.doorstep.accesslog.What;
import org.doorstep.hold.HoldSource;
import org.doorstep.hold.PlaceHold;
import org.doorstep.hold.Placed;
import org.doorstep.hold.Placing;
import org.doorstep.hold.ReleaseHold;
import org.doorstep.identity.Caller;
import org.doorstep.identity.HoldKind;
import org.doorstep.identity.Origin;
import org.doorstep.offboarding.AccountHolder;
import org.doorstep.offboarding.Cause;
import org.doorstep.offboarding.CloseAccess;
import org.doorstep.offboarding.CloseAccess.Closed;
import org.doorstep.offboarding.Closing;
import org.doorstep.offboarding.FollowUp;
import org.doorstep.signals.VerifyEvent.Verified;
import org.jboss.logging.Logger;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Hears a security event: once, and answered when what it ends has ended. The same event again does nothing. An event
 * that ends less than is ended already has its entry, too.
 */
@ApplicationScoped
class HearSignal {

    private static final Logger LOG = Logger.getLogger(HearSignal.class);
    private static final String KNOWN = "select 1 from signal where issuer = $1 and jti = $2";
    private static final String REMEMBER = """
            insert into signal (issuer, jti, event, issued_at, received_at, entry_id) values ($1, $2, $3, $4, $5, $6)""";

    private final TransmitterKeys keys;
    private final VerifyEvent verify;
    private final AccountHolder accounts;
    private final CloseAccess closeAccess;
    private final PlaceHold placeHold;
    private final ReleaseHold releaseHold;
    private final FollowUp followUp;
    private final AccessLog log;
    private final Pool database;
    private final MeterRegistry metrics;
    private final Clock clock;
    private final Caller.Machine transmitter;

    HearSignal(TransmitterKeys keys, VerifyEvent verify, AccountHolder accounts, CloseAccess closeAccess,
            PlaceHold placeHold, ReleaseHold releaseHold, FollowUp followUp, AccessLog log, Pool database,
            MeterRegistry metrics, Clock clock, SignalsConfig config) {
        this.keys = keys;
        this.verify = verify;
        this.accounts = accounts;
        this.closeAccess = closeAccess;
        this.placeHold = placeHold;
        this.releaseHold = releaseHold;
        this.followUp = followUp;
        this.log = log;
        this.database = database;
        this.metrics = metrics;
        this.clock = clock;
        this.transmitter = new Caller.Machine(config.name(), Set.of());
    }

    /** What came of it. */
    sealed interface Heard {
        /** It holds, now or since it came before. */
        record Accepted() implements Heard {
        }

        /** Nothing was changed; the entry says so, where it was the transmitter's. */
        record Rejected(Rejection why, Optional<Long> entry) implements Heard {
        }
    }

    /** An event and the member of staff that it is about, if it is about one. */
    private record Signal(SecurityEvent event, Origin origin, String staffId) {
    }

    /** What was done in the transaction. */
    private sealed interface Done {
        record Again() implements Done {
        }

        record Entered(long entry, Optional<UUID> offboarding) implements Done {
        }

        record Unknown() implements Done {
        }
    }

    Uni<Heard> hear(String token, Origin origin) {
        return keys.known().map(known -> verify.verify(token, known)).chain(verified -> again(verified, token))
                .chain(verified -> switch (verified) {
                    case Verified.Genuine(SecurityEvent event) -> taken(event, origin);
                    case Verified.NotTaken(Rejection why) -> rejected(why, origin);
                    case Verified.Stranger(Rejection why) -> stranger(why, origin);
                });
    }

    /** A key that is not known may be new. */
    private Uni<Verified> again(Verified verified, String token) {
        return verified instanceof Verified.Stranger stranger && stranger.why().equals(Rejection.UNKNOWN_KEY)
                ? keys.newer().map(newer -> newer.map(known -> verify.verify(token, known)).orElse(verified))
                : Uni.createFrom().item(verified);
    }

    /** Nobody known, so no entry; counted, and told to the operator. */
    private Uni<Heard> stranger(Rejection why, Origin origin) {
        metrics.counter("doorstep.signals.refused", "err", why.err()).increment();
        LOG.warnf("A signal was refused: %s, from %s", why.err(), origin.sourceAddress());
        return Uni.createFrom().item(new Heard.Rejected(why, Optional.empty()));
    }

    private Uni<Heard> rejected(Rejection why, Origin origin) {
        metrics.counter("doorstep.signals.refused", "err", why.err()).increment();
        return log.append(database,
                log.entry(transmitter, origin, What.of(Action.SIGNAL), Outcome.refused(why.problem())))
                .map(entry -> new Heard.Rejected(why, Optional.of(entry)));
    }

    private Uni<Heard> taken(SecurityEvent event, Origin origin) {
        return staffId(event).chain(staffId -> staffId.isEmpty() ? rejected(Rejection.UNKNOWN_SUBJECT, origin)
                : inTransaction(new Signal(event, origin, staffId.get())));
    }

    /** Whom it is about; a verification is about nobody. */
    private Uni<Optional<String>> staffId(SecurityEvent event) {
        return event.subject().map(subject -> switch (subject) {
            case EventSubject.Staff staff -> Uni.createFrom().item(Optional.of(staff.staffId()));
            case EventSubject.Account _ when event.type() == EventType.VERIFICATION ->
                Uni.createFrom().item(Optional.of(""));
            case EventSubject.Account account -> accounts.staffId(account.id());
        }).orElseGet(() -> Uni.createFrom().item(Optional.of("")));
    }

    private Uni<Heard> inTransaction(Signal signal) {
        return database.withTransaction(connection -> closeAccess.queue(connection)
                .chain(() -> isKnown(connection, signal.event()))
                .chain(known -> known ? Uni.createFrom().<Done>item(new Done.Again()) : done(connection, signal))
                .call(done -> done instanceof Done.Entered entered
                        ? remember(connection, signal.event(), entered.entry())
                        : Uni.createFrom().voidItem()))
                .chain(done -> switch (done) {
                    case Done.Again _ -> Uni.createFrom().<Heard>item(new Heard.Accepted());
                    case Done.Entered entered -> accepted(entered);
                    case Done.Unknown _ -> rejected(Rejection.UNKNOWN_SUBJECT, signal.origin());
                });
    }

    private Uni<Heard> accepted(Done.Entered entered) {
        entered.offboarding().ifPresent(followUp::begin);
        return Uni.createFrom().item(new Heard.Accepted());
    }

    private static Uni<Boolean> isKnown(SqlConnection connection, SecurityEvent event) {
        return connection.preparedQuery(KNOWN).execute(Tuple.of(event.issuer(), event.jti()))
                .map(rows -> rows.size() > 0);
    }

    private Uni<Void> remember(SqlConnection connection, SecurityEvent event, long entry) {
        return connection.preparedQuery(REMEMBER)
                .execute(Tuple.of(event.issuer(), event.jti(), event.type().name(),
                        event.issuedAt().atOffset(ZoneOffset.UTC), clock.instant().atOffset(ZoneOffset.UTC), entry))
                .replaceWithVoid();
    }

    private Uni<Done> done(SqlConnection connection, Signal signal) {
        if (signal.event().type() == EventType.VERIFICATION) {
            return entered(connection, entry(signal));
        }
        return closeAccess.concerned(connection, HoldKind.PERSON, signal.staffId())
                .chain(people -> people.isEmpty() ? Uni.createFrom().item(new Done.Unknown())
                        : done(connection, signal, people));
    }

    private Uni<Done> done(SqlConnection connection, Signal signal, List<String> people) {
        return switch (signal.event().type()) {
            case SESSION_REVOKED -> revoke(connection, signal, people, clock.instant());
            case ACCOUNT_DISABLED -> placeHold.place(connection, placing(signal)).chain(placed -> switch (placed) {
                case Placed.Done(Placed.Receipt receipt) -> Uni.createFrom().<Done>item(
                        new Done.Entered(receipt.entry(), Optional.of(receipt.offboarding())));
                case Placed.Refused _ -> entered(connection, entry(signal));
            });
            case ACCOUNT_ENABLED -> releaseHold.takeBack(connection, placing(signal))
                    .chain(closed -> closed.map(HearSignal::entered)
                            .orElseGet(() -> entered(connection, entry(signal))));
            case VERIFICATION -> entered(connection, entry(signal));
        };
    }

    private Uni<Done> revoke(SqlConnection connection, Signal signal, List<String> people, Instant now) {
        return closeAccess.close(connection, new Closing(HoldKind.PERSON, signal.staffId(), Cause.SESSION_REVOKED,
                people, now, entry(signal))).chain(HearSignal::entered);
    }

    private static Uni<Done> entered(Closed closed) {
        return Uni.createFrom().item(new Done.Entered(closed.entry(), Optional.of(closed.offboarding())));
    }

    private Uni<Done> entered(SqlConnection connection, AccessEntry entry) {
        return log.append(connection, entry).map(number -> new Done.Entered(number, Optional.empty()));
    }

    private Placing placing(Signal signal) {
        var type = signal.event().type().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        return new Placing(transmitter, signal.origin(), HoldKind.PERSON, signal.staffId(), HoldSource.SHARED_SIGNALS,
                signal.event().reason().map(word -> type + ": " + word).orElse(type));
    }

    private AccessEntry entry(Signal signal) {
        var asked = What.of(Action.SIGNAL).asked(signal.event().type().name(), signal.event().reason(),
                Optional.of(signal.event().jti()));
        var about = signal.event().type() == EventType.VERIFICATION ? asked : asked.about(signal.staffId());
        return log.entry(transmitter, signal.origin(), about, Outcome.done());
    }
}

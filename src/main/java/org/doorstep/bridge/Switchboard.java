package org.doorstep.bridge;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.accesslog.AccessEntry;
import org.doorstep.accesslog.AccessLog;
import org.doorstep.accesslog.Action;
import org.doorstep.accesslog.Outcome;
import org.doorstep.accesslog.What;
import org.doorstep.accesslog.Where;
import org.doorstep.accesslog.Who;
import org.doorstep.bridge.BridgeTable.Sides;
import org.doorstep.bridge.CallDecision.Refusal;
import org.doorstep.bridge.CallTable.Found;
import org.doorstep.bridge.CallTable.Place;
import org.doorstep.masking.Phones;
import org.doorstep.policy.BridgeTerms;
import org.doorstep.policy.Policy;
import org.doorstep.problem.ProblemType;
import org.doorstep.quota.Quota;
import org.doorstep.quota.Spending;
import org.doorstep.time.Deadline;
import org.doorstep.vault.Keyring;
import org.doorstep.vault.Vault;
import org.jboss.logging.Logger;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;

/**
 * Decides on every call that reaches the telephone side, and writes down what becomes of it: which bridge, is it alive,
 * how many calls; then one statement that counts, logs and hands out the sealed number to ring. Whatever fails refuses.
 */
@ApplicationScoped
class Switchboard implements BridgeCalls {

    private static final Logger LOG = Logger.getLogger(Switchboard.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(200);
    private static final Duration LAST_RETRY = Duration.ofSeconds(10);
    private static final int RETRIES = 60;

    private final CallTable calls;
    private final Telephone telephone;
    private final Keyring keyring;
    private final Policy policy;
    private final Quota quota;
    private final AccessLog log;
    private final Pool database;
    private final Clock clock;
    private final BridgeConfig config;
    private final MeterRegistry metrics;

    Switchboard(CallTable calls, Telephone telephone, Keyring keyring, Policy policy, Quota quota, AccessLog log,
            Pool database,
            Clock clock, BridgeConfig config, MeterRegistry metrics) {
        this.calls = calls;
        this.telephone = telephone;
        this.keyring = keyring;
        this.policy = policy;
        this.quota = quota;
        this.log = log;
        this.database = database;
        this.clock = clock;
        this.config = config;
        this.metrics = metrics;
    }

    @Override
    public Uni<CallDecision> decide(IncomingCall incoming) {
        var call = id(incoming);
        return Deadline.within(config.decideTimeout(),
                Uni.createFrom().deferred(() -> keyring.vault().chain(vault -> find(call, incoming, vault)
                        .chain(place -> switch (place) {
                            case Place.NoSuchNumber _ -> refuse(call, incoming, Refusal.UNKNOWN_NUMBER);
                            case Place.NotThisCaller _ -> refuse(call, incoming, Refusal.STRANGER);
                            case Place.Here(Found found) when found.again() && !decidesPerCall() ->
                                Uni.createFrom().item(known(call, found));
                            case Place.Here(Found found) -> found.live() && !found.past()
                                    ? spend(call, incoming, found, vault)
                                    : refuse(call, incoming, found, Refusal.ENDED);
                        }))))
                .onFailure().invoke(failure -> LOG.warnf("A call is refused: %s", failure.getClass().getName()))
                .onFailure().recoverWithItem(new CallDecision.Refuse(Refusal.UNAVAILABLE))
                .invoke(this::count);
    }

    private boolean decidesPerCall() {
        return telephone.provider().filter(side -> side.capabilities().decidesPerCall()).isPresent();
    }

    /** A call that was told before by a telephone side that connects by itself: it needs its id, and no number. */
    private static CallDecision known(UUID call, Found found) {
        return new CallDecision.Connect(call, found.bridge().id(), "", found.bridge().number(),
                Duration.ofSeconds(found.bridge().longestSeconds()));
    }

    /** The same call of the telephone side is the same call here, however often it asks. */
    private static UUID id(IncomingCall incoming) {
        return UUID.nameUUIDFromBytes(
                (incoming.provider() + "/" + incoming.providerCall()).getBytes(StandardCharsets.UTF_8));
    }

    private Uni<Place> find(UUID call, IncomingCall incoming, Vault vault) {
        var caller = Phones.normalised(incoming.caller());
        var extension = incoming.extension().filter(_ -> config.kind() == BridgeConfig.Kind.EXTENSION)
                .map(dialled -> dialled.getBytes(StandardCharsets.UTF_8));
        var parties = config.kind() == BridgeConfig.Kind.EXTENSION
                ? extension.map(bytes -> new byte[][]{bytes}).orElse(new byte[0][])
                : caller.isEmpty() ? new byte[0][] : vault.phoneIndexesEver(caller).toArray(byte[][]::new);
        return calls.find(call, Phones.normalised(incoming.called()), parties);
    }

    /** A call that the member of staff begins counts; who calls back does not use up anybody's calls. */
    private Uni<CallDecision> spend(UUID call, IncomingCall incoming, Found found, Vault vault) {
        var bridge = found.bridge();
        var terms = policy.rule(bridge.rule()).flatMap(rule -> rule.bridge());
        if (terms.isEmpty() || (found.side() == Side.STAFF && !found.again() && bridge.calls() >= bridge.callsMost())) {
            return refuse(call, incoming, found, terms.isEmpty() ? Refusal.ENDED : Refusal.LIMIT_REACHED);
        }
        return found.side() == Side.PARTY ? connect(call, incoming, found, vault)
                : counted(call, bridge, found, terms.get()).chain(spending -> switch (spending) {
                    case Spending.Spent _ -> connect(call, incoming, found, vault);
                    case Spending.Exhausted _ -> refuse(call, incoming, found, Refusal.LIMIT_REACHED);
                    case Spending.Unknown _ -> refuse(call, incoming, found, Refusal.UNAVAILABLE);
                });
    }

    private Uni<Spending> counted(UUID call, MadeBridge bridge, Found found, BridgeTerms terms) {
        return quota.spend(List.of(quota.limit(bridge.outlet(), "calls", bridge.staffId(), call.toString(),
                terms.cap().limit(found.assigned()), terms.cap().window())), false);
    }

    private Uni<CallDecision> connect(UUID call, IncomingCall incoming, Found found, Vault vault) {
        var bridge = found.bridge();
        var left = Duration.between(clock.instant(), bridge.expiresAt());
        var most = Duration.ofSeconds(bridge.longestSeconds());
        var longest = left.compareTo(most) < 0 ? left : most;
        var entry = entry(call, incoming, Optional.of(found), Outcome.done().by(bridge.rule(), policy.version())
                .lease(bridge.id(), bridge.expiresAt()));
        return calls.connect(call, incoming, found, longest, entry).chain(sides -> sides
                .map(sealed -> Uni.createFrom().<CallDecision>item(new CallDecision.Connect(call, bridge.id(),
                        target(found, sealed, vault), bridge.number(), longest)))
                .orElseGet(() -> refuse(call, incoming, found, Refusal.ENDED)));
    }

    private static String target(Found found, Sides sides, Vault vault) {
        var bridge = found.bridge();
        return found.side() == Side.PARTY ? sides.staffNumber(vault, bridge.staffId())
                : Phones.normalised(vault.open(sides.party()).get(BridgeTable.field(bridge.party())));
    }

    private Uni<CallDecision> refuse(UUID call, IncomingCall incoming, Refusal why) {
        return refused(entry(call, incoming, Optional.empty(), Outcome.refused(problem(why))), why);
    }

    private Uni<CallDecision> refuse(UUID call, IncomingCall incoming, Found found, Refusal why) {
        var bridge = found.bridge();
        return refused(entry(call, incoming, Optional.of(found), Outcome.refused(problem(why))
                .by(bridge.rule(), policy.version()).lease(bridge.id(), bridge.expiresAt())), why);
    }

    private Uni<CallDecision> refused(AccessEntry entry, Refusal why) {
        return log.append(database, entry).map(_ -> new CallDecision.Refuse(why));
    }

    private static ProblemType problem(Refusal why) {
        return switch (why) {
            case UNKNOWN_NUMBER -> ProblemType.UNKNOWN_BRIDGE_NUMBER;
            case STRANGER -> ProblemType.NOT_ON_THIS_BRIDGE;
            case ENDED -> ProblemType.BRIDGE_ENDED;
            case LIMIT_REACHED -> ProblemType.CALLS_USED_UP;
            case UNAVAILABLE -> ProblemType.LIMITS_UNAVAILABLE;
        };
    }

    /** An attempt: by the member of staff or, where the other side or a stranger calls, by the telephone side. */
    private AccessEntry entry(UUID call, IncomingCall incoming, Optional<Found> found, Outcome outcome) {
        var attempt = What.of(Action.CALL).asked("ATTEMPT", Optional.empty(), Optional.empty()).about(call.toString());
        var what = found.map(known -> CallTable.concernsRecipient(known.bridge())
                ? attempt.on(known.bridge().waybill()).at(known.stage()).recipient(known.recipientRef())
                : attempt.on(known.bridge().waybill()).at(known.stage())).orElse(attempt);
        var who = found.filter(known -> known.side() == Side.STAFF)
                .map(known -> new Who(known.bridge().staffId(), "STAFF", null))
                .orElse(new Who(incoming.provider(), "CLIENT", null));
        var outlet = found.map(known -> known.bridge().outlet()).orElse(null);
        return new AccessEntry(clock.instant(), clock.getZone().getId(), who,
                new Where(outlet, null, incoming.source()), what, outcome);
    }

    private void count(CallDecision decision) {
        var outcome = switch (decision) {
            case CallDecision.Connect _ -> "connected";
            case CallDecision.Refuse(Refusal why) -> problem(why).slug();
        };
        metrics.counter("doorstep.calls", "outcome", outcome).increment();
    }

    @Override
    public Uni<Boolean> onEvent(CallEvent event) {
        return Uni.createFrom().deferred(() -> switch (event) {
            case CallEvent.Ringing(UUID call, var at) -> calls.ringing(call, at);
            case CallEvent.Answered answered -> Deadline.within(config.decideTimeout(),
                    keyring.vault().chain(vault -> calls.answered(answered.call(), answered.at(),
                            vault.sealHandle(answered.call(), answered.handle()))));
            case CallEvent.Ended ended -> calls.ended(ended).onFailure().retry().withBackOff(FIRST_RETRY, LAST_RETRY)
                    .atMost(RETRIES);
        }).onFailure().invoke(failure -> LOG.warnf("Call %s: %s", event.call(), failure.getClass().getName()))
                .onFailure().recoverWithItem(false);
    }
}

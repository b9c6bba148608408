package org.doorstep.bridge;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.accesslog.AccessEntry;
import org.doorstep.accesslog.AccessLog;
import org.doorstep.accesslog.Outcome;
import org.doorstep.bridge.BridgeTable.Before;
import org.doorstep.bridge.BridgeTable.Made;
import org.doorstep.bridge.BridgeTable.Making;
import org.doorstep.bridge.BridgeTable.Sides;
import org.doorstep.masking.Phones;
import org.doorstep.policy.BridgeTerms;
import org.doorstep.policy.Policy;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemType;
import org.doorstep.time.Deadline;
import org.doorstep.vault.Keyring;
import org.doorstep.vault.Vault;
import org.doorstep.view.AdmitToParcel;
import org.doorstep.view.AdmitToParcel.Admission;
import org.doorstep.view.ParcelRequest;
import org.jboss.logging.Logger;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;

/**
 * A person asks for a number by which to call: the walk of a view up to the decision, then a bridge with its entry, and
 * only then the telephone side. Once more for the same parcel and party is the same bridge, while it lives.
 */
@ApplicationScoped
class OpenBridge {

    private static final Logger LOG = Logger.getLogger(OpenBridge.class);
    private static final int ATTEMPTS = 4;
    private static final int TAIL = 4;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final AdmitToParcel admit;
    private final BridgeTable bridges;
    private final Telephone telephone;
    private final Keyring keyring;
    private final Policy policy;
    private final AccessLog log;
    private final Pool database;
    private final Clock clock;
    private final BridgeConfig config;

    OpenBridge(AdmitToParcel admit, BridgeTable bridges, Telephone telephone, Keyring keyring, Policy policy,
            AccessLog log, Pool database, Clock clock, BridgeConfig config) {
        this.admit = admit;
        this.bridges = bridges;
        this.telephone = telephone;
        this.keyring = keyring;
        this.policy = policy;
        this.log = log;
        this.database = database;
        this.clock = clock;
        this.config = config;
    }

    /** How it ended; either way its entry is in the log. */
    sealed interface Opened {
        record Done(MadeBridge bridge, long entry, boolean again) implements Opened {
        }

        record Refused(Problem problem) implements Opened {
        }
    }

    /** A bridge on its way. */
    private record Walk(ParcelRequest request, BridgeProvider provider, Admission.Admitted admitted, Before before,
            Vault vault, Set<String> without, int left) {

        BridgeTerms terms() {
            return admitted.decision().granting().bridge().orElseThrow();
        }
    }

    Uni<Opened> open(ParcelRequest request) {
        return telephone.provider().map(provider -> attempt(request, provider, Set.of(), ATTEMPTS))
                .orElseGet(() -> refused(Problem.of(ProblemType.NO_TELEPHONE)));
    }

    private Uni<Opened> attempt(ParcelRequest request, BridgeProvider provider, Set<String> without, int left) {
        if (left == 0) {
            return refused(Problem.of(ProblemType.SERVICE_UNAVAILABLE).retryAfter(Duration.ofSeconds(1)));
        }
        return admit.admit(request).chain(admission -> switch (admission) {
            case Admission.Refused refused -> refused(refused.problem());
            case Admission.Admitted admitted -> keyring.vault().chain(vault -> bridges
                    .before(request, admitted.decision().granting().bridge().orElseThrow().party())
                    .chain(before -> admitted(
                            new Walk(request, provider, admitted, before, vault, without, left))));
        });
    }

    private Uni<Opened> admitted(Walk walk) {
        var live = walk.before().live();
        if (live.isPresent()) {
            return again(walk, live.get());
        }
        return refusal(walk).map(problem -> logged(walk, problem)).orElseGet(() -> make(walk));
    }

    private Uni<Opened> logged(Walk walk, Problem problem) {
        return admit.refused(walk.request(), walk.admitted().facts(), walk.admitted().decision(), problem)
                .map(Opened.Refused::new);
    }

    /** What is known before a number is looked for. */
    private Optional<Problem> refusal(Walk walk) {
        if (!walk.before().registered() && config.kind() == BridgeConfig.Kind.AXB) {
            return Optional.of(Problem.of(ProblemType.NO_REGISTERED_PHONE));
        }
        if (walk.vault().isNoPhoneIndex(walk.before().party(), walk.request().waybill())) {
            return Optional.of(Problem.of(ProblemType.PARTY_NOT_CALLABLE));
        }
        return walk.before().calls() < walk.terms().calls() ? Optional.empty()
                : Optional.of(Problem.of(ProblemType.CALLS_USED_UP));
    }

    /** The same bridge, and the telephone side is told again: the first time it may not have heard. */
    private Uni<Opened> again(Walk walk, MadeBridge bridge) {
        return log.append(database, entry(walk, bridge.id(), bridge.expiresAt()))
                .chain(entry -> bridge.reference().isPresent()
                        ? Uni.createFrom().<Opened>item(new Opened.Done(bridge, entry, true))
                        : bridges.sides(bridge).chain(sides -> bind(walk, bridge, sides, entry, true)));
    }

    private Uni<Opened> make(Walk walk) {
        var id = UUID.randomUUID();
        var now = clock.instant();
        var terms = walk.terms();
        var rule = walk.admitted().decision().granting();
        var capabilities = walk.provider().capabilities();
        var life = terms.life().compareTo(rule.lease()) < 0 ? terms.life() : rule.lease();
        var expiresAt = now.plus(capabilities.within(life)).truncatedTo(ChronoUnit.SECONDS);
        var making = new Making(id, walk.request(), walk.admitted().facts(), rule, terms, walk.before().party(),
                extension(), pools(walk.admitted().facts().staff().orElseThrow().outlet()), walk.without(),
                config.kind() == BridgeConfig.Kind.AXB ? capabilities.pairsPerNumber() : Integer.MAX_VALUE,
                walk.provider().name(), expiresAt, terms.calls() - walk.before().calls(), config.coolOff());
        return bridges.make(making, entry(walk, id, expiresAt)).chain(made -> switch (made) {
            case Made.Changed _ -> attempt(walk.request(), walk.provider(), walk.without(), walk.left() - 1);
            case Made.NoNumber _ -> logged(walk, Problem.of(ProblemType.NO_NUMBER_FREE)
                    .retryAfter(Duration.ofMinutes(1)));
            case Made.Done done -> bind(walk, kept(making, done), done.sides(), done.entry(), false);
        });
    }

    private static MadeBridge kept(Making making, Made.Done done) {
        return new MadeBridge(making.id(), making.request().waybill(), making.request().person().id(),
                making.facts().staff().orElseThrow().outlet(), making.request().purpose(), making.rule().id(),
                making.terms().party(), done.number(), making.extension(), making.provider(), Optional.empty(),
                making.expiresAt(), 0, making.callsMost(), (int) making.terms().longest().toSeconds(),
                Optional.empty(), Optional.empty());
    }

    /** Tells the telephone side; what it does not take is ended, so that nothing half made connects. */
    private Uni<Opened> bind(Walk walk, MadeBridge bridge, Sides sides, long entry, boolean again) {
        var staff = sides.staffNumber(walk.vault(), bridge.staffId());
        var party = Phones.normalised(walk.vault().open(sides.party()).get(BridgeTable.field(bridge.party())));
        if (sameTail(bridge.number(), staff) || sameTail(bridge.number(), party)) {
            return anotherNumber(walk, bridge);
        }
        var binding = new Binding(bridge.id(), bridge.number(), bridge.extension(), staff, party, bridge.expiresAt(),
                Duration.ofSeconds(bridge.longestSeconds()));
        return Deadline.within(config.bindTimeout(), walk.provider().bind(binding))
                .onFailure().invoke(failure -> LOG.warnf("Bridge %s is not bound: %s", bridge.id(),
                        failure.getClass().getName()))
                .onFailure().recoverWithItem(new Bound.Rejected("no answer"))
                .chain(bound -> switch (bound) {
                    case Bound.Done done -> bridges.bound(bridge, done.reference())
                            .map(_ -> new Opened.Done(bridge, entry, again));
                    case Bound.Conflict _ -> anotherNumber(walk, bridge);
                    case Bound.PoolExhausted _ -> unbound(bridge, Problem.of(ProblemType.NO_NUMBER_FREE)
                            .retryAfter(Duration.ofMinutes(1)));
                    case Bound.Rejected _ -> unbound(bridge, Problem.of(ProblemType.TELEPHONE_UNAVAILABLE)
                            .retryAfter(Duration.ofSeconds(5)));
                });
    }

    /** A virtual number that ends like somebody's own would tell four digits of it. */
    private static boolean sameTail(String number, String own) {
        var main = own.contains(";") ? own.substring(0, own.indexOf(';')) : own;
        return main.length() >= TAIL && number.endsWith(main.substring(main.length() - TAIL));
    }

    private Uni<Opened> anotherNumber(Walk walk, MadeBridge bridge) {
        var without = new HashSet<>(walk.without());
        without.add(bridge.number());
        return bridges.end(bridge.waybill(), bridge.id(), EndReason.NOT_BOUND)
                .chain(() -> attempt(walk.request(), walk.provider(), without, walk.left() - 1));
    }

    private Uni<Opened> unbound(MadeBridge bridge, Problem problem) {
        return bridges.end(bridge.waybill(), bridge.id(), EndReason.NOT_BOUND).chain(() -> refused(problem));
    }

    private AccessEntry entry(Walk walk, UUID bridge, Instant expiresAt) {
        var decision = walk.admitted().decision();
        return admit.entry(walk.request(), walk.admitted().facts(), Outcome.done()
                .by(decision.granting().id(), policy.version()).lease(bridge, expiresAt)).in(decision.post());
    }

    private Optional<String> extension() {
        return config.kind() == BridgeConfig.Kind.AXB ? Optional.empty()
                : Optional.of("%04d".formatted(RANDOM.nextInt(10_000)));
    }

    /** The pools of an outlet, the nearest first: its own, its regions', everybody's. */
    static List<String> pools(String outlet) {
        var pools = new ArrayList<String>();
        for (var code = outlet; !code.isEmpty(); code = code.substring(0, Math.max(0, code.lastIndexOf('-')))) {
            pools.add(code);
        }
        pools.add(NumberPool.EVERYBODY);
        return pools;
    }

    private static Uni<Opened> refused(Problem problem) {
        return Uni.createFrom().item(new Opened.Refused(problem));
    }
}

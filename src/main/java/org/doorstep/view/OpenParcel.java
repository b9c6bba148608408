package org.doorstep.view;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.accesslog.AccessEntry;
import org.doorstep.accesslog.AccessLog;
import org.doorstep.accesslog.Action;
import org.doorstep.accesslog.Outcome;
import org.doorstep.accesslog.What;
import org.doorstep.identity.KnownOrigins;
import org.doorstep.identity.StaffNow;
import org.doorstep.policy.Decision;
import org.doorstep.policy.Policy;
import org.doorstep.policy.Question;
import org.doorstep.policy.Rule;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemType;
import org.doorstep.quota.Spending;
import org.doorstep.time.Deadline;
import org.doorstep.vault.Keyring;
import org.doorstep.vault.Vault;
import org.doorstep.view.Disclosure.Disclosed;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;

/**
 * The walk: a person opens a parcel. Facts, decision, limits, then one statement that logs and discloses, and only
 * then the fields in their forms.
 */
@ApplicationScoped
class OpenParcel {

    private final FactsQuery facts;
    private final KnownOrigins origins;
    private final Policy policy;
    private final ViewLimits limits;
    private final Disclosure disclosure;
    private final Keyring keyring;
    private final AccessLog log;
    private final Pool database;
    private final Clock clock;
    private final ViewConfig config;

    OpenParcel(FactsQuery facts, KnownOrigins origins, Policy policy, ViewLimits limits, Disclosure disclosure,
            Keyring keyring,
            AccessLog log, Pool database, Clock clock, ViewConfig config) {
        this.facts = facts;
        this.origins = origins;
        this.policy = policy;
        this.limits = limits;
        this.disclosure = disclosure;
        this.keyring = keyring;
        this.log = log;
        this.database = database;
        this.clock = clock;
        this.config = config;
    }

    Uni<ViewOutcome> open(ViewRequest request) {
        return Deadline.within(config.timeout(), attempt(request, config.attempts()));
    }

    private Uni<ViewOutcome> attempt(ViewRequest request, int left) {
        if (left == 0) {
            return Uni.createFrom().item(ViewOutcome.Refused.of(Problem.of(ProblemType.SERVICE_UNAVAILABLE)
                    .retryAfter(Duration.ofSeconds(1))));
        }
        return facts.read(request).chain(known -> switch (decide(request, known)) {
            case Decision.Granted _ when !known.staff().orElseThrow().originKnown() -> origins
                    .remember(request.person(), request.origin()).chain(() -> attempt(request, left - 1));
            case Decision.Granted granted -> grant(request, known, granted, left);
            case Decision.Refused refused -> refuse(request, known, refused);
        });
    }

    private Decision decide(ViewRequest request, Facts known) {
        var posts = known.staff().map(staff -> staff.postsNow(request.person())).orElse(Set.of());
        if (posts.isEmpty()) {
            return new Decision.Refused(StaffNow.whyNothing(known.staff(), request.person()), Optional.empty());
        }
        var sinceSignIn = request.person().authenticatedAt().map(then -> Duration.between(then, clock.instant()));
        return policy.decide(new Question(posts, request.purpose(), known.stage(), known.scopes(),
                request.reason().isPresent(), sinceSignIn));
    }

    private Uni<ViewOutcome> grant(ViewRequest request, Facts known, Decision.Granted granted, int left) {
        return limits.spend(request, known, granted.granting()).chain(spending -> switch (spending) {
            case Spending.Spent spent -> disclose(request, known, granted, spent, left);
            case Spending.Exhausted exhausted -> limited(request, known, granted, exhausted);
            case Spending.Unknown _ -> logged(request, known, granted,
                    Problem.of(ProblemType.LIMITS_UNAVAILABLE).retryAfter(Duration.ofSeconds(5)));
        });
    }

    private Uni<ViewOutcome> disclose(ViewRequest request, Facts known, Decision.Granted granted,
            Spending.Spent spent, int left) {
        var grant = grantOf(known, granted);
        var entry = entry(request, known, Outcome.granted(grant.logged()).by(grant.rule().id(), policy.version())
                .lease(grant.lease().id(), grant.lease().until())).in(grant.post());
        return keyring.vault().chain(vault -> disclosure.disclose(request, known, grant, entry)
                .chain(disclosed -> disclosed.isEmpty() ? attempt(request, left - 1)
                        : Uni.createFrom().item(show(disclosed.get(), known, grant, spent, vault))));
    }

    private ViewOutcome show(Disclosed disclosed, Facts known, Grant grant, Spending.Spent spent,
            Vault vault) {
        var view = ParcelView.of(grant, known.parcel().orElseThrow(), vault.open(disclosed.sealed()),
                disclosed.sealed().waybill());
        return new ViewOutcome.Shown(disclosed.entryId(), view, grant.lease(), spent.first());
    }

    private Grant grantOf(Facts known, Decision.Granted granted) {
        return known.lease().map(lease -> new Grant(granted.granting(), granted.post(), lease, false))
                .orElseGet(() -> new Grant(granted.granting(), granted.post(), new Facts.Lease(UUID.randomUUID(),
                        clock.instant().plus(granted.granting().lease()).truncatedTo(ChronoUnit.SECONDS)), true));
    }

    private Uni<ViewOutcome> limited(ViewRequest request, Facts known, Decision.Granted granted,
            Spending.Exhausted exhausted) {
        return logged(request, known, granted, RateLimitHeader.exhausted(exhausted.limit(), clock.instant()));
    }

    /** A parcel that is not open to the person counts as a miss, so that numbers cannot be tried one by one. */
    private Uni<ViewOutcome> refuse(ViewRequest request, Facts known, Decision.Refused refused) {
        if (refused.why() != ProblemType.PARCEL_NOT_AVAILABLE) {
            return logged(request, known, refused, problem(refused));
        }
        return limits.miss(request, known).chain(spending -> switch (spending) {
            case Spending.Spent _ -> logged(request, known, refused, problem(refused));
            case Spending.Exhausted exhausted -> logged(request, known, refused,
                    RateLimitHeader.exhausted(exhausted.limit(), clock.instant()));
            case Spending.Unknown _ -> logged(request, known, refused,
                    Problem.of(ProblemType.LIMITS_UNAVAILABLE).retryAfter(Duration.ofSeconds(5)));
        });
    }

    private static Problem problem(Decision.Refused refused) {
        return refused.why() == ProblemType.STEP_UP_REQUIRED
                ? StepUp.challenge(refused.rule().flatMap(Rule::stepUp).orElseThrow())
                : Problem.of(refused.why());
    }

    private Uni<ViewOutcome> logged(ViewRequest request, Facts known, Decision decision, Problem problem) {
        var outcome = Outcome.refused(problem.type())
                .by(decision.rule().map(Rule::id).orElse(null), policy.version());
        return log.append(database, entry(request, known, outcome))
                .map(number -> ViewOutcome.Refused.of(problem.header(AccessLog.ENTRY_HEADER, number.toString())));
    }

    private AccessEntry entry(ViewRequest request, Facts known, Outcome outcome) {
        var asked = What.of(Action.VIEW).asked(request.purpose(), request.reason(), request.ticket());
        var what = request.number().isNoPhoneNumber() ? asked.on(request.waybill()) : asked;
        var detailed = known.parcel().map(parcel -> what.on(request.waybill()).at(parcel.stage().name())
                .recipient(parcel.recipientRef())).orElse(what);
        var entry = log.entry(request.person(), request.origin(), detailed, outcome);
        return known.staff().map(staff -> entry.of(staff.outlet())).orElse(entry);
    }
}

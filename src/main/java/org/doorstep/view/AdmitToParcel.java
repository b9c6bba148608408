package org.doorstep.view;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

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

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;

/**
 * The walk up to where something is given: facts, decision, limits. What is refused has its entry when it is answered;
 * whoever was let in gives what was asked for in a statement that is fenced by the facts' epoch and version.
 */
@ApplicationScoped
public class AdmitToParcel {

    private final FactsQuery facts;
    private final KnownOrigins origins;
    private final Policy policy;
    private final ViewLimits limits;
    private final AccessLog log;
    private final Pool database;
    private final Clock clock;

    AdmitToParcel(FactsQuery facts, KnownOrigins origins, Policy policy, ViewLimits limits, AccessLog log,
            Pool database, Clock clock) {
        this.facts = facts;
        this.origins = origins;
        this.policy = policy;
        this.limits = limits;
        this.log = log;
        this.database = database;
        this.clock = clock;
    }

    /** Whether a person may come to a parcel for a purpose. */
    public sealed interface Admission {

        /** They may, as far as these facts hold; the limits are spent. */
        record Admitted(Facts facts, Decision.Granted decision, Spending.Spent spent) implements Admission {
        }

        /** They may not; the problem names its entry. */
        record Refused(Problem problem) implements Admission {
        }
    }

    public Uni<Admission> admit(ParcelRequest request) {
        return facts.read(request).chain(known -> switch (decide(request, known)) {
            case Decision.Granted _ when !known.staff().orElseThrow().originKnown() -> origins
                    .remember(request.person(), request.origin()).chain(() -> admit(request));
            case Decision.Granted granted -> spend(request, known, granted);
            case Decision.Refused refused -> refuse(request, known, refused);
        });
    }

    private Decision decide(ParcelRequest request, Facts known) {
        var posts = known.staff().map(staff -> staff.postsNow(request.person())).orElse(Set.of());
        if (posts.isEmpty()) {
            return new Decision.Refused(StaffNow.whyNothing(known.staff(), request.person()), Optional.empty());
        }
        var sinceSignIn = request.person().authenticatedAt().map(then -> Duration.between(then, clock.instant()));
        var question = new Question(posts, request.purpose(), known.stage(), known.scopes(),
                request.reason().isPresent(), sinceSignIn);
        return request.action() == Action.BRIDGE ? policy.decideBridge(question) : policy.decide(question);
    }

    private Uni<Admission> spend(ParcelRequest request, Facts known, Decision.Granted granted) {
        return limits.spend(request, known, granted.granting()).chain(spending -> switch (spending) {
            case Spending.Spent spent ->
                Uni.createFrom().<Admission>item(new Admission.Admitted(known, granted, spent));
            case Spending.Exhausted exhausted -> notAdmitted(request, known, granted,
                    RateLimitHeader.exhausted(exhausted.limit(), clock.instant()));
            case Spending.Unknown _ -> notAdmitted(request, known, granted,
                    Problem.of(ProblemType.LIMITS_UNAVAILABLE).retryAfter(Duration.ofSeconds(5)));
        });
    }

    /** A parcel that is not open to the person counts as a miss, so that numbers cannot be tried one by one. */
    private Uni<Admission> refuse(ParcelRequest request, Facts known, Decision.Refused refused) {
        if (refused.why() != ProblemType.PARCEL_NOT_AVAILABLE) {
            return notAdmitted(request, known, refused, problem(refused));
        }
        return limits.miss(request, known).chain(spending -> switch (spending) {
            case Spending.Spent _ -> notAdmitted(request, known, refused, problem(refused));
            case Spending.Exhausted exhausted -> notAdmitted(request, known, refused,
                    RateLimitHeader.exhausted(exhausted.limit(), clock.instant()));
            case Spending.Unknown _ -> notAdmitted(request, known, refused,
                    Problem.of(ProblemType.LIMITS_UNAVAILABLE).retryAfter(Duration.ofSeconds(5)));
        });
    }

    private static Problem problem(Decision.Refused refused) {
        return refused.why() == ProblemType.STEP_UP_REQUIRED
                ? StepUp.challenge(refused.rule().flatMap(Rule::stepUp).orElseThrow())
                : Problem.of(refused.why());
    }

    private Uni<Admission> notAdmitted(ParcelRequest request, Facts known, Decision decision, Problem problem) {
        return refused(request, known, decision, problem).map(Admission.Refused::new);
    }

    /** Appends the entry of a refusal; the problem then names it. */
    public Uni<Problem> refused(ParcelRequest request, Facts known, Decision decision, Problem problem) {
        var outcome = Outcome.refused(problem.type())
                .by(decision.rule().map(Rule::id).orElse(null), policy.version());
        return log.append(database, entry(request, known, outcome))
                .map(number -> problem.header(AccessLog.ENTRY_HEADER, number.toString()));
    }

    /** The entry of what was asked for, as far as its facts are known. */
    public AccessEntry entry(ParcelRequest request, Facts known, Outcome outcome) {
        var asked = What.of(request.action()).asked(request.purpose(), request.reason(), request.ticket());
        var what = request.number().isNoPhoneNumber() ? asked.on(request.waybill()) : asked;
        var detailed = known.parcel().map(parcel -> what.on(request.waybill()).at(parcel.stage().name())
                .recipient(parcel.recipientRef())).orElse(what);
        var entry = log.entry(request.person(), request.origin(), detailed, outcome);
        return known.staff().map(staff -> entry.of(staff.outlet())).orElse(entry);
    }
}

package org.doorstep.policy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import org.doorstep.identity.Post;
import org.doorstep.problem.ProblemType;

/**
 * The policy as read from its file. {@link #decide} is pure: the same question always has the same answer, and what
 * no rule grants is refused.
 *
 * @param version kept in every entry that was decided by it
 * @param limits the limits that hold whatever the rule, by name
 */
public record Policy(String version, Map<Field, Sensitivity> catalogue, Set<String> purposes,
        Map<LimitName, Cap> limits, List<Rule> rules) {

    public Policy {
        catalogue = Map.copyOf(catalogue);
        purposes = Set.copyOf(purposes);
        limits = Map.copyOf(limits);
        rules = List.copyOf(rules);
    }

    /** A limit that holds whatever the rule. */
    public enum LimitName {
        OUTLET, RECIPIENT, DEVICE, MISSES
    }

    public Cap limit(LimitName name) {
        return Objects.requireNonNull(limits.get(name), "every limit is checked to be there");
    }

    public Decision decide(Question question) {
        var forPost = rules.stream().filter(rule -> rule.purpose().equals(question.purpose()))
                .filter(rule -> rule.posts().stream().anyMatch(question.posts()::contains)).toList();
        if (forPost.isEmpty()) {
            return new Decision.Refused(ProblemType.PURPOSE_NOT_ALLOWED, Optional.empty());
        }
        var inScope = forPost.stream().filter(rule -> question.scopes().contains(rule.scope())).toList();
        if (question.stage().isEmpty() || inScope.isEmpty()) {
            return new Decision.Refused(ProblemType.PARCEL_NOT_AVAILABLE, Optional.of(forPost.getFirst()));
        }
        return inScope.stream().filter(rule -> rule.stages().contains(question.stage().orElseThrow())).findFirst()
                .map(rule -> conditions(rule, question))
                .orElseGet(() -> new Decision.Refused(ProblemType.STAGE_NOT_ALLOWED, Optional.of(inScope.getFirst())));
    }

    /** The same for a call: granted only by a rule that allows calls. */
    public Decision decideBridge(Question question) {
        return switch (decide(question)) {
            case Decision.Granted granted when granted.granting().bridge().isEmpty() ->
                new Decision.Refused(ProblemType.BRIDGE_NOT_ALLOWED, granted.rule());
            case Decision.Granted granted -> granted;
            case Decision.Refused refused -> refused;
        };
    }

    private static Decision conditions(Rule rule, Question question) {
        if (rule.reasonRequired() && !question.reasonGiven()) {
            return new Decision.Refused(ProblemType.REASON_REQUIRED, Optional.of(rule));
        }
        if (rule.stepUp().isPresent() && !recent(rule, question)) {
            return new Decision.Refused(ProblemType.STEP_UP_REQUIRED, Optional.of(rule));
        }
        if (rule.secondPerson()) {
            return new Decision.Refused(ProblemType.APPROVAL_NEEDED, Optional.of(rule));
        }
        return new Decision.Granted(rule, postOf(rule, question.posts()));
    }

    private static boolean recent(Rule rule, Question question) {
        return question.sinceSignIn().filter(since -> since.compareTo(rule.stepUp().orElseThrow()) <= 0).isPresent();
    }

    private static Post postOf(Rule rule, Set<Post> held) {
        return rule.posts().stream().filter(held::contains).sorted().findFirst().orElseThrow();
    }

    /** The rule of an id, to explain a decision that was taken by this version. */
    public Optional<Rule> rule(String id) {
        return rules.stream().filter(rule -> rule.id().equals(id)).findFirst();
    }
}

package org.doorstep.accesslog;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;

import org.doorstep.problem.ProblemType;
import org.jspecify.annotations.Nullable;

/**
 * How it ended, and by which rule.
 *
 * @param fields what was shown, as {@code field=FORM}
 * @param problem slug of the problem that was answered, if any
 * @param rule the policy's rule that decided, and the version of the policy it was read from
 */
@Embeddable
public record Outcome(
        @Enumerated(EnumType.STRING) Decision decision,
        String[] fields,
        @Nullable String problem,
        @Nullable String rule,
        @Column(name = "policy_version") @Nullable String policyVersion,
        @Column(name = "lease_id") @Nullable UUID leaseId,
        @Column(name = "lease_until") @Nullable Instant leaseUntil) {

    private static final String[] NO_FIELDS = {};

    public static Outcome done() {
        return new Outcome(Decision.GRANTED, NO_FIELDS, null, null, null, null, null);
    }

    public static Outcome granted(List<String> fields) {
        return new Outcome(Decision.GRANTED, fields.toArray(String[]::new), null, null, null, null, null);
    }

    public static Outcome refused(ProblemType problem) {
        var decision = problem == ProblemType.APPROVAL_NEEDED ? Decision.NEEDS_APPROVAL : Decision.REFUSED;
        return new Outcome(decision, NO_FIELDS, problem.slug(), null, null, null, null);
    }

    /** A refusal by the slug of its problem. */
    static Outcome refused(String problem) {
        return new Outcome(Decision.REFUSED, NO_FIELDS, problem, null, null, null, null);
    }

    public Outcome by(@Nullable String ruleId, String version) {
        return new Outcome(decision, fields, problem, ruleId, version, leaseId, leaseUntil);
    }

    public Outcome lease(UUID id, Instant until) {
        return new Outcome(decision, fields, problem, rule, policyVersion, id, until);
    }
}

package org.doorstep.policy;

import java.util.Optional;

import org.doorstep.identity.Post;
import org.doorstep.problem.ProblemType;

/** What the policy says to a {@link Question}. */
public sealed interface Decision {

    /** The rule that decided, if one came into question. */
    Optional<Rule> rule();

    /** The fields may be shown in the forms of the rule, to the person in this post. */
    record Granted(Rule granting, Post post) implements Decision {
        @Override
        public Optional<Rule> rule() {
            return Optional.of(granting);
        }
    }

    /** Nothing may be shown. */
    record Refused(ProblemType why, Optional<Rule> rule) implements Decision {
    }
}

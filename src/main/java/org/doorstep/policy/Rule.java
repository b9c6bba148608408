package org.doorstep.policy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.doorstep.identity.Post;
import org.doorstep.masking.Form;
import org.doorstep.parcel.Stage;

/**
 * One row of the policy.
 *
 * @param id stable name, kept in access entries
 * @param fields the form of each field that is granted; what is not here is {@link Form#NONE}
 * @param lease how long a look lasts
 * @param reasonRequired whether a reason must be typed
 * @param stepUp how recently the person must have signed in, where that is asked for
 * @param secondPerson whether a second person must approve
 * @param bridge whether and how far the person may call, neither learning the other's number
 * @param owner the department that answers for the rule
 * @param articles the articles it rests on, as {@code text/article}
 */
public record Rule(String id, Set<Post> posts, String purpose, Set<Stage> stages, Scope scope,
        Map<Field, Form> fields, Duration lease, Cap cap, boolean reasonRequired, Optional<Duration> stepUp,
        boolean secondPerson, Optional<BridgeTerms> bridge, String legalBasis, String pia, String owner,
        List<String> articles) {

    public Rule {
        posts = Set.copyOf(posts);
        stages = Set.copyOf(stages);
        fields = Map.copyOf(fields);
        articles = List.copyOf(articles);
    }
}

package org.doorstep.scim;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import org.doorstep.problem.ProblemType;

import com.unboundid.scim2.common.Path;
import com.unboundid.scim2.common.exceptions.ScimException;
import com.unboundid.scim2.common.filters.Filter;

/**
 * The one question that identity systems ask of a list: is there an account of this name (RFC 7644, section 3.4.2.2)?
 *
 * @param staffId the staff number asked for; empty if what was asked for can be nobody's
 */
record Lookup(Optional<String> staffId) {

    /** All three are the staff number. */
    private static final Set<String> NAMES = Set.of("username", "externalid", "id");

    static Lookup of(String filter) {
        try {
            return of(Filter.fromString(filter));
        } catch (ScimException e) {
            throw Refusal.of(ProblemType.INVALID_FILTER);
        }
    }

    private static Lookup of(Filter filter) {
        return Equality.of(filter).filter(equal -> named(equal.path()) && equal.value().isTextual())
                .map(equal -> new Lookup(Account.staffNumber(equal.value().asText())))
                .orElseThrow(() -> Refusal.of(ProblemType.INVALID_FILTER));
    }

    private static boolean named(Path path) {
        return path.size() == 1 && path.getElement(0).getValueFilter() == null
                && (path.getSchemaUrn() == null || Schemas.USER.equalsIgnoreCase(path.getSchemaUrn()))
                && NAMES.contains(path.getElement(0).getAttribute().toLowerCase(Locale.ROOT));
    }
}

package org.doorstep.scim;

import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.scim2.common.Path;
import com.unboundid.scim2.common.filters.Filter;
import com.unboundid.scim2.common.filters.FilterType;

/** A filter of the form {@code path eq value}. */
record Equality(Path path, JsonNode value) {

    /** The filter, if it is of this form. */
    static Optional<Equality> of(Filter filter) {
        return Optional.of(filter).filter(given -> given.getFilterType() == FilterType.EQUAL)
                .flatMap(equal -> Optional.ofNullable(equal.getAttributePath())
                        .flatMap(path -> Optional.ofNullable(equal.getComparisonValue())
                                .map(value -> new Equality(path, value))));
    }
}

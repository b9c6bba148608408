package org.doorstep.problem;

import java.util.Comparator;

import jakarta.validation.ConstraintViolation;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * One rule of the schema that a request breaks.
 *
 * @param pointer RFC 6901 pointer to the member
 * @param rule what it must be; never what it was
 */
@RegisterForReflection
public record Violation(String pointer, String rule) implements Comparable<Violation> {

    /** A Bean Validation finding, without its value. */
    public static Violation of(ConstraintViolation<?> violation) {
        var path = violation.getPropertyPath().toString().replaceFirst("^[^.]*\\.(request|body|parcel)\\.?", "");
        return new Violation("/" + path.replace('.', '/').replaceAll("\\[(\\d+)]", "/$1"), violation.getMessage());
    }

    @Override
    public int compareTo(Violation other) {
        return Comparator.comparing(Violation::pointer).thenComparing(Violation::rule).compare(this, other);
    }
}

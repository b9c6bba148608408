package org.doorstep.investigation;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemException;
import org.doorstep.problem.ProblemType;
import org.doorstep.problem.Violation;
import org.jspecify.annotations.Nullable;

/**
 * The time that is asked about.
 *
 * @param from inclusive
 * @param to exclusive
 */
record Window(Optional<Instant> from, Optional<Instant> to) {

    /** Of two RFC 3339 instants, either of which may be absent. @throws ProblemException if they are no window */
    static Window of(@Nullable String from, @Nullable String to) {
        var window = new Window(instant("from", from), instant("to", to));
        if (window.from.isPresent() && window.to.isPresent() && !window.from.get().isBefore(window.to.get())) {
            throw invalid("from", "must be before \"to\"");
        }
        return window;
    }

    private static Optional<Instant> instant(String name, @Nullable String text) {
        try {
            return Optional.ofNullable(text).map(OffsetDateTime::parse).map(OffsetDateTime::toInstant);
        } catch (DateTimeException e) {
            throw invalid(name, "must be an RFC 3339 instant such as 2026-11-21T08:00:00+08:00");
        }
    }

    static ProblemException invalid(String name, String rule) {
        return new ProblemException(Problem.of(ProblemType.INVALID_REQUEST)
                .with("violations", List.of(new Violation("/" + name, rule))));
    }

    /** For the entry that says what was asked. */
    String inWords() {
        return from.map(instant -> " from " + instant).orElse("") + to.map(instant -> " to " + instant).orElse("");
    }
}

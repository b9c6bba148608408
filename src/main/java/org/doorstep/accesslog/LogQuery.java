package org.doorstep.accesslog;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.QueryParam;

import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemException;
import org.doorstep.problem.ProblemType;
import org.doorstep.problem.Violation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** Filters of the log's addresses; all that are given must match. */
@RegisterForReflection
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY, getterVisibility = JsonAutoDetect.Visibility.NONE)
@JsonInclude(JsonInclude.Include.NON_NULL)
public class LogQuery {

    private static final String TEXT = "\\P{Cntrl}{1,64}";
    private static final String TEXT_MESSAGE = "must be 1 to 64 characters, none of them a control character";
    private static final String SHOWN = "[a-zA-Z.]{1,40}=[A-Z0-9_]{1,16}";

    @QueryParam("actor")
    @Nullable
    @Pattern(regexp = TEXT, message = TEXT_MESSAGE)
    @Parameter(description = "Staff number or client id", example = "K1001")
    String actor;
    @QueryParam("outlet")
    @Nullable
    @Pattern(regexp = TEXT, message = TEXT_MESSAGE)
    String outlet;
    @QueryParam("device")
    @Nullable
    @Pattern(regexp = TEXT, message = TEXT_MESSAGE)
    String device;
    @QueryParam("waybill")
    @Nullable
    @Pattern(regexp = TEXT, message = TEXT_MESSAGE)
    String waybill;
    @QueryParam("subject")
    @Nullable
    @Pattern(regexp = TEXT, message = TEXT_MESSAGE)
    @Parameter(description = "The staff number, device, outlet or client that a change was about")
    String subject;
    @QueryParam("action")
    @Nullable
    String action;
    @QueryParam("purpose")
    @Nullable
    @Pattern(regexp = TEXT, message = TEXT_MESSAGE)
    String purpose;
    @QueryParam("form")
    @Nullable
    @Pattern(regexp = SHOWN, message = "must be a field and the form it was shown in, such as recipient.phone=FULL")
    @Parameter(description = "A field and the form that it was shown in", example = "recipient.phone=FULL")
    String form;
    @QueryParam("decision")
    @Nullable
    String decision;
    @QueryParam("problem")
    @Nullable
    @Pattern(regexp = TEXT, message = TEXT_MESSAGE)
    String problem;
    @QueryParam("from")
    @Nullable
    @Parameter(description = "RFC 3339 instant, inclusive")
    String from;
    @QueryParam("to")
    @Nullable
    @Parameter(description = "RFC 3339 instant, exclusive")
    String to;

    /** The filter. @throws ProblemException if a value is none of those that there are */
    LogFilter filter() {
        return LogFilter.ALL.equal("actor", "actor", actor).equal("outlet", "outlet", outlet)
                .equal("device", "device", device).equal("waybill", "waybill", waybill)
                .equal("subject", "subject", subject)
                .equal("action", "action", constant("action", action, Action.class))
                .equal("purpose", "purpose", purpose)
                .equal("decision", "decision", constant("decision", decision, Decision.class))
                .equal("problem", "problem", problem).shown(form)
                .from(instant("from", from)).to(instant("to", to));
    }

    static <E extends Enum<E>> @Nullable E constant(String name, @Nullable String text, Class<E> type) {
        try {
            return text == null ? null : Enum.valueOf(type, text);
        } catch (IllegalArgumentException e) {
            throw invalid(name, "must be one of " + List.of(type.getEnumConstants()));
        }
    }

    private static Optional<Instant> instant(String name, @Nullable String text) {
        try {
            return Optional.ofNullable(text).map(OffsetDateTime::parse).map(OffsetDateTime::toInstant);
        } catch (DateTimeException e) {
            throw invalid(name, "must be an RFC 3339 instant such as 2026-11-21T08:00:00+08:00");
        }
    }

    static Optional<Long> number(String name, @Nullable String text) {
        try {
            return Optional.ofNullable(text).map(Long::valueOf);
        } catch (NumberFormatException e) {
            throw invalid(name, "must be a whole number");
        }
    }

    static ProblemException invalid(String name, String rule) {
        return new ProblemException(Problem.of(ProblemType.INVALID_REQUEST)
                .with("violations", List.of(new Violation("/" + name, rule))));
    }
}

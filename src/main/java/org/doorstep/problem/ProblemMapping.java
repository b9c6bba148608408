package org.doorstep.problem;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeoutException;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;

import org.hibernate.HibernateException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;

import io.opentelemetry.api.trace.Span;
import io.quarkus.hibernate.validator.runtime.jaxrs.ResteasyReactiveViolationException;
import io.quarkus.oidc.OIDCException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;

/**
 * Exception to problem, all of it. An answer never carries an exception's class or message, because either may hold
 * what somebody typed; the log gets the class and the trace only.
 */
class ProblemMapping {

    private static final Logger LOG = Logger.getLogger(ProblemMapping.class);

    @ServerExceptionMapper
    Response problem(ProblemException thrown) {
        return thrown.problem().response();
    }

    @ServerExceptionMapper({AuthenticationFailedException.class, UnauthorizedException.class})
    Response unauthenticated(RuntimeException thrown) {
        if (thrown.getCause() instanceof ProblemException known) {
            return problem(known);
        }
        return Problem.of(ProblemType.UNAUTHENTICATED).response();
    }

    @ServerExceptionMapper
    Response forbidden(ForbiddenException thrown) {
        return Problem.of(ProblemType.POST_NOT_ALLOWED).response();
    }

    @ServerExceptionMapper
    Response violations(ResteasyReactiveViolationException thrown) {
        List<Violation> violations = thrown.getConstraintViolations().stream().map(Violation::of).sorted().toList();
        return Problem.of(ProblemType.INVALID_REQUEST).with("violations", violations).response();
    }

    @ServerExceptionMapper
    Response malformed(MismatchedInputException thrown) {
        return malformed(JsonPointer.of(thrown));
    }

    @ServerExceptionMapper
    Response malformed(JacksonException thrown) {
        return malformed("");
    }

    private static Response malformed(String pointer) {
        return Problem.of(ProblemType.MALFORMED_JSON).with("pointer", pointer).response();
    }

    @ServerExceptionMapper
    Response http(WebApplicationException thrown) {
        if (thrown.getCause() instanceof MismatchedInputException mismatch) {
            return malformed(mismatch);
        }
        return switch (thrown.getResponse().getStatus()) {
            case 400 -> malformed("");
            case 401 -> Problem.of(ProblemType.UNAUTHENTICATED).response();
            case 403 -> Problem.of(ProblemType.POST_NOT_ALLOWED).response();
            case 404 -> Problem.of(ProblemType.NOT_FOUND).response();
            case 405 -> Problem.of(ProblemType.METHOD_NOT_ALLOWED).response();
            case 406 -> Problem.of(ProblemType.NOT_ACCEPTABLE).response();
            case 413 -> Problem.of(ProblemType.BODY_TOO_LARGE).response();
            case 415 -> Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE).response();
            default -> internal(thrown);
        };
    }

    /** A part that is down or too slow. What was under way is rolled back; nothing was shown. */
    @ServerExceptionMapper({PgException.class, IOException.class, VertxException.class, NoStackTraceThrowable.class,
            TimeoutException.class, HibernateException.class, OIDCException.class})
    Response unavailable(Throwable thrown) {
        LOG.errorf("Part unavailable: %s, trace %s", thrown.getClass().getName(), trace());
        return Problem.of(ProblemType.SERVICE_UNAVAILABLE).retryAfter(java.time.Duration.ofSeconds(1)).response();
    }

    @ServerExceptionMapper
    Response internal(Throwable thrown) {
        LOG.errorf("Unexpected: %s at %s, trace %s", thrown.getClass().getName(), place(thrown), trace());
        return Problem.of(ProblemType.INTERNAL_ERROR).with("trace", trace()).response();
    }

    private static String place(Throwable thrown) {
        var stack = thrown.getStackTrace();
        return stack.length == 0 ? "unknown" : stack[0].toString();
    }

    private static String trace() {
        return Span.current().getSpanContext().getTraceId();
    }
}

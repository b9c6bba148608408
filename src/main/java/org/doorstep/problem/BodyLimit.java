package org.doorstep.problem;

import java.util.Optional;

import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.server.ServerRequestFilter;

import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;

/** Small bodies everywhere, but where records are streamed in and where a whole list is handed in. */
class BodyLimit {

    static final long MOST_BYTES = 64 * 1024;

    private static final String STREAMED = "/v1/parcels/batch";
    private static final String FULL_LIST = "/v1/hr/roster";
    static final long MOST_BYTES_OF_A_LIST = 64 * 1024 * 1024;
    private static final String LEAKED_LIST = "/v1/investigations/leaks";
    static final long MOST_BYTES_OF_A_LEAK = 8 * 1024 * 1024;
    /** Lower runs later: Quarkus sets its own limit at 2, and the last one set counts. */
    private static final int AFTER_QUARKUS_LIMIT = 1;

    /** For bodies that do not tell their length. */
    void register(@Observes Filters filters) {
        filters.register(BodyLimit::limit, AFTER_QUARKUS_LIMIT);
    }

    private static void limit(RoutingContext request) {
        most(request.normalizedPath()).ifPresent(most -> request.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, most));
        request.next();
    }

    /** For bodies that do: behind the door, so that the log can name who sent it. */
    @ServerRequestFilter
    Optional<Response> tooLarge(ContainerRequestContext request) {
        var length = request.getHeaderString(HttpHeaders.CONTENT_LENGTH);
        boolean tooLarge = length != null && most(request.getUriInfo().getPath())
                .filter(most -> Long.parseLong(length) > most).isPresent();
        return tooLarge ? Optional.of(Problem.of(ProblemType.BODY_TOO_LARGE).response()) : Optional.empty();
    }

    private static Optional<Long> most(String path) {
        return switch (path) {
            case STREAMED -> Optional.empty();
            case FULL_LIST -> Optional.of(MOST_BYTES_OF_A_LIST);
            case LEAKED_LIST -> Optional.of(MOST_BYTES_OF_A_LEAK);
            default -> Optional.of(MOST_BYTES);
        };
    }
}

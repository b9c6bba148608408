package org.doorstep.http;

import jakarta.enterprise.event.Observes;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;

/**
 * A request in chunks is the last one of its connection. The server takes the chunks and drops a length that is stated
 * beside them, so that nobody can see it here any more; a proxy in front that went by the length would take what follows
 * for another request. It is never answered (RFC 9112, section 6.1).
 */
class RequestFraming {

    /** Before all that answers. */
    private static final int FIRST = 10_001;

    void register(@Observes Filters filters) {
        filters.register(RequestFraming::endAfterChunks, FIRST);
    }

    private static void endAfterChunks(RoutingContext request) {
        boolean chunks = request.request().version() != HttpVersion.HTTP_2
                && request.request().headers().contains("Transfer-Encoding");
        if (chunks) {
            request.addHeadersEndHandler(_ -> request.response().putHeader("Connection", "close"));
            request.addEndHandler(_ -> request.request().connection().close());
        }
        request.next();
    }
}

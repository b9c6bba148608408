package org.doorstep.http;

import java.util.Map;

import jakarta.enterprise.event.Observes;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;

/**
 * Headers of every answer, problems and pages included. Nothing is kept by anybody on the way unless the address says
 * that it may be; no page may show an answer in itself, no answer is taken for another type than it says, and none
 * loads anything (OWASP ASVS 5.0, chapter 3.4).
 */
class AnswerHeaders {

    private static final Map<String, String> ALWAYS = Map.of(
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "no-referrer",
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin");
    private static final String CACHING = "Cache-Control";
    private static final String CONTENT_POLICY = "Content-Security-Policy";
    private static final String LOADS_NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; "
            + "frame-ancestors 'none'";
    /** The description of the API as a page: scripts and styles of its own, some of them written into the page. */
    private static final String OF_THE_DESCRIPTION = "default-src 'none'; script-src 'self' 'unsafe-inline'; "
            + "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
            + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    private static final String DESCRIPTION = "/q/swagger-ui";
    private static final String TLS_ONLY = "Strict-Transport-Security";
    private static final String ONE_YEAR = "max-age=31536000; includeSubDomains";
    /** Before all that answers. */
    private static final int FIRST = 10_000;

    void register(@Observes Filters filters) {
        filters.register(AnswerHeaders::before, FIRST);
    }

    private static void before(RoutingContext request) {
        request.addHeadersEndHandler(_ -> put(request));
        request.next();
    }

    private static void put(RoutingContext request) {
        MultiMap headers = request.response().headers();
        ALWAYS.forEach(headers::set);
        if (!headers.contains(CACHING)) {
            headers.set(CACHING, "no-store");
        }
        if (!headers.contains(CONTENT_POLICY)) {
            headers.set(CONTENT_POLICY, request.normalizedPath().startsWith(DESCRIPTION) ? OF_THE_DESCRIPTION
                    : LOADS_NOTHING);
        }
        if ("https".equals(request.request().scheme())) {
            headers.set(TLS_ONLY, ONE_YEAR);
        }
    }
}

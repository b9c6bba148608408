package org.doorstep.identity;

import java.security.cert.X509Certificate;
import java.util.Optional;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemType;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/**
 * Certificates that clients showed in the TLS handshake, which checked them against the trust store, and the addresses
 * that answer nobody without one: before anything of the request is read, whatever else it is signed with.
 */
@Singleton
class ClientCertificates {

    private static final int BEFORE_ROUTES = 100;

    private final IdentityConfig config;

    ClientCertificates(IdentityConfig config) {
        this.config = config;
    }

    void register(@Observes Filters filters) {
        config.certificatePaths().ifPresent(_ -> filters.register(this::require, BEFORE_ROUTES));
    }

    private void require(RoutingContext request) {
        boolean needed = config.certificatePaths().orElseThrow().stream()
                .anyMatch(path -> under(path, withoutParameters(request.normalizedPath())));
        if (!needed || of(request.request()).isPresent()) {
            request.next();
            return;
        }
        var problem = Problem.of(ProblemType.CERTIFICATE_REQUIRED);
        request.response().setStatusCode(problem.type().status()).putHeader("Content-Type", Problem.MEDIA_TYPE)
                .putHeader("Cache-Control", "no-store").end(new JsonObject(problem.body()).encode());
    }

    /** The path as resources see it: without the parameters of its segments (RFC 3986, section 3.3). */
    private static String withoutParameters(String path) {
        return path.replaceAll(";[^/]*", "");
    }

    private static boolean under(String prefix, String path) {
        var folder = prefix.replaceFirst("/+$", "");
        return path.equals(folder) || path.startsWith(folder + "/");
    }

    /** The certificate of whoever sent the request; empty without TLS, or if none was shown. */
    static Optional<X509Certificate> of(HttpServerRequest request) {
        if (!request.isSSL() || request.connection().sslSession() == null) {
            return Optional.empty();
        }
        try {
            return request.connection().sslSession().getPeerCertificates()[0] instanceof X509Certificate shown
                    ? Optional.of(shown)
                    : Optional.empty();
        } catch (javax.net.ssl.SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }
}

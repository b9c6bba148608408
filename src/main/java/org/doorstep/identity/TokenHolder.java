package org.doorstep.identity;

import java.net.URI;
import java.security.cert.CertificateEncodingException;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.doorstep.identity.DpopProof.Checked;
import org.doorstep.identity.DpopProof.Fault;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemException;
import org.doorstep.problem.ProblemType;
import org.eclipse.microprofile.jwt.JsonWebToken;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/**
 * Whether a verified token is sent by whom it was issued to. A token that is bound to a key or to a certificate passes
 * with the proof of it alone, never as a plain bearer token; who must have a bound one is a setting.
 */
@Singleton
class TokenHolder {

    private static final String PASSED = "doorstep.proof-passed";

    private final SentProofs sent;
    private final Clock clock;
    private final MeterRegistry meters;
    private final IdentityConfig config;

    TokenHolder(SentProofs sent, Clock clock, MeterRegistry meters, IdentityConfig config) {
        this.sent = sent;
        this.clock = clock;
        this.meters = meters;
        this.config = config;
    }

    /** The identity itself, if its token was sent by its holder; else fails with the problem. */
    Uni<SecurityIdentity> check(RoutingContext request, Presented presented, SecurityIdentity identity) {
        if (!(identity.getPrincipal() instanceof JsonWebToken token)) {
            return refused(Problem.of(ProblemType.UNAUTHENTICATED));
        }
        var bound = Confirmation.of(token);
        if (!bound.stated()) {
            boolean plain = presented.scheme() == Presented.Scheme.BEARER && !mustBeBound(identity);
            return plain ? Uni.createFrom().item(identity) : refused(boundTokenRequired());
        }
        if (bound.certificate().isPresent() && !bound.certificate().equals(certificate(request.request()))) {
            return refused(Problem.of(ProblemType.TOKEN_OF_ANOTHER_CERTIFICATE));
        }
        if (bound.key().isPresent()) {
            return proved(request, presented, bound.key().get()).map(_ -> identity);
        }
        boolean byCertificate = bound.certificate().isPresent() && presented.scheme() == Presented.Scheme.BEARER;
        return byCertificate ? Uni.createFrom().item(identity) : refused(boundTokenRequired());
    }

    private boolean mustBeBound(SecurityIdentity identity) {
        return Callers.callerOf(identity).map(caller -> switch (caller) {
            case Caller.Person person -> config.dpop().demandedOf(person.posts());
            case Caller.Machine _ -> config.machines() == IdentityConfig.Machines.BOUND_TOKEN;
        }).orElse(false);
    }

    private Uni<Boolean> proved(RoutingContext request, Presented presented, String key) {
        var proofs = request.request().headers().getAll("DPoP");
        if (presented.scheme() != Presented.Scheme.DPOP || proofs.size() != 1) {
            return refused(Fault.COUNT);
        }
        var occasion = new DpopProof.Occasion(request.request().method().name(), address(request.request()),
                presented.token(), clock.instant(), config.proofSkew());
        return switch (DpopProof.check(proofs.getFirst(), occasion)) {
            case Checked.Wrong(Fault fault) -> refused(fault);
            case Checked.Right(DpopProof proof) when !proof.keyThumbprint().equals(key) -> refused(Fault.HOLDER);
            case Checked.Right(DpopProof proof) -> onlyOnce(request, proof);
        };
    }

    /** One request may be asked more than once who sent it; the next request with the same proof is another one. */
    private Uni<Boolean> onlyOnce(RoutingContext request, DpopProof proof) {
        if (proof.equals(request.get(PASSED))) {
            return Uni.createFrom().item(true);
        }
        return sent.isNew(proof).invoke(isNew -> {
            if (isNew) {
                request.put(PASSED, proof);
            }
        }).chain(isNew -> isNew ? Uni.createFrom().item(true) : refused(Fault.REPLAYED));
    }

    /** Where the client sent the request: at the service's public address if it is set, else at what the request says. */
    private URI address(HttpServerRequest request) {
        var path = request.path();
        try {
            return config.address().map(base -> URI.create(base.toString().replaceFirst("/+$", "") + path))
                    .orElseGet(() -> URI.create(request.scheme() + "://" + request.authority() + path));
        } catch (IllegalArgumentException e) {
            return URI.create("invalid:///");
        }
    }

    private static Optional<String> certificate(HttpServerRequest request) {
        return ClientCertificates.of(request).map(certificate -> {
            try {
                return DpopProof.hash(certificate.getEncoded());
            } catch (CertificateEncodingException e) {
                return "";
            }
        });
    }

    private <T> Uni<T> refused(Fault fault) {
        var label = fault.name().toLowerCase(Locale.ROOT);
        meters.counter("doorstep.proofs.refused", "why", label).increment();
        return refused(Problem.of(ProblemType.INVALID_PROOF).with("fault", label)
                .header("WWW-Authenticate", challenge("invalid_dpop_proof")));
    }

    private static Problem boundTokenRequired() {
        return Problem.of(ProblemType.BOUND_TOKEN_REQUIRED).header("WWW-Authenticate", challenge("invalid_token"));
    }

    private static String challenge(String error) {
        return "DPoP error=\"" + error + "\", algs=\"" + String.join(" ", DpopProof.ALGORITHMS) + "\"";
    }

    private static <T> Uni<T> refused(Problem problem) {
        return Uni.createFrom().failure(new AuthenticationFailedException(new ProblemException(problem)));
    }
}

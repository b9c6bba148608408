package org.doorstep.signals;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemException;
import org.doorstep.problem.ProblemType;
import org.jboss.logging.Logger;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.ext.web.client.WebClient;

/** The transmitter's public keys: of the settings, or of an address from which they are fetched when needed. */
@ApplicationScoped
class TransmitterKeys {

    private static final Logger LOG = Logger.getLogger(TransmitterKeys.class);
    /** However many events name an unknown key: the address is asked no more often. */
    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(2);

    private final SignalsConfig config;
    private final Clock clock;
    private final WebClient web;
    private volatile Instant triedAt = Instant.EPOCH;
    private volatile Fetched fetched = new Fetched(List.of(), Instant.EPOCH);

    TransmitterKeys(SignalsConfig config, Clock clock, Vertx vertx) {
        this.config = config;
        this.clock = clock;
        this.web = WebClient.create(vertx);
        if (config.issuer().isPresent()) {
            fetched = new Fetched(ofSettings(config), clock.instant());
        }
    }

    private record Fetched(List<JsonWebKey> keys, Instant at) {
    }

    /** Settings that cannot be worked with stop the start, not the first event. */
    void start(@Observes StartupEvent event) {
    }

    /** Whether anybody is listened to. */
    boolean present() {
        return config.issuer().isPresent();
    }

    private static List<JsonWebKey> ofSettings(SignalsConfig config) {
        if (config.audience().isEmpty()) {
            throw new IllegalStateException("doorstep.signals.audience is missing");
        }
        int places = (config.keys().isPresent() ? 1 : 0) + (config.keysFile().isPresent() ? 1 : 0)
                + (config.keysUrl().isPresent() ? 1 : 0);
        if (places != 1) {
            throw new IllegalStateException("Set one of doorstep.signals.keys, keys-file and keys-url");
        }
        try {
            var text = config.keysFile().isPresent() ? Optional.of(Files.readString(config.keysFile().get()))
                    : config.keys();
            return text.isPresent() ? read(text.get()) : List.of();
        } catch (IOException | JoseException e) {
            throw new IllegalStateException("The keys of doorstep.signals cannot be read", e);
        }
    }

    /** Public keys only: a secret that somebody put there must not become one that anybody signs with. */
    private static List<JsonWebKey> read(String keySet) throws JoseException {
        var keys = new JsonWebKeySet(keySet).getJsonWebKeys().stream().filter(PublicJsonWebKey.class::isInstance)
                .toList();
        if (keys.isEmpty()) {
            throw new JoseException("no public key");
        }
        return keys;
    }

    /**
     * The keys as they are known; those that were fetched before, while the address does not answer.
     *
     * @throws ProblemException if there are none: the transmitter is to send the event again
     */
    Uni<List<JsonWebKey>> known() {
        boolean stale = config.keysUrl().isPresent()
                && (fetched.keys().isEmpty() || fetched.at().plus(config.keysLifetime()).isBefore(clock.instant()));
        return !stale ? Uni.createFrom().item(fetched.keys())
                : fetch().onFailure().recoverWithUni(failure -> fetched.keys().isEmpty()
                        ? Uni.createFrom().failure(failure)
                        : Uni.createFrom().item(fetched.keys()));
    }

    /**
     * The keys anew, for an event whose key is not among them; empty if they were fetched just now.
     *
     * @throws ProblemException if the address does not answer: the transmitter is to send the event again
     */
    Uni<Optional<List<JsonWebKey>>> newer() {
        return config.keysUrl().isEmpty() || fetched.at().plus(PAUSE).isAfter(clock.instant())
                ? Uni.createFrom().item(Optional.empty())
                : fetch().map(Optional::of);
    }

    private Uni<List<JsonWebKey>> fetch() {
        var now = clock.instant();
        if (triedAt.plus(PAUSE_AFTER_FAILURE).isAfter(now)) {
            return Uni.createFrom().failure(unavailable());
        }
        triedAt = now;
        return web.getAbs(config.keysUrl().orElseThrow().toString()).timeout(config.keysTimeout().toMillis()).send()
                .map(answer -> fetched(answer.bodyAsString(), now))
                .onFailure().invoke(failure -> LOG.warnf("The transmitter's keys cannot be fetched: %s",
                        failure.getClass().getName()))
                .onFailure().transform(_ -> unavailable());
    }

    private List<JsonWebKey> fetched(String keySet, Instant at) {
        try {
            fetched = new Fetched(read(keySet), at);
            triedAt = Instant.EPOCH;
            return fetched.keys();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ProblemException unavailable() {
        return new ProblemException(Problem.of(ProblemType.SERVICE_UNAVAILABLE).retryAfter(PAUSE_AFTER_FAILURE));
    }
}

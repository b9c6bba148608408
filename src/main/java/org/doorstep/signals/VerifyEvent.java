package org.doorstep.signals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.VerificationJwkSelector;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Whether a token is a security event of the transmitter's for this receiver (RFC 8417), unaltered and recent. What was
 * delivered before is not its concern: ids are remembered with the events.
 */
@ApplicationScoped
class VerifyEvent {

    /** What only the transmitter can sign with: no secret that both know, and nothing unsigned. */
    private static final List<String> ALGORITHMS = List.of(AlgorithmIdentifiers.RSA_USING_SHA256,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA256, AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
            AlgorithmIdentifiers.EDDSA);
    private static final AlgorithmConstraints CONSTRAINTS = new AlgorithmConstraints(ConstraintType.PERMIT,
            ALGORITHMS.toArray(String[]::new));
    private static final Pattern COMPACT = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*");
    private static final Pattern ID = Pattern.compile("[\\x21-\\x7e]{1,255}");
    private static final Pattern WORD = Pattern.compile("[a-z][a-z-]{1,31}");
    private static final long LAST_SECOND = 253_402_300_799L;

    private final ObjectMapper json;
    private final SignalsConfig config;
    private final Clock clock;
    private final String realm;

    VerifyEvent(ObjectMapper json, SignalsConfig config, Clock clock,
            @ConfigProperty(name = "quarkus.oidc.auth-server-url") String realm) {
        this.json = json;
        this.config = config;
        this.clock = clock;
        this.realm = realm;
    }

    /** What came of it. */
    sealed interface Verified {
        record Genuine(SecurityEvent event) implements Verified {
        }

        /** Signed by the transmitter, and yet not to be taken over. */
        record NotTaken(Rejection why) implements Verified {
        }

        /** Nobody known signed it. */
        record Stranger(Rejection why) implements Verified {
        }
    }

    Verified verify(String token, List<JsonWebKey> keys) {
        if (!COMPACT.matcher(token).matches()) {
            return new Verified.Stranger(Rejection.NO_EVENT);
        }
        try {
            var signed = new JsonWebSignature();
            signed.setAlgorithmConstraints(CONSTRAINTS);
            signed.setCompactSerialization(token);
            return authentic(signed, keys).<Verified>map(Verified.Stranger::new).orElseGet(() -> read(signed));
        } catch (JoseException e) {
            return new Verified.Stranger(Rejection.NO_EVENT);
        }
    }

    /** Why it is nobody's whom we know; empty if it is the transmitter's. */
    private static Optional<Rejection> authentic(JsonWebSignature signed, List<JsonWebKey> keys) throws JoseException {
        if (!ALGORITHMS.contains(signed.getAlgorithmHeaderValue())) {
            return Optional.of(Rejection.WRONG_ALGORITHM);
        }
        var fitting = new VerificationJwkSelector().selectList(signed, keys);
        if (fitting.isEmpty()) {
            return Optional.of(Rejection.UNKNOWN_KEY);
        }
        for (var key : fitting) {
            signed.setKey(key.getKey());
            try {
                if (signed.verifySignature()) {
                    return Optional.empty();
                }
            } catch (JoseException e) {
                // A key or a signature that cannot be worked with is not the right one.
            }
        }
        return Optional.of(Rejection.WRONG_SIGNATURE);
    }

    private Verified read(JsonWebSignature signed) {
        if (!typed(signed.getHeader("typ"))) {
            return new Verified.NotTaken(Rejection.NOT_TYPED);
        }
        try {
            return read(json.readTree(signed.getUnverifiedPayload().getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            return new Verified.NotTaken(Rejection.INCOMPLETE);
        }
    }

    /** RFC 8417, section 2.3; a media type may be without "application/" there (RFC 7515, section 4.1.9). */
    private static boolean typed(@org.jspecify.annotations.Nullable String typ) {
        var lower = typ == null ? "" : typ.toLowerCase(Locale.ROOT);
        return lower.equals("secevent+jwt") || lower.equals("application/secevent+jwt");
    }

    private Verified read(JsonNode claims) {
        if (!claims.path("iss").isTextual() || !claims.path("iat").canConvertToLong()
                || !ID.matcher(claims.path("jti").asText()).matches() || !claims.path("events").isObject()) {
            return new Verified.NotTaken(Rejection.INCOMPLETE);
        }
        if (!claims.path("iss").asText().equals(config.issuer().orElseThrow())) {
            return new Verified.NotTaken(Rejection.WRONG_ISSUER);
        }
        if (!names(claims.path("aud"), config.audience().orElseThrow())) {
            return new Verified.NotTaken(Rejection.WRONG_AUDIENCE);
        }
        var issuedAt = Instant.ofEpochSecond(Math.clamp(claims.path("iat").asLong(), 0, LAST_SECOND));
        return recent(issuedAt) ? event(claims, issuedAt) : new Verified.NotTaken(Rejection.NOT_NOW);
    }

    private static boolean names(JsonNode audience, String receiver) {
        if (audience.isTextual()) {
            return audience.asText().equals(receiver);
        }
        for (var one : audience) {
            if (one.isTextual() && one.asText().equals(receiver)) {
                return true;
            }
        }
        return false;
    }

    private boolean recent(Instant issuedAt) {
        var now = clock.instant();
        return !issuedAt.isBefore(now.minus(config.oldest())) && !issuedAt.isAfter(now.plus(config.clockSkew()));
    }

    private Verified event(JsonNode claims, Instant issuedAt) {
        var events = claims.path("events");
        if (events.size() != 1 || !events.elements().next().isObject()) {
            return new Verified.NotTaken(Rejection.NOT_ONE_EVENT);
        }
        var type = EventType.of(events.fieldNames().next());
        if (type.isEmpty()) {
            return new Verified.NotTaken(Rejection.UNKNOWN_EVENT);
        }
        var subject = EventSubject.of(claims.path("sub_id"), realm);
        if (subject.isEmpty() && type.get() != EventType.VERIFICATION) {
            return new Verified.NotTaken(Rejection.UNKNOWN_FORMAT);
        }
        var reason = Optional.of(events.elements().next().path("reason").asText())
                .filter(word -> WORD.matcher(word).matches());
        return new Verified.Genuine(new SecurityEvent(claims.path("iss").asText(), claims.path("jti").asText(),
                issuedAt, type.get(), subject, reason));
    }
}

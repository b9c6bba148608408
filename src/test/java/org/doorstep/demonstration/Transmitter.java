package org.doorstep.demonstration;

import static io.restassured.RestAssured.given;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.restassured.response.Response;

/** The system that signals what happens to accounts, with keys that are made for the tests and live as long. */
public final class Transmitter {

    public static final String ISSUER = "https://accounts.example/";
    public static final String AUDIENCE = "https://doorstep.example/signals";
    public static final String NAME = "company-accounts";
    public static final String REVOKED = "https://schemas.openid.net/secevent/caep/event-type/session-revoked";
    public static final String DISABLED = "https://schemas.openid.net/secevent/risc/event-type/account-disabled";
    public static final String ENABLED = "https://schemas.openid.net/secevent/risc/event-type/account-enabled";
    public static final String VERIFICATION = "https://schemas.openid.net/secevent/ssf/event-type/verification";

    private static final ObjectMapper JSON = new ObjectMapper();
    /** The service's settings and the tests are made by different class loaders: they meet in a system property. */
    private static final String KEYS = "doorstep.test.transmitter-keys";

    private Transmitter() {
    }

    /** The settings of a service that listens to it. */
    public static Map<String, String> settings() {
        return Map.of("doorstep.signals.name", NAME, "doorstep.signals.issuer", ISSUER, "doorstep.signals.audience",
                AUDIENCE, "doorstep.signals.keys", keys().toJson(OutputControlLevel.PUBLIC_ONLY));
    }

    private static synchronized JsonWebKeySet keys() {
        try {
            var known = System.getProperty(KEYS);
            if (known != null) {
                return new JsonWebKeySet(known);
            }
            var rsa = RsaJwkGenerator.generateJwk(2048);
            rsa.setKeyId("rsa");
            var curve = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            curve.setKeyId("ec");
            var edwards = OkpJwkGenerator.generateJwk(OctetKeyPairJsonWebKey.SUBTYPE_ED25519);
            edwards.setKeyId("okp");
            var keys = new JsonWebKeySet(rsa, curve, edwards);
            System.setProperty(KEYS, keys.toJson(OutputControlLevel.INCLUDE_PRIVATE));
            return keys;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A key of the transmitter's: {@code rsa}, {@code ec} or {@code okp}. */
    public static PublicJsonWebKey key(String id) {
        return (PublicJsonWebKey) keys().findJsonWebKey(id, null, null, null);
    }

    /** The claims of an event about a member of staff, now and under an id of its own. */
    public static Map<String, Object> event(String type, Map<String, Object> subject) {
        return new LinkedHashMap<>(Map.of("iss", ISSUER, "aud", List.of(AUDIENCE), "iat",
                Instant.now().getEpochSecond(), "jti", UUID.randomUUID().toString(), "sub_id", subject, "events",
                Map.of(type, Map.of("event_timestamp", Instant.now().getEpochSecond()))));
    }

    public static Map<String, Object> opaque(String staffId) {
        return Map.of("format", "opaque", "id", staffId);
    }

    /** Signs claims by the transmitter's RSA key. */
    public static String signed(Map<String, Object> claims) {
        return signed(claims, "secevent+jwt", "RS256", key("rsa"));
    }

    public static String signed(Map<String, Object> claims, String typ, String algorithm, PublicJsonWebKey key) {
        try {
            var token = new JsonWebSignature();
            token.setPayload(JSON.writeValueAsString(claims));
            token.setAlgorithmHeaderValue(algorithm);
            token.setHeader("typ", typ);
            token.setKeyIdHeaderValue(key.getKeyId());
            token.setKey(key.getPrivateKey());
            return token.getCompactSerialization();
        } catch (JoseException | JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Pushes an event that is signed as it should be. */
    public static Response push(Map<String, Object> claims) {
        return push(signed(claims));
    }

    /** Pushes whatever is given. */
    public static Response push(String body) {
        return given().contentType("application/secevent+jwt").accept("application/json").body(body.getBytes(
                java.nio.charset.StandardCharsets.UTF_8)).post("/v1/signals/events");
    }
}

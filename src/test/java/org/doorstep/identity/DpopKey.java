package org.doorstep.identity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import org.doorstep.demonstration.Company;
import org.doorstep.stack.DemonstrationRealm;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The key of an app that binds its tokens to it (RFC 9449): asks the realm for them and signs proofs. */
final class DpopKey {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final PublicJsonWebKey key;
    private final String algorithm;

    private DpopKey(PublicJsonWebKey key, String algorithm) {
        this.key = key;
        this.algorithm = algorithm;
    }

    static DpopKey es256() {
        try {
            return new DpopKey(EcJwkGenerator.generateJwk(EllipticCurves.P256),
                    AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    static DpopKey ed25519() {
        try {
            return new DpopKey(OkpJwkGenerator.generateJwk("Ed25519"), AlgorithmIdentifiers.EDDSA);
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** SHA-256 thumbprint (RFC 7638), as the realm writes it into {@code cnf.jkt}. */
    String thumbprint() {
        return key.calculateBase64urlEncodedThumbprint("SHA-256");
    }

    /** A proof for a request. */
    String proof(String method, String address, String token) {
        return proof(method, address, token, _ -> {
        }, _ -> {
        });
    }

    /** A proof that something is wrong with. */
    String proof(String method, String address, String token, Consumer<JwtClaims> claims,
            Consumer<JsonWebSignature> header) {
        var said = new JwtClaims();
        said.setClaim("htm", method);
        said.setClaim("htu", address);
        said.setClaim("iat", Instant.now().getEpochSecond());
        said.setClaim("jti", UUID.randomUUID().toString());
        if (!token.isEmpty()) {
            said.setClaim("ath", DpopProof.hash(token));
        }
        claims.accept(said);
        return signed(said, header);
    }

    private String signed(JwtClaims claims, Consumer<JsonWebSignature> header) {
        try {
            var proof = new JsonWebSignature();
            proof.setPayload(claims.toJson());
            proof.setKey(key.getPrivateKey());
            proof.setAlgorithmHeaderValue(algorithm);
            proof.setHeader("typ", "dpop+jwt");
            proof.getHeaders().setObjectHeaderValue("jwk",
                    key.toParams(JsonWebKey.OutputControlLevel.PUBLIC_ONLY));
            header.accept(proof);
            return proof.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The key's members with its private half. */
    Map<String, Object> withPrivateHalf() {
        return key.toParams(JsonWebKey.OutputControlLevel.INCLUDE_PRIVATE);
    }

    /** What the realm gives a person for name, password and a proof. */
    JsonNode tokens(String issuer, String staffId) {
        return tokens(issuer, Map.of("grant_type", "password", "client_id", DemonstrationRealm.DIRECT_CLIENT, "scope",
                "openid", "username", Company.person(staffId).username(), "password",
                DemonstrationRealm.password(staffId)));
    }

    /** What the realm gives for a refresh token and a proof. */
    JsonNode refreshed(String issuer, String refreshToken) {
        return tokens(issuer, Map.of("grant_type", "refresh_token", "client_id", DemonstrationRealm.DIRECT_CLIENT,
                "refresh_token", refreshToken));
    }

    private JsonNode tokens(String issuer, Map<String, String> form) {
        var address = issuer + "/protocol/openid-connect/token";
        var body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        try {
            return JSON.readTree(HTTP.send(HttpRequest.newBuilder(URI.create(address))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .header("DPoP", proof("POST", address, "")).POST(BodyPublishers.ofString(body)).build(),
                    BodyHandlers.ofString()).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

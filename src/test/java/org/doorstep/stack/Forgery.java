package org.doorstep.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens that must not open anything: what can be made of a good token, and what the realm gives for other ends. */
public final class Forgery {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final String issuer;
    private final KeyPair pair = keyPair();
    private final String keyName = "second-" + java.util.UUID.randomUUID();

    /** @param issuer the realm's */
    public Forgery(String issuer) {
        this.issuer = issuer;
    }

    /** The good token's claims under the header {@code alg: none} in this spelling, without a signature. */
    public static String unsigned(String good, String none) {
        return encoded("{\"alg\":\"" + none + "\",\"typ\":\"JWT\"}") + "." + good.split("\\.")[1] + ".";
    }

    /** The good token without its signature. */
    public static String withoutSignature(String good) {
        return good.substring(0, good.lastIndexOf('.') + 1);
    }

    /** The good token with another post put in, under the signature of the old claims. */
    public static String withPost(String good, String post) {
        var parts = good.split("\\.");
        var claims = claims(good);
        claims.withObject("/realm_access").withArray("roles").add(post);
        return parts[0] + "." + encoded(claims.toString()) + "." + parts[2];
    }

    /** The good token's header and claims, signed with a key of our own. */
    public static String signedByAnother(String good) {
        return signed(good.substring(0, good.lastIndexOf('.')), keyPair());
    }

    private static String signed(String headerAndClaims, KeyPair pair) {
        try {
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(pair.getPrivate());
            signature.update(headerAndClaims.getBytes(StandardCharsets.US_ASCII));
            return headerAndClaims + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keyPair() {
        try {
            return KeyPairGenerator.getInstance("RSA").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The good token's claims, "signed" by HMAC with the realm's public key as the secret: algorithm confusion. */
    public String signedWithPublicKeyAsSecret(String good, boolean pem) {
        var header = encoded("{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"" + key().path("kid").asText() + "\"}");
        var signed = header + "." + good.split("\\.")[1];
        var encoded = publicKey().getEncoded();
        var text = "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(encoded)
                + "\n-----END PUBLIC KEY-----\n";
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(pem ? text.getBytes(StandardCharsets.US_ASCII) : encoded, "HmacSHA256"));
            return signed + "." + BASE64.encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A token of another realm of the same server. */
    public String ofAnotherRealm() {
        return answer(issuer.replaceFirst("/realms/.*", "/realms/master"), Map.of("grant_type", "password", "client_id",
                "admin-cli", "username", EmbeddedKeycloak.ADMIN, "password", EmbeddedKeycloak.ADMIN_PASSWORD))
                .path("access_token").asText();
    }

    /** A token of the realm that is meant for somebody else. */
    public String forAnotherAudience() {
        return answer(issuer, Map.of("grant_type", "client_credentials", "client_id", "doorstep-service",
                "client_secret", DemonstrationRealm.secret("doorstep-service"))).path("access_token").asText();
    }

    /** What the realm gives beside the access token: {@code id_token} or {@code refresh_token}. */
    public String otherToken(String name, String username, String staffId) {
        return answer(issuer, Map.of("grant_type", "password", "client_id", DemonstrationRealm.DIRECT_CLIENT, "scope",
                "openid", "username", username, "password", DemonstrationRealm.password(staffId))).path(name).asText();
    }

    /**
     * Gives the realm a second key, whose private half we hold: tokens of it are the realm's in all but what we change.
     * It signs none of the realm's own, as the first key goes before it.
     */
    public void addKey() {
        var text = "-----BEGIN PRIVATE KEY-----\n" + Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----";
        var component = JSON.createObjectNode().put("name", keyName).put("providerId", "rsa")
                .put("providerType", "org.keycloak.keys.KeyProvider");
        var config = component.putObject("config");
        Map.of("priority", "-1", "enabled", "true", "active", "true", "algorithm", "RS256", "privateKey", text)
                .forEach((name, value) -> config.putArray(name).add(value));
        administer("POST", "/components", component.toString());
    }

    /** Takes the second key away again. */
    public void removeKey() {
        for (var component : json(administer("GET", "/components?name=" + keyName, ""))) {
            administer("DELETE", "/components/" + component.path("id").asText(), "");
        }
    }

    /** The good token with these claims put in its place, or taken out where empty; signed by the second key. */
    public String signed(String good, Map<String, Object> changed) {
        var claims = claims(good);
        changed.forEach((name, value) -> claims.set(name, JSON.valueToTree(value)));
        changed.forEach((name, value) -> {
            if (value.equals("")) {
                claims.remove(name);
            }
        });
        var header = encoded("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"" + keyId() + "\"}");
        return signed(header + "." + encoded(claims.toString()), pair);
    }

    /** The id that the realm gives the second key: the other one than what it signs with. */
    private String keyId() {
        var modulus = ((java.security.interfaces.RSAPublicKey) pair.getPublic()).getModulus();
        for (var key : keys()) {
            if ("RSA".equals(key.path("kty").asText()) && number(key.path("n")).equals(modulus)) {
                return key.path("kid").asText();
            }
        }
        throw new IllegalStateException("the realm does not show the second key");
    }

    private String administer(String method, String path, String body) {
        return send(HttpRequest.newBuilder(URI.create(issuer.replace("/realms/", "/admin/realms/") + path))
                .header("Authorization", "Bearer " + ofAnotherRealm()).header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body)));
    }

    /** A token for somebody who signed in just now, by the app's own way. */
    public String freshlySignedIn(String username, String staffId) {
        return answer(issuer, new CodeFlow(issuer).logIn(username, DemonstrationRealm.password(staffId), Map.of()))
                .path("access_token").asText();
    }

    /** The claims of a token. */
    public static ObjectNode claims(String token) {
        try {
            return (ObjectNode) JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode key() {
        for (var key : keys()) {
            if ("sig".equals(key.path("use").asText())) {
                return key;
            }
        }
        throw new IllegalStateException("the realm shows no key for signatures");
    }

    private JsonNode keys() {
        return json(send(HttpRequest.newBuilder(URI.create(issuer + "/protocol/openid-connect/certs")))).path("keys");
    }

    private PublicKey publicKey() {
        try {
            var key = key();
            return KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(number(key.path("n")), number(key.path("e"))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static BigInteger number(JsonNode encoded) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(encoded.asText()));
    }

    private static String encoded(String json) {
        return BASE64.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode answer(String realm, Map<String, String> form) {
        var answer = json(send(HttpRequest.newBuilder(URI.create(realm + "/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(EmbeddedKeycloak.encode(form)))));
        if (!answer.has("access_token")) {
            throw new IllegalStateException("no token: " + answer);
        }
        return answer;
    }

    private static String send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

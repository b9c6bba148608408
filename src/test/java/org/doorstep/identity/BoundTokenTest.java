package org.doorstep.identity;

import static io.restassured.RestAssured.given;
import static org.doorstep.demonstration.Problems.refused;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Instant;
import java.util.function.BiFunction;

import org.doorstep.demonstration.Company;
import org.doorstep.stack.Backstage;
import org.doorstep.stack.Forgery;
import org.doorstep.stack.LocalStackResource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.jws.JsonWebSignature;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** Tokens that the realm bound to a key (DPoP, RFC 9449), at the service's own doors. */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BoundTokenTest {

    private static final String COURIER = "K1001";
    private static final String LOOK = "{\"purpose\":\"DELIVER\"}";

    private final DpopKey key = DpopKey.es256();

    @TestHTTPResource("/")
    URI service;
    @ConfigProperty(name = "quarkus.oidc.auth-server-url")
    String issuer;

    private String parcel = "";
    private String token = "";

    @BeforeEach
    void signIn() {
        Backstage.forgetLimits();
        if (!parcel.isEmpty()) {
            return;
        }
        var company = new Company().employ(COURIER, "D4004");
        parcel = company.outForDelivery(COURIER, "SH-PD-01");
        token = key.tokens(issuer, COURIER).path("access_token").asText();
    }

    @Test
    void realmBindsTheTokenToTheKey() {
        assertEquals(key.thumbprint(), Forgery.claims(token).at("/cnf/jkt").asText());
    }

    @Test
    void tokenWithItsProofOpensTheParcel() {
        look(token, proof()).then().statusCode(200).body("fields.size()", org.hamcrest.Matchers.greaterThan(0));
    }

    @Test
    void tokenOfAnotherKindOfKeyOpensToo() {
        var ed25519 = DpopKey.ed25519();
        var its = ed25519.tokens(issuer, COURIER).path("access_token").asText();

        look(its, ed25519.proof("POST", views(), its)).then().statusCode(200);
    }

    @Test
    void tokenAfterRefreshIsBoundAndOpens() {
        var first = key.tokens(issuer, COURIER);
        var next = key.refreshed(issuer, first.path("refresh_token").asText()).path("access_token").asText();

        look(next, key.proof("POST", views(), next)).then().statusCode(200);
    }

    @Test
    void refreshTokenIsOfNoUseWithoutTheKey() {
        var first = key.tokens(issuer, COURIER);

        assertFalse(DpopKey.es256().refreshed(issuer, first.path("refresh_token").asText()).has("access_token"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "bearer ", "BEARER ", "Bearer  "})
    void stolenTokenIsNoBearerToken(String scheme) {
        look(token, proof()).then().statusCode(200);

        var answer = given().contentType("application/json").header("Doorstep-Device", "phone-0001")
                .header("Authorization", scheme + token).body(LOOK).post("/v1/parcels/{w}/views", parcel);

        answer.then().statusCode(401).body(org.hamcrest.Matchers.not(containsString("fields")));
    }

    @Test
    void stolenTokenIsNoBearerTokenEvenWithAProof() {
        var answer = given().contentType("application/json").header("Doorstep-Device", "phone-0001")
                .header("Authorization", "Bearer " + token).header("DPoP", proof()).body(LOOK)
                .post("/v1/parcels/{w}/views", parcel);

        invalid(answer, "count");
    }

    @Test
    void tokenWithoutAProofIsRefused() {
        invalid(given().contentType("application/json").header("Doorstep-Device", "phone-0001")
                .header("Authorization", "DPoP " + token).body(LOOK).post("/v1/parcels/{w}/views", parcel), "count");
    }

    @Test
    void twoProofsAreRefused() {
        invalid(given().contentType("application/json").header("Doorstep-Device", "phone-0001")
                .header("Authorization", "DPoP " + token).header("DPoP", proof(), proof()).body(LOOK)
                .post("/v1/parcels/{w}/views", parcel), "count");
    }

    @Test
    void proofServesOnce() {
        var proof = proof();
        look(token, proof).then().statusCode(200);

        invalid(look(token, proof), "replayed");
    }

    @Test
    void proofThatWasSentToAnotherNodeIsRefused() {
        var proof = key.proof("POST", views(), token, claims -> claims.setJwtId("sent-elsewhere"), _ -> {
        });
        Backstage.redis("SET", "doorstep:proof:" + DpopProof.hash(key.thumbprint() + ".sent-elsewhere"), "");

        invalid(look(token, proof), "replayed");
    }

    @Test
    void whatWasSentIsKeptForTwoMinutesAndNotLonger() {
        var proof = key.proof("POST", views(), token, claims -> claims.setJwtId("sent-here"), _ -> {
        });
        look(token, proof).then().statusCode(200);

        var left = (Long) Backstage.redis("TTL",
                "doorstep:proof:" + DpopProof.hash(key.thumbprint() + ".sent-here"));

        assertTrue(left > 100 && left <= 121, () -> left + " s");
    }

    @Test
    void plainTokenInTheSchemeOfBoundOnesIsRefused() {
        var plain = new Company().token(COURIER);

        refused(look(plain, key.proof("POST", views(), plain)), 401, "bound-token-required");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/run", "/v1/stream", "/v1/policy", "/v1/access-log", "/scim/v2/Users", "/v1/bridges"})
    void stolenTokenIsRefusedAtEveryDoor(String path) {
        given().header("Authorization", "Bearer " + token).header("Doorstep-Device", "phone-0001").get(path).then()
                .statusCode(org.hamcrest.Matchers.oneOf(401, 404));
    }

    /** Proofs that something is wrong with, and what the answer says of it. */
    enum BadProof {
        OF_ANOTHER_METHOD("method", claim("htm", "GET")),
        OF_NO_METHOD("method", without("htm")),
        OF_ANOTHER_PARCEL("address", (test, key) -> key.proof("POST", test.views() + "x", test.token)),
        OF_ANOTHER_HOST("address", claim("htu", "https://elsewhere.example/v1/parcels")),
        OF_NO_ADDRESS("address", without("htu")),
        OF_ADDRESS_THAT_IS_NONE("address", claim("htu", "::not an address::")),
        OF_ANOTHER_TOKEN("token", claim("ath", DpopProof.hash("another token"))),
        OF_NO_TOKEN("token", without("ath")),
        EXPIRED("time", claim("iat", Instant.now().getEpochSecond() - 120)),
        FROM_THE_FUTURE("time", claim("iat", Instant.now().getEpochSecond() + 120)),
        OF_NO_TIME("form", without("iat")),
        WITHOUT_ID("form", without("jti")),
        OF_ANOTHER_KIND("type", header(proof -> proof.setHeader("typ", "JWT"))),
        WITH_THE_PRIVATE_KEY("key", (test, key) -> key.proof("POST", test.views(), test.token, _ -> {
        }, proof -> proof.getHeaders().setObjectHeaderValue("jwk", key.withPrivateHalf()))),
        WITHOUT_KEY("key", header(proof -> proof.getHeaders().setObjectHeaderValue("jwk", "none"))),
        OF_ANOTHER_KEY("holder", (test, _) -> DpopKey.es256().proof("POST", test.views(), test.token)),
        SIGNED_BY_ANOTHER_KEY("signature", (test, key) -> withSignatureOf(test, key, DpopKey.es256())),
        BY_SHARED_SECRET("algorithm", header(BadProof::signedBySecret)),
        UNSIGNED("algorithm", (test, _) -> withHeader(test, "{\"typ\":\"dpop+jwt\",\"alg\":\"none\"}") + "."),
        TEXT("form", (_, _) -> "not-a-proof"),
        EMPTY("form", (_, _) -> "");

        private final String fault;
        private final BiFunction<BoundTokenTest, DpopKey, String> made;

        BadProof(String fault, BiFunction<BoundTokenTest, DpopKey, String> made) {
            this.fault = fault;
            this.made = made;
        }

        private static BiFunction<BoundTokenTest, DpopKey, String> claim(String name, Object value) {
            return (test, key) -> key.proof("POST", test.views(), test.token, claims -> claims.setClaim(name, value),
                    _ -> {
                    });
        }

        private static BiFunction<BoundTokenTest, DpopKey, String> without(String name) {
            return (test, key) -> key.proof("POST", test.views(), test.token, claims -> claims.unsetClaim(name), _ -> {
            });
        }

        private static BiFunction<BoundTokenTest, DpopKey, String> header(
                java.util.function.Consumer<JsonWebSignature> changed) {
            return (test, key) -> key.proof("POST", test.views(), test.token, _ -> {
            }, changed);
        }

        private static void signedBySecret(JsonWebSignature proof) {
            proof.setAlgorithmHeaderValue("HS256");
            proof.setKey(new javax.crypto.spec.SecretKeySpec(new byte[32], "HmacSHA256"));
        }

        private static String withSignatureOf(BoundTokenTest test, DpopKey key, DpopKey other) {
            var good = key.proof("POST", test.views(), test.token);
            var foreign = other.proof("POST", test.views(), test.token);
            return good.substring(0, good.lastIndexOf('.')) + foreign.substring(foreign.lastIndexOf('.'));
        }

        private static String withHeader(BoundTokenTest test, String header) {
            var encoded = java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(header.getBytes(
                    java.nio.charset.StandardCharsets.US_ASCII));
            return encoded + "." + test.proof().split("\\.")[1];
        }
    }

    @ParameterizedTest
    @EnumSource
    void badProofIsRefused(BadProof bad) {
        invalid(look(token, bad.made.apply(this, key)), bad.fault);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?a=b", "#there"})
    void queryAndFragmentOfTheAddressDoNotCount(String more) {
        look(token, key.proof("POST", views() + more, token)).then().statusCode(200);
    }

    private String proof() {
        return key.proof("POST", views(), token);
    }

    private String views() {
        return service.resolve("/v1/parcels/" + parcel + "/views").toString();
    }

    private Response look(String bound, String proof) {
        return given().contentType("application/json").header("Doorstep-Device", "phone-0001")
                .header("Authorization", "DPoP " + bound).header("DPoP", proof).body(LOOK)
                .post("/v1/parcels/{w}/views", parcel);
    }

    private static void invalid(Response answer, String fault) {
        refused(answer, 401, "invalid-proof").then().body("fault", org.hamcrest.Matchers.equalTo(fault)).header(
                "WWW-Authenticate", allOf(startsWith("DPoP error=\"invalid_dpop_proof\""), containsString(
                        "algs=\"ES256 ")));
    }
}

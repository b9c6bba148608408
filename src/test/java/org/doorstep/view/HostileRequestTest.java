package org.doorstep.view;

import static io.restassured.RestAssured.given;
import static org.doorstep.demonstration.Problems.innocent;
import static org.doorstep.demonstration.Problems.logged;
import static org.doorstep.demonstration.Problems.refused;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;

import org.doorstep.demonstration.Company;
import org.doorstep.stack.Backstage;
import org.doorstep.stack.Forgery;
import org.doorstep.stack.LocalStackResource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** Whatever is sent: the right problem, an entry where a person is known, no data and nothing of the insides. */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileRequestTest {

    private static final String COURIER = "K1001";
    private static final String USERNAME = "courier.k1001";
    private static final String LOOK = "{\"purpose\":\"DELIVER\"}";

    private final Company company = new Company();

    @TestHTTPResource("/")
    URI service;
    @ConfigProperty(name = "quarkus.oidc.auth-server-url")
    String issuer;

    private String parcel = "";
    private Forgery forgery = new Forgery("");

    @BeforeEach
    void people() {
        Backstage.forgetLimits();
        if (!parcel.isEmpty()) {
            return;
        }
        company.employ(COURIER, "K1002", "D4004");
        forgery = new Forgery(issuer);
        forgery.addKey();
        parcel = company.outForDelivery(COURIER, "SH-PD-01");
    }

    @AfterAll
    void removeKey() {
        forgery.removeKey();
    }

    /** Tokens that are none, made of the courier's good one or got from the realm for something else. */
    enum BadToken {
        ALG_NONE((_, good) -> Forgery.unsigned(good, "none")),
        ALG_NONE_SPELT_OTHERWISE((_, good) -> Forgery.unsigned(good, "nOnE")),
        WITHOUT_SIGNATURE((_, good) -> Forgery.withoutSignature(good)),
        WITH_ANOTHER_POST((_, good) -> Forgery.withPost(good, "LEGAL_LIAISON")),
        SIGNED_BY_ANOTHER_KEY((_, good) -> Forgery.signedByAnother(good)),
        PUBLIC_KEY_AS_SECRET((forgery, good) -> forgery.signedWithPublicKeyAsSecret(good, false)),
        PUBLIC_KEY_TEXT_AS_SECRET((forgery, good) -> forgery.signedWithPublicKeyAsSecret(good, true)),
        EXPIRED((forgery, good) -> forgery.signed(good, Map.of("exp", now() - 1, "iat", now() - 301))),
        WITHOUT_AN_END((forgery, good) -> forgery.signed(good, Map.of("exp", ""))),
        NOT_YET_VALID((forgery, good) -> forgery.signed(good, Map.of("nbf", now() + 3600))),
        OF_ANOTHER_ISSUER((forgery, good) -> forgery.signed(good, Map.of("iss", "https://elsewhere.example"))),
        OF_AN_ISSUER_THAT_BEGINS_ALIKE((forgery, good) -> forgery.signed(good,
                Map.of("iss", Forgery.claims(good).path("iss").asText() + "2"))),
        FOR_ANOTHER_AUDIENCE_SIGNED((forgery, good) -> forgery.signed(good, Map.of("aud", "account"))),
        WITHOUT_AUDIENCE((forgery, good) -> forgery.signed(good, Map.of("aud", ""))),
        OF_ANOTHER_REALM((forgery, _) -> forgery.ofAnotherRealm()),
        FOR_ANOTHER_AUDIENCE((forgery, _) -> forgery.forAnotherAudience()),
        ID_TOKEN((forgery, _) -> forgery.otherToken("id_token", USERNAME, COURIER)),
        REFRESH_TOKEN((forgery, _) -> forgery.otherToken("refresh_token", USERNAME, COURIER)),
        EMPTY((_, _) -> ""),
        NO_TOKEN_AT_ALL((_, _) -> "not-a-token"),
        THREE_DOTS((_, _) -> "a.b.c"),
        TWICE((_, good) -> good + "," + good);

        private static long now() {
            return Instant.now().getEpochSecond();
        }

        private final BiFunction<Forgery, String, String> made;

        BadToken(BiFunction<Forgery, String, String> made) {
            this.made = made;
        }
    }

    @ParameterizedTest
    @EnumSource
    void badTokenIsNobodyAndLeavesNoEntryInTheCouriersName(BadToken bad) {
        var token = bad.made.apply(forgery, company.token(COURIER));
        var before = by(COURIER, parcel);

        var answer = look(parcel, "Bearer " + token);

        refused(answer, 401, "unauthenticated").then().header("WWW-Authenticate", org.hamcrest.Matchers
                .startsWith("Bearer"));
        assertAll(() -> assertNull(answer.header("Doorstep-Entry")),
                () -> assertEquals(before, by(COURIER, parcel)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Basic YWRtaW46YWRtaW4=", "Negotiate abc"})
    void otherWaysToSignInAreNone(String authorization) {
        refused(look(parcel, authorization), 401, "unauthenticated");
    }

    @Test
    void tokenInTheAddressIsNotRead() {
        var answer = given().contentType("application/json").header("Doorstep-Device", "phone-0001").body(LOOK)
                .queryParam("access_token", company.token(COURIER))
                .post("/v1/parcels/{waybill}/views", parcel);

        refused(answer, 401, "unauthenticated");
    }

    /** Without it the forged tokens below could be refused for the wrong reason. */
    @Test
    void tokenSignedByTheRealmsSecondKeyOpens() {
        look(parcel, "Bearer " + forgery.signed(company.token(COURIER), Map.of())).then().statusCode(200);
    }

    /** A body and what is said of it. */
    record Body(String name, String text, int status, String slug) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Body> badBodies() {
        return Stream.of(
                new Body("nothing", "", 400, "invalid-request"),
                new Body("null", "null", 400, "invalid-request"),
                new Body("list", "[]", 400, "malformed-json"),
                new Body("text", "\"DELIVER\"", 400, "malformed-json"),
                new Body("cut off", "{\"purpose\":\"DELI", 400, "malformed-json"),
                new Body("XML", "<purpose>DELIVER</purpose>", 400, "malformed-json"),
                new Body("no member", "{}", 400, "invalid-request"),
                new Body("purpose null", "{\"purpose\":null}", 400, "invalid-request"),
                new Body("unknown member", "{\"purpose\":\"DELIVER\",\"form\":\"FULL\"}", 400, "malformed-json"),
                new Body("member twice", "{\"purpose\":\"DELIVER\",\"purpose\":\"PICKUP\"}", 400, "malformed-json"),
                new Body("two objects", LOOK + LOOK, 400, "malformed-json"),
                new Body("words behind", LOOK + " and more", 400, "malformed-json"),
                new Body("purpose that is a list", "{\"purpose\":[\"DELIVER\"]}", 400, "malformed-json"),
                new Body("purpose that is an object", "{\"purpose\":{\"a\":1}}", 400, "malformed-json"),
                new Body("purpose that is a number", "{\"purpose\":5}", 400, "malformed-json"),
                new Body("unknown purpose", "{\"purpose\":\"CURIOSITY\"}", 400, "unknown-purpose"),
                new Body("purpose full of SQL", "{\"purpose\":\"x' or '1'='1\"}", 400, "unknown-purpose"),
                new Body("reason too short", "{\"purpose\":\"DELIVER\",\"reason\":\"abc\"}", 400, "invalid-request"),
                new Body("reason too long", "{\"purpose\":\"DELIVER\",\"reason\":\"" + "长".repeat(201) + "\"}", 400,
                        "invalid-request"),
                new Body("reason of blanks", "{\"purpose\":\"DELIVER\",\"reason\":\"  \\t \\u3000 \"}", 400,
                        "invalid-request"),
                new Body("reason with NUL", "{\"purpose\":\"DELIVER\",\"reason\":\"abc\\u0000def\"}", 400,
                        "invalid-request"),
                new Body("ticket full of SQL",
                        "{\"purpose\":\"DELIVER\",\"ticket\":\"'; drop table access_entry; --\"}", 400,
                        "invalid-request"),
                new Body("deep nesting", "[".repeat(20_000), 400, "malformed-json"),
                new Body("deep nesting inside", "{\"purpose\":" + "{\"a\":".repeat(5_000), 400, "malformed-json"),
                new Body("number without an end", "{\"purpose\":" + "9".repeat(5_000) + "}", 400, "malformed-json"),
                new Body("too large", "{\"purpose\":\"" + "A".repeat(65 * 1024) + "\"}", 413, "body-too-large"));
    }

    @ParameterizedTest
    @MethodSource("badBodies")
    void badBodyIsRefusedAndLogged(Body body) {

        var answer = company.person(COURIER, "phone-0001").body(bytes(body.text()))
                .post("/v1/parcels/{w}/views", parcel);

        refused(answer, body.status(), body.slug());
        assertEquals(parcel, logged(company, answer, COURIER, body.slug()).get("waybill"));
    }

    @Test
    void bytesThatAreNoTextAreRefusedAndLogged() {
        var body = new byte[]{'{', '"', 'p', (byte) 0xff, (byte) 0xc3, 0x28, '"', ':', '1', '}'};

        var answer = company.person(COURIER, "phone-0001").body(body).post("/v1/parcels/TS00000000/views");

        refused(answer, 400, "malformed-json");
        logged(company, answer, COURIER, "malformed-json");
    }

    @Test
    void tooLargeBodyOfUntoldLengthIsRefused() throws Exception {
        var large = bytes("{\"purpose\":\"" + "A".repeat(80 * 1024) + "\"}");
        var request = HttpRequest.newBuilder(service.resolve("/v1/parcels/TS00000000/views"))
                .header("Content-Type", "application/json").header("Doorstep-Device", "phone-0001")
                .header("Authorization", "Bearer " + company.token(COURIER))
                .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(large))).build();

        var answer = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build().send(request,
                BodyHandlers.ofString());

        assertAll(() -> assertEquals(413, answer.statusCode()),
                () -> assertFalse(answer.body().contains("Exception"), answer::body));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/xml", "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x", "application/x-java-serialized-object"})
    void wrongMediaTypeIsRefusedAndLogged(String type) {
        var answer = given().auth().oauth2(company.token(COURIER)).header("Doorstep-Device", "phone-0001")
                .config(io.restassured.RestAssured.config().encoderConfig(io.restassured.config.EncoderConfig
                        .encoderConfig().encodeContentTypeAs(type.split(";")[0], io.restassured.http.ContentType.TEXT)))
                .contentType(type).body(LOOK).post("/v1/parcels/TS00000000/views");

        refused(answer, 415, "unsupported-media-type");
        logged(company, answer, COURIER, "unsupported-media-type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "application/xml", "application/x-ndjson"})
    void answerInAnotherFormIsRefusedAndLogged(String type) {
        var answer = company.person(COURIER, "phone-0001").accept(type).body(LOOK)
                .post("/v1/parcels/TS00000000/views");

        refused(answer, 406, "not-acceptable");
        logged(company, answer, COURIER, "not-acceptable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
    void wrongMethodIsRefusedAndLogged(String method) {
        var answer = company.person(COURIER, "phone-0001").body(LOOK).request(method, "/v1/run");

        refused(answer, 405, "method-not-allowed");
        logged(company, answer, COURIER, "method-not-allowed");
    }

    /** 404 and not 405, as long as the address begins with that of another resource. */
    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "PATCH", "DELETE"})
    void viewsHaveNoOtherMethodThanPost(String method) {
        var answer = company.person(COURIER, "phone-0001").body(LOOK).request(method, "/v1/parcels/{w}/views", parcel);

        refused(answer, 404, "not-found");
        logged(company, answer, COURIER, "not-found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"short", "has a space", "x'; drop table staff; --", "<script>alert(1)</script>",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
    void badDeviceIsRefusedAndLogged(String device) {
        var answer = company.person(COURIER, device).body(LOOK).post("/v1/parcels/TS00000000/views");

        refused(answer, 400, "invalid-device");
        assertNull(logged(company, answer, COURIER, "invalid-device").get("device"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TS'%20or%20'1'='1", "TS0000000001';drop%20table%20parcel;--", "%00", "TS0000000001%00",
            "TS0000000001%0A", "TS0000000001%20", "ts0000000001", "TS00000", "*", "%25", "%EF%BC%B4%EF%BC%B3%EF%BC%90",
            "TS%D9%A0%D9%A1%D9%A2%D9%A3%D9%A4%D9%A5%D9%A6%D9%A7", "%C0%AE%C0%AE", "%24%7Bjndi:ldap%7D"})
    void waybillThatIsNoneIsRefusedAndLogged(String encoded) {
        var answer = company.person(COURIER, "phone-0001").urlEncodingEnabled(false).body(LOOK)
                .post("/v1/parcels/" + encoded + "/views");

        refused(answer, 400, "invalid-waybill");
        assertNull(logged(company, answer, COURIER, "invalid-waybill").get("waybill"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"..%2F..%2Fq%2Fmetrics", "..%2f", "%2e%2e%2f%2e%2e", "..%5C..%5C", "%2e%2e", "x/../y",
            "TS0000000001%2Fviews"})
    void pathThatClimbsLeadsNowhere(String encoded) {
        var answer = company.person(COURIER, "phone-0001").urlEncodingEnabled(false).body(LOOK)
                .post("/v1/parcels/" + encoded + "/views");

        assertTrue(answer.statusCode() == 400 || answer.statusCode() == 404 || answer.statusCode() == 405,
                answer::statusLine);
        innocent(answer);
    }

    @Test
    void waybillOfTenThousandCharactersIsRefusedByTheServerBeforeAnybodyIsKnown() {
        var answer = company.person(COURIER, "phone-0001").body(LOOK).post("/v1/parcels/{w}/views", "A".repeat(10_000));

        assertAll(() -> assertEquals(414, answer.statusCode()), () -> assertFalse(answer.asString().contains("AAAA")),
                () -> innocent(answer));
    }

    @Test
    void waybillOfFiveThousandCharactersIsRefusedAndLogged() {
        var answer = company.person(COURIER, "phone-0001").body(LOOK).post("/v1/parcels/{w}/views", "A".repeat(5_000));

        refused(answer, 400, "invalid-waybill");
        assertFalse(answer.asString().contains("AAAA"));
        logged(company, answer, COURIER, "invalid-waybill");
    }

    @Test
    void parcelOfSomebodyElseIsRefusedAndLogged() {
        var waybill = company.outForDelivery("K1002", "SH-PD-01");

        var answer = company.look(COURIER, waybill, "DELIVER");

        refused(answer, 403, "parcel-not-available");
        assertEquals(waybill, logged(company, answer, COURIER, "parcel-not-available").get("waybill"));
    }

    @Test
    void ownParcelAtTheWrongStageIsRefusedAndLogged() {
        var answer = company.look(COURIER, parcel, "RETURN_COD");

        refused(answer, 403, "stage-not-allowed");
        assertEquals("OUT_FOR_DELIVERY", logged(company, answer, COURIER, "stage-not-allowed").get("stage"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PICKUP", "SORT", "ENQUIRY", "SUPERVISE", "LEGAL_REQUEST", "INCIDENT", "INSPECT"})
    void purposeOfAnotherPostIsRefusedAndLogged(String purpose) {

        var answer = company.look(COURIER, parcel, purpose);

        refused(answer, 403, "purpose-not-allowed");
        assertEquals(purpose, logged(company, answer, COURIER, "purpose-not-allowed").get("purpose"));
    }

    @Test
    void machineIsNoPersonWhateverItFeeds() {

        var answer = company.machine("dispatch").header("Doorstep-Device", "phone-0001").body(LOOK)
                .post("/v1/parcels/{w}/views", parcel);

        refused(answer, 403, "not-a-person");
        assertEquals("CLIENT", logged(company, answer, "dispatch", "not-a-person").get("actorKind"));
    }

    /** Sent as they are: REST Assured would spend a minute on making deep nesting pretty for its own log. */
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Response look(String waybill, String authorization) {
        var request = given().contentType("application/json").header("Doorstep-Device", "phone-0001").body(LOOK);
        return (authorization.isEmpty() ? request : request.header("Authorization", authorization))
                .post("/v1/parcels/{waybill}/views", waybill);
    }

    private List<?> by(String actor, String waybill) {
        return company.entries("waybill", waybill).stream().filter(entry -> actor.equals(entry.get("actor"))).toList();
    }

    /** Kept so that a test that never reaches the service is noticed. */
    @Test
    void goodTokenAndBodyAreServed() {
        look(parcel, "Bearer " + company.token(COURIER)).then().statusCode(200);
    }
}

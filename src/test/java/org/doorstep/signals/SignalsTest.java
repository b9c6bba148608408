package org.doorstep.signals;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.blankOrNullString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.doorstep.demonstration.Company;
import org.doorstep.demonstration.HrWebhook;
import org.doorstep.demonstration.Problems;
import org.doorstep.demonstration.Transmitter;
import org.doorstep.stack.Backstage;
import org.doorstep.stack.Forgery;
import org.doorstep.stack.LocalStackResource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.jwk.RsaJwkGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What the transmitter signals ends access before it is answered; what anybody else sends changes nothing. */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
class SignalsTest {

    private static final String WHO = "K1007";
    private static final String OUTLET = "SH-XH-02";
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final Company company = new Company();

    @ConfigProperty(name = "quarkus.oidc.auth-server-url")
    String issuer;

    @BeforeEach
    void people() {
        Backstage.forgetLimits();
        company.employ("D4004", WHO);
    }

    @AfterEach
    void enabledAgain() {
        Transmitter.push(Transmitter.event(Transmitter.ENABLED, Transmitter.opaque(WHO)));
        Backstage.rows("select offboarding_id from offboarding where subject = ? and cause in ('HELD', 'RELEASED', "
                + "'SESSION_REVOKED')", WHO).forEach(row -> company.awaitDone(row.get("offboarding_id").toString()));
        company.signInAgain(WHO);
    }

    @Test
    void sessionsThatBeganBeforeCountNoMoreAndANewSignInDoes() {
        var waybill = company.outForDelivery(WHO, OUTLET);
        company.look(WHO, waybill, "DELIVER").then().statusCode(200);
        var claims = Transmitter.event(Transmitter.REVOKED, Transmitter.opaque(WHO));

        accepted(Transmitter.push(claims));

        Problems.refused(company.look(WHO, waybill, "DELIVER"), 401, "session-ended");
        assertEquals(0, Backstage.count("select count(*) from lease where staff_id = ? and until > now()", WHO));
        var entry = entryOf(claims);
        assertAll(() -> assertEquals("SIGNAL", entry.get("action")),
                () -> assertEquals(Transmitter.NAME, entry.get("actor")),
                () -> assertEquals("CLIENT", entry.get("actorKind")),
                () -> assertEquals(WHO, entry.get("subject")), () -> assertEquals("SESSION_REVOKED",
                        entry.get("purpose")),
                () -> assertEquals(List.of("CALLS", "SCREENS", "SESSIONS"), stepsOf(entry)));
        company.signInAgain(WHO);
        company.look(WHO, waybill, "DELIVER").then().statusCode(200);
    }

    @Test
    void disabledAccountIsHeldAndHrsWordDoesNotLiftIt() {
        var waybill = company.outForDelivery(WHO, OUTLET);
        company.look(WHO, waybill, "DELIVER").then().statusCode(200);
        var claims = Transmitter.event(Transmitter.DISABLED, Transmitter.opaque(WHO));
        claims.put("events", Map.of(Transmitter.DISABLED, Map.of("reason", "hijacking")));

        accepted(Transmitter.push(claims));

        Problems.refused(company.look(WHO, waybill, "DELIVER"), 403, "access-held");
        new HrWebhook().say("staff.returned", WHO, Map.of()).then().statusCode(200);
        Problems.refused(company.look(WHO, waybill, "DELIVER"), 403, "access-held");
        var hold = Backstage
                .rows("select source, reason, placed_by from hold where subject = ? and released_at is null",
                        WHO)
                .getFirst();
        assertEquals(Map.of("source", "SHARED_SIGNALS", "reason", "account-disabled: hijacking", "placed_by",
                Transmitter.NAME), hold);
        assertEquals(List.of("SCREENS", "CALLS", "ACCOUNT", "SESSIONS"), stepsOf(entryOf(claims)).stream().sorted(
                java.util.Comparator.comparing(List.of("SCREENS", "CALLS", "ACCOUNT", "SESSIONS")::indexOf)).toList());
    }

    @Test
    void accountThatIsEnabledAgainMaySignInAgain() {
        var waybill = company.outForDelivery(WHO, OUTLET);
        accepted(Transmitter.push(Transmitter.event(Transmitter.DISABLED, Transmitter.opaque(WHO))));

        enabledAgain();

        company.look(WHO, waybill, "DELIVER").then().statusCode(200);
    }

    @Test
    void signalLiftsOnlyWhatASignalPlaced() {
        Backstage.change("insert into hold (kind, subject, source, reason, placed_by, placed_at, entry_id) values "
                + "('PERSON', ?, 'SECURITY_ADMIN', 'test', 'D4002', now(), 0)", WHO);
        try {
            accepted(Transmitter.push(Transmitter.event(Transmitter.ENABLED, Transmitter.opaque(WHO))));

            assertEquals(1, open("SECURITY_ADMIN"));
        } finally {
            Backstage.change("update hold set released_at = now() where subject = ? and released_at is null", WHO);
        }
    }

    @Test
    void sameEventAgainIsAcceptedAndDoesNothing() {
        var claims = Transmitter.event(Transmitter.DISABLED, Transmitter.opaque(WHO));
        accepted(Transmitter.push(claims));
        enabledAgain();
        long before = entries();

        accepted(Transmitter.push(claims));

        assertAll(() -> assertEquals(0, open("SHARED_SIGNALS")), () -> assertEquals(before, entries()));
    }

    @Test
    void sameEventManyTimesAtOnceIsHeardOnce() throws Exception {
        var token = Transmitter.signed(Transmitter.event(Transmitter.DISABLED, Transmitter.opaque(WHO)));
        long before = entries();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = IntStream.range(0, 8).mapToObj(_ -> threads.submit(() -> Transmitter.push(token))).toList();
            for (var answer : answers) {
                accepted(answer.get());
            }
        }

        assertEquals(before + 1, entries());
    }

    @Test
    void verificationIsAccepted() {
        var claims = Transmitter.event(Transmitter.VERIFICATION, Transmitter.opaque("stream-0001-of-the-transmitter"));

        accepted(Transmitter.push(claims));

        assertEquals("VERIFICATION", entryOf(claims).get("purpose"));
    }

    static Stream<Map<String, Object>> subjects() {
        return Stream.of(Map.of("format", "iss_sub"), Map.of("format", "complex", "user", Transmitter.opaque(WHO),
                "tenant", Map.of("format", "opaque", "id", "1")),
                Map.of("format", "complex", "user",
                        Map.of("format", "iss_sub")));
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void subjectIsNamedInEveryFormatThatIsTaken(Map<String, Object> subject) {
        var waybill = company.outForDelivery(WHO, OUTLET);
        company.look(WHO, waybill, "DELIVER").then().statusCode(200);

        accepted(Transmitter.push(Transmitter.event(Transmitter.REVOKED, ofRealm(subject))));

        Problems.refused(company.look(WHO, waybill, "DELIVER"), 401, "session-ended");
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> ofRealm(Map<String, Object> subject) {
        var whole = new LinkedHashMap<>(subject);
        if (subject.get("format").equals("iss_sub")) {
            whole.put("iss", issuer);
            whole.put("sub", Forgery.claims(company.token(WHO)).path("sub").asText());
        }
        whole.computeIfPresent("user", (_, user) -> ofRealm((Map<String, Object>) user));
        return whole;
    }

    @ParameterizedTest
    @CsvSource({"RS256, rsa", "PS256, rsa", "ES256, ec", "EdDSA, okp"})
    void eachAlgorithmOfAPublicKeyIsTaken(String algorithm, String key) {
        var claims = Transmitter.event(Transmitter.VERIFICATION, Transmitter.opaque("1"));

        accepted(Transmitter.push(Transmitter.signed(claims, "secevent+jwt", algorithm,
                Transmitter.key(key))));
    }

    /** Something that is not the transmitter's event for this receiver. */
    record Wrong(String name, String err, Supplier<String> body) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Map<String, Object> revoked(String claim, Object value) {
        var claims = Transmitter.event(Transmitter.REVOKED, Transmitter.opaque(WHO));
        claims.put(claim, value);
        if (value.equals("")) {
            claims.remove(claim);
        }
        return claims;
    }

    private static String revoked() {
        return Transmitter.signed(Transmitter.event(Transmitter.REVOKED, Transmitter.opaque(WHO)));
    }

    /** Nobody known sent it. */
    static Stream<Wrong> strangers() {
        return Stream.of(new Wrong("nothing", "invalid_request", () -> " "),
                new Wrong("no token", "invalid_request", () -> "{\"events\": {}}"),
                new Wrong("two parts", "invalid_request", () -> revoked().substring(0, revoked().lastIndexOf('.'))),
                new Wrong("another key under the transmitter's name", "authentication_failed", SignalsTest::otherKey),
                new Wrong("a key of another name", "invalid_key", SignalsTest::otherKeyOfItsOwnName),
                new Wrong("unsigned", "invalid_key", () -> Forgery.unsigned(revoked(), "none")),
                new Wrong("unsigned, spelt otherwise", "invalid_key", () -> Forgery.unsigned(revoked(), "nOnE")),
                new Wrong("signed with the public key as a secret", "invalid_key", SignalsTest::confused),
                new Wrong("without its signature", "authentication_failed", () -> Forgery.withoutSignature(revoked())),
                new Wrong("altered", "authentication_failed", SignalsTest::altered),
                new Wrong("RSA key named for ES256", "invalid_key", SignalsTest::misnamed));
    }

    /** The transmitter sent it, but not this. */
    static Stream<Wrong> notTaken() {
        long now = Instant.now().getEpochSecond();
        return Stream.of(wrong("access token", "invalid_request", () -> Transmitter.signed(
                Transmitter.event(Transmitter.REVOKED, Transmitter.opaque(WHO)), "JWT", "RS256",
                Transmitter.key("rsa"))),
                wrong("another issuer", "invalid_issuer", revoked("iss", "https://accounts.example")),
                wrong("another audience", "invalid_audience", revoked("aud", List.of("https://elsewhere.example"))),
                wrong("no audience", "invalid_audience", revoked("aud", "")),
                wrong("in the future", "invalid_request", revoked("iat", now + 600)),
                wrong("long ago", "invalid_request", revoked("iat", now - 8 * 86_400)),
                wrong("before all time", "invalid_request", revoked("iat", Long.MIN_VALUE)),
                wrong("no time", "invalid_request", revoked("iat", "")),
                wrong("time in words", "invalid_request", revoked("iat", "now")),
                wrong("no id", "invalid_request", revoked("jti", "")),
                wrong("no events", "invalid_request", revoked("events", "")),
                wrong("events that are a list", "invalid_request", revoked("events", List.of(Transmitter.REVOKED))),
                wrong("empty events", "invalid_request", revoked("events", Map.of())),
                wrong("two events", "invalid_request", revoked("events", Map.of(Transmitter.REVOKED, Map.of(),
                        Transmitter.DISABLED, Map.of()))),
                wrong("unknown event", "invalid_request", revoked("events", Map.of("urn:example:happened", Map.of()))),
                wrong("no subject", "invalid_request", revoked("sub_id", "")),
                wrong("unknown format", "invalid_request", revoked("sub_id", Map.of("format", "email", "email",
                        "somebody@doorstep.example"))),
                wrong("another realm's account", "invalid_request", revoked("sub_id", Map.of("format", "iss_sub", "iss",
                        "https://elsewhere.example", "sub", "1"))),
                wrong("unknown account", "invalid_request", () -> Transmitter.signed(revoked("sub_id", Map.of("format",
                        "iss_sub", "iss", System.getProperty("doorstep.test.issuer"), "sub",
                        UUID.randomUUID().toString())))),
                wrong("unknown person", "invalid_request", revoked("sub_id", Transmitter.opaque("K1999"))),
                wrong("complex without a user", "invalid_request", revoked("sub_id", Map.of("format", "complex",
                        "device", Transmitter.opaque(WHO)))));
    }

    private static Wrong wrong(String name, String err, Map<String, Object> claims) {
        return wrong(name, err, () -> Transmitter.signed(claims));
    }

    private static Wrong wrong(String name, String err, Supplier<String> body) {
        return new Wrong(name, err, body);
    }

    @ParameterizedTest
    @MethodSource("strangers")
    void whatTheTransmitterDidNotSignIsRefusedAndChangesNothing(Wrong wrong) {
        var before = state();

        var answer = Transmitter.push(wrong.body().get());

        refused(answer, wrong.err());
        assertAll(() -> assertNull(answer.header("Doorstep-Entry")), () -> assertEquals(before, state()));
    }

    @ParameterizedTest
    @MethodSource("notTaken")
    void whatTheTransmitterSignedButIsNotTakenIsRefusedWithAnEntryAndChangesNothing(Wrong wrong) {
        var before = state();

        var answer = Transmitter.push(wrong.body().get());

        refused(answer, wrong.err());
        var entry = company.entry(answer.header("Doorstep-Entry"));
        assertAll(() -> assertEquals(Transmitter.NAME, entry.get("actor")),
                () -> assertEquals("REFUSED", entry.get("decision")), () -> assertEquals(before, state()));
    }

    @Test
    void accessTokenOfTheRealmIsNoEvent() {
        refused(Transmitter.push(company.token(WHO)), "invalid_key");
    }

    @Test
    void eventMustComeInItsOwnMediaType() {
        Problems.refused(given().contentType("application/jwt").body(revoked().getBytes(StandardCharsets.US_ASCII))
                .post("/v1/signals/events"), 415, "unsupported-media-type");
    }

    private static String otherKey() {
        return signedByAnother(Transmitter.key("rsa").getKeyId());
    }

    private static String otherKeyOfItsOwnName() {
        return signedByAnother("another");
    }

    private static String signedByAnother(String name) {
        try {
            var key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId(name);
            return Transmitter.signed(Transmitter.event(Transmitter.REVOKED, Transmitter.opaque(WHO)), "secevent+jwt",
                    "RS256", key);
        } catch (org.jose4j.lang.JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String confused() {
        var key = Transmitter.key("rsa");
        var signed = encoded("{\"alg\":\"HS256\",\"typ\":\"secevent+jwt\",\"kid\":\"" + key.getKeyId() + "\"}") + "."
                + revoked().split("\\.")[1];
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getPublicKey().getEncoded(), "HmacSHA256"));
            return signed + "." + BASE64.encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String altered() {
        var parts = revoked().split("\\.");
        var claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        return parts[0] + "." + encoded(claims.replace("session-revoked", "session-unknown")) + "." + parts[2];
    }

    private static String misnamed() {
        var parts = revoked().split("\\.");
        return encoded("{\"alg\":\"ES256\",\"typ\":\"secevent+jwt\",\"kid\":\"rsa\"}") + "." + parts[1] + "."
                + parts[2];
    }

    private static String encoded(String text) {
        return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void accepted(Response answer) {
        answer.then().statusCode(202);
        assertEquals("", answer.asString());
    }

    private static void refused(Response answer, String err) {
        answer.then().statusCode(400).contentType("application/json").body("err", equalTo(err))
                .body("description", not(blankOrNullString())).body("size()", equalTo(2));
    }

    /** All that an event could change. */
    private static List<Map<String, Object>> state() {
        return Backstage
                .rows("select (select sum(epoch) from staff) as epochs, (select max(tokens_from) from staff) as "
                        + "tokens, (select count(*) from hold) as holds, (select count(*) from signal) as signals, "
                        + "(select count(*) from offboarding) as offboardings");
    }

    private static long open(String source) {
        return Backstage.count("select count(*) from hold where subject = ? and source = ? and released_at is null",
                WHO,
                source);
    }

    private static long entries() {
        return Backstage.count("select count(*) from access_entry where actor = ?", Transmitter.NAME);
    }

    private Map<String, Object> entryOf(Map<String, Object> claims) {
        return company.entry(Backstage.count("select entry_id from signal where jti = ?", claims.get("jti")));
    }

    private static List<String> stepsOf(Map<String, Object> entry) {
        return Backstage.rows("select s.step from offboarding o join offboarding_step s using (offboarding_id) where "
                + "o.entry_id = ? order by s.step", ((Number) entry.get("entry")).longValue()).stream()
                .map(row -> row.get("step").toString()).toList();
    }
}

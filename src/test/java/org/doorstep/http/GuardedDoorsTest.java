package org.doorstep.http;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.Security;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.doorstep.demonstration.Company;
import org.doorstep.problem.ProblemType;
import org.doorstep.stack.Forgery;
import org.doorstep.stack.LocalStackResource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/** Real TLS, with certificates made for the test: who comes in, and how. */
@QuarkusTest
@TestProfile(GuardedInstallation.class)
@WithTestResource(LocalStackResource.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuardedDoorsTest {

    private static final String POLICY = "/v1/policy";
    private static final String SCIM = "/scim/v2/Users";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Certificate service = GuardedInstallation.made("service");
    private final Certificate machine = GuardedInstallation.made("machine");
    private final Certificate stranger = GuardedInstallation.made("stranger");
    private final Company company = new Company();

    @TestHTTPResource(value = "/", tls = true)
    URI secure;
    @TestHTTPResource("/")
    URI plain;
    @ConfigProperty(name = "quarkus.oidc.auth-server-url")
    String issuer;

    private Forgery realm = new Forgery("");
    private boolean ready;

    @BeforeEach
    void keyOfTheRealm() {
        if (!ready) {
            realm = new Forgery(issuer);
            realm.addKey();
            ready = true;
        }
    }

    @AfterAll
    void removeKey() {
        realm.removeKey();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void presentVersionsOfTlsAreSpoken(String version) throws Exception {
        assertEquals(version, handshake(service.client(), version, List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.1", "TLSv1"})
    void oldVersionsOfTlsAreNot(String version) {
        assertThrows(SSLException.class, () -> handshake(service.client(), version, List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
            "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"})
    void suitesWithoutAuthenticatedEncryptionAreRefused(String suite) {
        assertThrows(SSLException.class, () -> handshake(service.client(), "TLSv1.2", List.of(suite)));
    }

    @Test
    void suiteWithAuthenticatedEncryptionIsTakenInTheSameWay() throws Exception {
        assertEquals("TLSv1.2", handshake(service.client(), "TLSv1.2",
                List.of("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")));
    }

    @Test
    void answersOverTlsSayThatTheyComeOverTlsOnly() throws Exception {
        assertTrue(get(service.client(), "/problems", Map.of()).headers().firstValue("Strict-Transport-Security")
                .orElse("").startsWith("max-age=31536000"));
    }

    @Test
    void certificateThatNobodySignedForIsRefusedInTheHandshake() {
        assertThrows(IOException.class, () -> get(service.client(stranger), "/problems", Map.of()));
    }

    @Test
    void closedAddressNeedsACertificate() throws Exception {
        problem(post(service.client(), GuardedInstallation.CLOSED), 403, "certificate-required");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/hr/events/", "/v1/hr/./events", "/v1//hr/events", "/v1/hr/%65vents", "/v1/signals",
            "/v1/hr/events;a=b"})
    void closedAddressIsClosedHoweverItIsWritten(String path) throws Exception {
        var answer = post(service.client(), path);

        assertTrue(List.of(403, 404).contains(answer.statusCode()), () -> answer.statusCode() + " " + answer.body());
    }

    @Test
    void withACertificateTheClosedAddressLooksAtTheSignature() throws Exception {
        problem(post(service.client(machine), GuardedInstallation.CLOSED), 400, "webhook-headers");
    }

    @Test
    void closedAddressIsClosedOverPlainHttpToo() throws Exception {
        var request = HttpRequest.newBuilder(plain.resolve(GuardedInstallation.CLOSED))
                .header("Content-Type", "application/json").POST(BodyPublishers.ofString("{}")).build();

        problem(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()), 403, "certificate-required");
    }

    @Test
    void tokenThatIsBoundToTheCertificateOpensOverItsConnection() throws Exception {
        assertEquals(200, get(service.client(machine), SCIM, bearer(bound(machine))).statusCode());
    }

    @Test
    void tokenThatIsBoundToTheCertificateIsOfNoUseWithoutIt() throws Exception {
        assertEquals(200, get(service.client(machine), SCIM, bearer(bound(machine))).statusCode());

        refusedBySaying(ProblemType.TOKEN_OF_ANOTHER_CERTIFICATE, get(service.client(), SCIM, bearer(bound(machine))));
    }

    @Test
    void tokenThatIsBoundToAnotherCertificateIsRefused() throws Exception {
        refusedBySaying(ProblemType.TOKEN_OF_ANOTHER_CERTIFICATE,
                get(service.client(machine), SCIM, bearer(bound(stranger))));
    }

    @Test
    void plainTokenOfAMachineIsRefusedWhereBoundOnesAreDemanded() throws Exception {
        refusedBySaying(ProblemType.BOUND_TOKEN_REQUIRED,
                get(service.client(machine), SCIM, bearer(company.machineToken("hr"))));
    }

    @Test
    void plainTokenOfACourierIsRefusedWhereBoundOnesAreDemanded() throws Exception {
        problem(get(service.client(), POLICY, bearer(company.token("K1001"))), 401, "bound-token-required");
    }

    @Test
    void plainTokenOfAnAuditorIsTakenWhereOnlyCouriersMustBind() throws Exception {
        var answer = get(service.client(), POLICY, bearer(company.token("D4004")));

        assertTrue(List.of(200, 403).contains(answer.statusCode()), answer::body);
    }

    @ParameterizedTest
    @CsvSource({"jwk, x", "kid, 1", "x5t#S512, x"})
    void tokenThatIsBoundInAnUnknownWayIsRefused(String way, String to) throws Exception {
        var token = realm.signed(company.token("D4004"), Map.of("cnf", Map.of(way, to)));

        problem(get(service.client(), POLICY, bearer(token)), 401, "bound-token-required");
    }

    @Test
    void silentConnectionIsClosed() throws Exception {
        try (var socket = new Socket(plain.getHost(), plain.getPort())) {
            socket.setSoTimeout(15_000);
            socket.getOutputStream().write("GET /problems HTTP/1.1\r\nHost: a\r\nX-Sl".getBytes(
                    StandardCharsets.US_ASCII));

            assertEquals(-1, socket.getInputStream().read());
        }
    }

    @Test
    void connectionsBeyondTheMostAreClosedAndThoseWithinAreServed() throws Exception {
        var open = new ArrayList<Socket>();
        try {
            for (int count = 0; count < 60; count++) {
                open.add(asking());
            }
            long served = open.stream().filter(GuardedDoorsTest::answered).count();
            assertTrue(served > 0 && served <= 40, () -> served + " of 60");
        } finally {
            for (var socket : open) {
                socket.close();
            }
        }
    }

    private Socket asking() throws IOException {
        var socket = new Socket(plain.getHost(), plain.getPort());
        try {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write("GET /problems HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(
                    StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // Closed already: one of those beyond.
        }
        return socket;
    }

    private static boolean answered(Socket socket) {
        try {
            return socket.getInputStream().read() == 'H';
        } catch (IOException e) {
            return false;
        }
    }

    private String bound(Certificate certificate) {
        return realm.signed(company.machineToken("hr"), Map.of("cnf", Map.of("x5t#S256", certificate.thumbprint())));
    }

    private static Map<String, String> bearer(String token) {
        return Map.of("Authorization", "Bearer " + token);
    }

    /** The addresses of SCIM have errors of a form of their own, in the same words. */
    private static void refusedBySaying(ProblemType type, HttpResponse<String> answer) {
        assertAll(answer.body(), () -> assertEquals(type.status(), answer.statusCode()),
                () -> assertTrue(answer.body().contains(type.title())));
    }

    private static void problem(HttpResponse<String> answer, int status, String slug) throws IOException {
        var type = JSON.readTree(answer.body()).path("type").asText();
        assertAll(answer.body(), () -> assertEquals(status, answer.statusCode()),
                () -> assertEquals("/problems/" + slug, type),
                () -> assertEquals("application/problem+json",
                        answer.headers().firstValue("Content-Type").orElse("").split(";")[0]));
    }

    private HttpResponse<String> get(SSLContext tls, String path, Map<String, String> headers) throws Exception {
        var request = HttpRequest.newBuilder(secure.resolve(path)).timeout(Duration.ofSeconds(20));
        headers.forEach(request::header);
        return send(tls, request.build());
    }

    private HttpResponse<String> post(SSLContext tls, String path) throws Exception {
        return send(tls, HttpRequest.newBuilder(secure.resolve(path)).timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json").POST(BodyPublishers.ofString("{}")).build());
    }

    private static HttpResponse<String> send(SSLContext tls, HttpRequest request) throws Exception {
        try (var client = HttpClient.newBuilder().sslContext(tls).build()) {
            return client.send(request, BodyHandlers.ofString());
        }
    }

    /** The version that both sides agree on, where the client itself would take whatever it is told to. */
    private String handshake(SSLContext tls, String version, List<String> suites) throws IOException {
        var usual = Security.getProperty("jdk.tls.disabledAlgorithms");
        Security.setProperty("jdk.tls.disabledAlgorithms", "");
        try (var socket = (SSLSocket) tls.getSocketFactory().createSocket(secure.getHost(), secure.getPort())) {
            socket.setSoTimeout(10_000);
            socket.setEnabledProtocols(new String[]{version});
            if (!suites.isEmpty()) {
                socket.setEnabledCipherSuites(suites.toArray(String[]::new));
            }
            socket.startHandshake();
            return socket.getSession().getProtocol();
        } finally {
            Security.setProperty("jdk.tls.disabledAlgorithms", usual);
        }
    }
}

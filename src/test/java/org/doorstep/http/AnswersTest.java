package org.doorstep.http;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

import org.doorstep.demonstration.Company;
import org.doorstep.stack.LocalStackResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** What every answer says to browsers and proxies, and what becomes of requests that are meant to confuse them. */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
class AnswersTest {

    @TestHTTPResource("/")
    URI service;

    @ParameterizedTest
    @ValueSource(strings = {"/problems", "/v1/policy", "/v1/run", "/nowhere", "/log/checkpoint", "/q/health/ready",
            "/q/swagger-ui/", "/q/openapi", "/v1/parcels/TS000000000001/views", "/scim/v2/ServiceProviderConfig"})
    void everyAnswerIsShownInNoFrameAndTakenForWhatItIs(String path) {
        given().get(path).then().header("X-Content-Type-Options", "nosniff").header("Referrer-Policy", "no-referrer")
                .header("Content-Security-Policy", containsString("frame-ancestors 'none'"))
                .header("Content-Security-Policy", containsString("default-src 'none'"))
                .header("Permissions-Policy", containsString("geolocation=()"))
                .header("Cross-Origin-Opener-Policy", "same-origin")
                .header("Cross-Origin-Resource-Policy", "same-origin");
    }

    @Test
    void answersAreKeptByNobodyOnTheWay() {
        var token = new Company().employ("D4004").token("D4004");

        given().auth().oauth2(token).get("/v1/policy").then().statusCode(200).header("Cache-Control",
                containsString("no-store"));
    }

    @Test
    void onlyTheDescriptionMayLoadAnything() {
        given().get("/problems").then().header("Content-Security-Policy", not(containsString("script-src")));
        given().get("/q/swagger-ui/").then().header("Content-Security-Policy", containsString("script-src 'self'"));
    }

    @Test
    void answersOverPlainHttpDoNotSpeakOfTls() {
        given().get("/problems").then().header("Strict-Transport-Security", nullValue());
    }

    @Test
    void pagesOfOthersMayReadNothing() {
        given().header("Origin", "https://elsewhere.example").get("/problems").then()
                .header("Access-Control-Allow-Origin", nullValue());
        given().header("Origin", "https://elsewhere.example").header("Access-Control-Request-Method", "POST")
                .options("/v1/parcels/TS000000000001/views").then()
                .header("Access-Control-Allow-Origin", nullValue())
                .header("Access-Control-Allow-Methods", nullValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "CONNECT", "TRACK"})
    void methodsThatShowTheRequestAreNone(String method) throws IOException {
        var answer = raw(
                method + " /problems HTTP/1.1\r\nHost: a\r\nCookie: secret-cookie\r\nConnection: close\r\n\r\n");

        assertTrue(answer.matches("(?s)HTTP/1.1 (400|404|405|501).*"), answer);
        assertTrue(!answer.contains("secret-cookie"), answer);
    }

    @Test
    void lengthBesideChunksHidesNoSecondRequest() throws IOException {
        var answer = raw("POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "0\r\n\r\nGET /problems HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        assertEquals(1, answers(answer), answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 5\r\nContent-Length: 0", "Content-Length: +0", "Content-Length: 0x0",
            "Transfer-Encoding: gzip", "Transfer-Encoding: identity, chunked, identity", "Content-Length : 0",
            "X: a\r\n\tb"})
    void framingThatCanBeReadTwoWaysIsRefused(String framing) throws IOException {
        var answer = raw("POST /nowhere HTTP/1.1\r\nHost: a\r\n" + framing + "\r\nConnection: close\r\n\r\n");

        assertTrue(answer.isEmpty() || answer.matches("(?s)HTTP/1.[01] (4|501).*"), answer);
        assertTrue(answers(answer) <= 1, answer);
    }

    @Test
    void headersBeyondTheirLimitAreRefused() throws IOException {
        var answer = raw("GET /problems HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(20_000) + "\r\n\r\n");

        assertTrue(answer.startsWith("HTTP/1.1 431") || answer.startsWith("HTTP/1.0 431"), answer);
    }

    @Test
    void healthTellsNothingButHealth() {
        given().get("/q/health/ready").then().statusCode(200).body("status", equalTo("UP"))
                .header("Server", nullValue()).header("X-Powered-By", nullValue());
    }

    private static int answers(String text) {
        return text.split("HTTP/1\\.[01] \\d", -1).length - 1;
    }

    private String raw(String request) throws IOException {
        try (var socket = new Socket(service.getHost(), service.getPort())) {
            socket.setSoTimeout(3_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var answer = new StringBuilder();
            try {
                for (int sign = socket.getInputStream().read(); sign >= 0; sign = socket.getInputStream().read()) {
                    answer.append((char) sign);
                }
            } catch (java.net.SocketTimeoutException | java.net.SocketException e) {
                // Kept open, or cut: what came is what there is.
            }
            return answer.toString();
        }
    }
}

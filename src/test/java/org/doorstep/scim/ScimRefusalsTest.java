package org.doorstep.scim;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;

import org.doorstep.demonstration.Company;
import org.doorstep.demonstration.Problems;
import org.doorstep.stack.Backstage;
import org.doorstep.stack.LocalStackResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** What is refused at the SCIM door is a SCIM error, is in the log, and changes nothing. */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
class ScimRefusalsTest {

    private static final String USER = "urn:ietf:params:scim:schemas:core:2.0:User";
    private static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    @TestHTTPResource("/scim/v2/Users")
    URI service;

    private final Company company = new Company();
    private final Scim scim = new Scim(company);

    @BeforeEach
    void people() {
        Backstage.forgetLimits();
        company.employ("D4004", "K1003");
    }

    private static List<Map<String, Object>> everybody() {
        return Backstage.rows("""
                select staff_id, standing, array_to_string(posts, ',') as posts, outlet, epoch from staff
                order by staff_id""");
    }

    private void changesNothing(Response answer, List<Map<String, Object>> before, int status, String scimType,
            String problem) {
        scim.refused(answer, status, scimType, problem);
        assertEquals(before, everybody());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '§', value = {
            "invalidValue | invalid-attribute | {'schemas':['USER'],'userName':'N1','ENT':{'department':'SH-PD-01'}}",
            "invalidValue | invalid-attribute | {'schemas':['USER'],'userName':null,'ENT':{'department':'SH-PD-01'}}",
            "invalidValue | invalid-attribute | {'schemas':['USER'],'userName':'N9999'}",
            "invalidValue | invalid-attribute | {'schemas':['USER'],'userName':'N9999','ENT':{'department':'x'}}",
            "invalidValue | invalid-attribute | {'schemas':['USER'],'userName':'N9999','roles':[{'value':'KING'}],"
                    + "'ENT':{'department':'SH-PD-01'}}",
            "invalidValue | invalid-posts | {'schemas':['USER'],'userName':'N9999','roles':['SYS_ADMIN','SEC_AUDITOR'],"
                    + "'ENT':{'department':'SH-PD-01'}}",
            "invalidSyntax | wrong-schema | {'schemas':['urn:example:User'],'userName':'N9999'}",
            "invalidSyntax | wrong-schema | {'userName':'N9999','ENT':{'department':'SH-PD-01'}}",
            "invalidSyntax | malformed-json | {'schemas':['USER'],'userName':'N9999'",
            "invalidSyntax | malformed-json | {'schemas':['USER'],'userName':'N9999','userName':'N9998'}",
            "invalidSyntax | malformed-json | {'schemas':['USER'],'userName':'N9999'} {}",
            "invalidSyntax | malformed-json | []",
            "invalidSyntax | malformed-json | null"})
    void aBadNewAccountIsRefused(String scimType, String problem, String json) {
        var before = everybody();

        var answer = scim.create(json.replace('\'', '"').replace("USER", USER).replace("ENT\"", ENTERPRISE + "\""));

        changesNothing(answer, before, 400, scimType, problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '§', value = {
            "invalidPath | invalid-path | {'op':'replace','path':'actve','value':false}",
            "invalidPath | invalid-path | {'op':'replace','path':'active','value':false},"
                    + "{'op':'add','path':'roles; drop table staff','value':false}",
            "noTarget | no-target | {'op':'replace','path':'roles[value eq 'DRIVER'].value','value':'SORTER'}",
            "invalidValue | invalid-attribute | {'op':'add','path':'roles','value':[{'value':'KING'}]}",
            "invalidValue | invalid-attribute | {'op':'replace','path':'ENT:department','value':'SH PD'}",
            "invalidSyntax | malformed-json | {'op':'replace','path':'roles[value eq \"DRIVER\"]'}",
            "invalidValue | invalid-posts | {'op':'add','path':'roles','value':['SEC_AUDITOR']}",
            "mutability | immutable-attribute | {'op':'replace','value':{'userName':'K1004','active':false}}"})
    void aBadChangeIsRefusedWhole(String scimType, String problem, String operations) {
        var before = everybody();

        var answer = scim.patch("K1003", operations.replace("'DRIVER'", "\\\"DRIVER\\\"").replace('\'', '"')
                .replace("ENT:", ENTERPRISE + ":"));

        changesNothing(answer, before, 400, scimType, problem);
    }

    @Test
    void aChangeOfAnotherSchemaIsRefused() {
        var before = everybody();

        var answer = scim.request().body(Scim.bytes("""
                {"schemas": ["%s"], "Operations": [{"op": "replace", "path": "active", "value": false}]}"""
                .formatted(USER))).patch("/scim/v2/Users/K1003");

        changesNothing(answer, before, 400, "invalidSyntax", "wrong-schema");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"id\": \"K1004\", \"userName\": \"K1003\"", "\"userName\": \"K1004\"",
            "\"id\": \"K1004\", \"userName\": \"K1004\""})
    void anAccountIsNotReplacedBySomebodyElses(String members) {
        var before = everybody();

        var answer = scim.put("K1003", "{\"schemas\": [\"" + USER + "\"], \"active\": false, " + members + "}");

        changesNothing(answer, before, 400, "mutability", "immutable-attribute");
    }

    @ParameterizedTest
    @ValueSource(strings = {"N9999", "k", "K1003' or '1'='1", "../K1003", "%", "林晓梅林晓梅"})
    void whoeverIsNotThereIsNotFound(String id) {
        var before = everybody();

        for (var answer : List.of(scim.get(id), scim.delete(id),
                scim.patch(id, "{\"op\": \"replace\", \"path\": \"active\", \"value\": false}"))) {
            changesNothing(answer, before, 404, null, "unknown-account");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"userName sw \"K\"", "userName eq \"K1001\" or userName eq \"K1002\"", "active eq true",
            "userName eq \"K1001\"; drop table staff", "userName eq \"K1001", "name.familyName eq \"林晓梅\""})
    void otherFiltersAreRefusedAndNotEchoed(String filter) {
        scim.refused(scim.find(filter), 400, "invalidFilter", "invalid-filter");
    }

    @ParameterizedTest
    @ValueSource(strings = {"K1003' or '1'='1", "K1003\\\" or userName eq \\\"K1002", "林晓梅", "%", "_____"})
    void aFilterForNobodyFindsNobody(String name) {
        scim.find("userName eq \"" + name + "\"").then().statusCode(200).body("totalResults", equalTo(0));
    }

    @Test
    void pagesAreNumbers() {
        scim.refused(scim.request().queryParam("count", "many").get("/scim/v2/Users"), 400, "invalidValue",
                "invalid-attribute");
    }

    @Test
    void aHugeBodyIsRefused() {
        var before = everybody();

        var answer = scim.create("{\"schemas\": [\"" + USER + "\"], \"displayName\": \"" + "x".repeat(70_000) + "\"}");

        changesNothing(answer, before, 413, null, "body-too-large");
    }

    @Test
    void aHugeBodyThatDoesNotTellItsLengthIsRefused() throws IOException, InterruptedException {
        var before = everybody();
        var body = Scim.bytes("{\"schemas\": [\"" + USER + "\"], \"displayName\": \"" + "x".repeat(70_000) + "\"}");

        try (var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            var answer = http.send(HttpRequest.newBuilder(service).header("Content-Type", "application/scim+json")
                    .header("Authorization", "Bearer " + company.machineToken("hr"))
                    .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))).build(),
                    BodyHandlers.ofString());

            assertEquals(413, answer.statusCode(), answer.body());
        }
        assertEquals(before, everybody());
    }

    @Test
    void anotherMediaTypeIsRefused() {
        scim.refused(company.machine("hr").contentType("text/plain").body("x").post("/scim/v2/Users"), 415, null,
                "unsupported-media-type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/scim/v2/Groups", "/scim/v2/Me", "/scim/v2/Schemas/urn:example:none",
            "/scim/v2/ResourceTypes/Group"})
    void whatIsNotKeptIsNotFound(String address) {
        scim.refused(scim.request().get(address), 404, null, "not-found");
    }

    @Test
    void aMethodThatIsNotThereIsRefused() {
        scim.refused(scim.request().delete("/scim/v2/Users"), 405, null, "method-not-allowed");
    }

    @Test
    void peopleAndOtherMachinesMayNot() {
        company.employ("D5001");
        var before = everybody();

        for (var answer : List.of(Scim.sent(company.person("D5001", "desk-hr-0001")).delete("/scim/v2/Users/K1003"),
                Scim.sent(company.machine("dispatch")).delete("/scim/v2/Users/K1003"),
                Scim.sent(company.machine("dispatch")).get("/scim/v2/Schemas"),
                Scim.sent(company.person("K1003", "device-K1003")).get("/scim/v2/Users"))) {
            answer.then().statusCode(403).contentType("application/scim+json").body("status", equalTo("403"))
                    .header("Doorstep-Entry", notNullValue());
            Problems.innocent(answer);
        }
        assertEquals(before, everybody());
    }

    @Test
    void withoutATokenNobodyMay() {
        var before = everybody();

        for (var answer : List.of(Scim.sent(given()).delete("/scim/v2/Users/K1003"),
                Scim.sent(given().auth().oauth2("no.token.atall")).get("/scim/v2/Users"))) {
            answer.then().statusCode(401).contentType("application/scim+json").body("status", equalTo("401"))
                    .header("WWW-Authenticate", notNullValue());
            Problems.innocent(answer);
        }
        assertEquals(before, everybody());
    }

    @Test
    void atOtherAddressesProblemsStayProblems() {
        Problems.refused(company.machine("hr").get("/v1/nothing"), 404, "not-found");
    }
}

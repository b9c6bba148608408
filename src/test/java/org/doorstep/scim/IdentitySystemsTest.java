package org.doorstep.scim;

import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.doorstep.demonstration.Company;
import org.doorstep.demonstration.Problems;
import org.doorstep.stack.Backstage;
import org.doorstep.stack.LocalStackResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** Accounts as Entra ID and Okta push them: what they say of a person holds when they are answered. */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
class IdentitySystemsTest {

    private static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    private static final String ENTRA_DISABLES = """
            {"op": "Replace", "path": "active", "value": "False"}""";
    private static final String ENTRA_ENABLES = """
            {"op": "Replace", "path": "active", "value": "True"}""";
    private static final String ENTRA_DISABLES_WITHOUT_PATH = """
            {"op": "Replace", "value": {"active": false}}""";
    private static final String OKTA_DISABLES = """
            {"op": "replace", "value": {"active": false}}""";
    private static final String ENTRA_CREATES = """
            {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User",
                         "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
             "externalId": "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef", "userName": "%s", "active": true,
             "displayName": "王测试", "title": "快递员",
             "emails": [{"primary": true, "type": "work", "value": "wang.ceshi@example.org"}],
             "phoneNumbers": [{"type": "mobile", "value": "14055667788"}],
             "meta": {"resourceType": "User"},
             "name": {"formatted": "王测试", "familyName": "王", "givenName": "测试"},
             "roles": [{"value": "{\\"id\\":\\"06b07648\\",\\"value\\":\\"COURIER_DELIVERY\\",\\"displayName\\":\\"Couriers\\"}"}],
             "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":
                 {"department": "SH-PD-01", "employeeNumber": "17"}}""";

    private final Company company = new Company();
    private final Scim scim = new Scim(company);

    @BeforeEach
    void people() {
        Backstage.forgetLimits();
        company.employ("D4004", "K1003");
    }

    @AfterEach
    void settled() {
        scim.awaitFollowed("K1003");
    }

    /** Somebody whom no other test knows. */
    private static String stranger() {
        return "N" + UUID.randomUUID().toString().replaceAll("[^0-9]", "").concat("00000000").substring(0, 8);
    }

    private Map<String, Object> entry(Response answer) {
        return company.entry(answer.header("Doorstep-Entry"));
    }

    private void assertStanding(Response answer, String cause, String now) {
        var entry = entry(answer);
        assertAll(() -> assertEquals("STANDING", entry.get("action")), () -> assertEquals("hr", entry.get("actor")),
                () -> assertEquals("K1003", entry.get("subject")), () -> assertEquals(cause, entry.get("purpose")),
                () -> assertTrue(entry.get("reason").toString().matches("now " + now + "( as .*)?, by SCIM"),
                        entry.get("reason").toString()));
    }

    @Test
    void theProbeOfAConnectionFindsNobody() {
        scim.find("userName eq \"" + UUID.randomUUID() + "\"").then().statusCode(200)
                .contentType("application/scim+json").body("totalResults", equalTo(0)).body("Resources", empty())
                .body("schemas[0]", equalTo("urn:ietf:params:scim:api:messages:2.0:ListResponse"));
    }

    @ParameterizedTest
    @ValueSource(strings = {ENTRA_DISABLES, ENTRA_DISABLES_WITHOUT_PATH, OKTA_DISABLES})
    void whoeverIsSwitchedOffSeesNothingMore(String operation) {
        var waybill = company.outForDelivery("K1003", "SH-PD-01");
        company.look("K1003", waybill, "DELIVER").then().statusCode(200);

        var answer = scim.patch("K1003", operation);

        answer.then().statusCode(200).body("active", equalTo(false)).body("id", equalTo("K1003"))
                .body("roles.value", equalTo(List.of("COURIER_DELIVERY")));
        Problems.refused(company.look("K1003", waybill, "DELIVER"), 403, "no-standing");
        assertStanding(answer, "SUSPENDED", "SUSPENDED");
        int receipt = Integer.parseInt(answer.header("Doorstep-Entry"));
        assertTrue(company.looks(waybill).stream().filter(look -> "GRANTED".equals(look.get("decision")))
                .allMatch(look -> (int) look.get("entry") < receipt));
    }

    @Test
    void whoeverIsSwitchedOnAgainSeesTheirParcelsAfterANewSignIn() {
        var waybill = company.outForDelivery("K1003", "SH-PD-01");
        scim.patch("K1003", ENTRA_DISABLES).then().statusCode(200);
        scim.awaitFollowed("K1003");

        var answer = scim.patch("K1003", ENTRA_ENABLES);

        answer.then().statusCode(200).body("active", equalTo(true));
        scim.awaitFollowed("K1003");
        company.look("K1003", waybill, "DELIVER").then().statusCode(200);
        assertStanding(answer, "RETURNED", "ACTIVE");
    }

    @Test
    void anotherRoleEndsTheOldPostAtOnce() {
        var waybill = company.outForDelivery("K1003", "SH-PD-01");
        company.look("K1003", waybill, "DELIVER").then().statusCode(200);

        var answer = scim.patch("K1003", """
                {"op": "Replace", "path": "roles[primary eq \\"True\\"].value", "value": "SORTER"}""");

        answer.then().statusCode(200).body("roles", equalTo(List.of(Map.of("value", "SORTER", "primary", true))));
        company.look("K1003", waybill, "DELIVER").then().statusCode(403);
        assertStanding(answer, "TRANSFERRED", "ACTIVE");
    }

    @Test
    void anotherDepartmentIsAnotherOutlet() {
        var answer = scim.patch("K1003", """
                {"op": "Add", "path": "%s:department", "value": "SH-XH-02"}""".formatted(ENTERPRISE));

        answer.then().statusCode(200).body("'" + ENTERPRISE + "'.department", equalTo("SH-XH-02"));
        assertStanding(answer, "TRANSFERRED", "ACTIVE");
        assertEquals("SH-XH-02", entry(answer).get("outlet"));
    }

    @Test
    void whoeverIsSuspendedStaysSoWhenTheirRolesChange() {
        scim.patch("K1003", ENTRA_DISABLES).then().statusCode(200);

        scim.patch("K1003", """
                {"op": "Add", "path": "roles", "value": [{"value": "COURIER_PICKUP"}]}""").then().statusCode(200)
                .body("active", equalTo(false)).body("roles.value", hasItems("COURIER_DELIVERY", "COURIER_PICKUP"))
                .body("roles.primary", equalTo(List.of(false, false)));
    }

    @Test
    void whoeverIsDeletedIsGoneAndTheTokenIssuedBeforeOpensNothing() {
        var waybill = company.outForDelivery("K1003", "SH-PD-01");
        var token = company.token("K1003");

        var answer = scim.delete("K1003");

        answer.then().statusCode(204);
        assertStanding(answer, "LEFT", "LEFT");
        Problems.refused(company.look("K1003", waybill, "DELIVER"), 403, "no-standing");
        scim.refused(scim.get("K1003"), 404, null, "unknown-account");
        scim.refused(scim.delete("K1003"), 404, null, "unknown-account");
        scim.find("userName eq \"K1003\"").then().body("totalResults", equalTo(0));
        rehired(waybill, token);
    }

    /** Hired again, they must sign in anew: what was issued before they left stays worthless. */
    private void rehired(String waybill, String token) {
        scim.create(ENTRA_CREATES.formatted("K1003")).then().statusCode(201);

        Problems.refused(company.as(token, "device-K1003").body(Map.of("purpose", "DELIVER"))
                .post("/v1/parcels/{waybill}/views", waybill), 401, "session-ended");
    }

    @Test
    void whatEntraCreatesIsThereAndNothingOfItsNamesIs() {
        var staffId = stranger();

        var answer = scim.create(ENTRA_CREATES.formatted(staffId));

        answer.then().statusCode(201).contentType("application/scim+json").header("ETag", "W/\"1\"")
                .header("Location", endsWith("/scim/v2/Users/" + staffId)).header("Doorstep-Entry", notNullValue())
                .body("id", equalTo(staffId)).body("userName", equalTo(staffId)).body("active", equalTo(true))
                .body("roles.value", equalTo(List.of("COURIER_DELIVERY")))
                .body("'" + ENTERPRISE + "'.department", equalTo("SH-PD-01"))
                .body("meta.location", equalTo(answer.header("Location"))).body("meta.version", equalTo("W/\"1\""))
                .body("meta.created", matchesPattern("\\d{4}-.*Z")).body("name", nullValue());
        assertTrue(List.of("王", "wang.ceshi", "14055667788", "快递员").stream().noneMatch(answer.asString()::contains));
        scim.find("userName eq \"" + staffId + "\"").then().body("totalResults", equalTo(1))
                .body("Resources[0].id", equalTo(staffId));
        scim.find("externalId eq \"" + staffId + "\"").then().body("totalResults", equalTo(1));
        assertEquals("JOINED", entry(answer).get("purpose"));
        scim.refused(scim.create(ENTRA_CREATES.formatted(staffId)), 409, "uniqueness", "account-exists");
    }

    @Test
    void whatItKnowsOfPeopleIsKeptNowhere() throws IOException {
        var staffId = stranger();
        scim.create(ENTRA_CREATES.formatted(staffId)).then().statusCode(201);
        scim.find("userName eq \"wang.ceshi@example.org\"").then().statusCode(200);
        scim.patch(staffId, """
                {"op": "Replace", "path": "emails[type eq \\"work\\"].value", "value": "wang.ceshi@example.org"},
                {"op": "Replace", "path": "displayName", "value": "wang.ceshi"},
                {"op": "Replace", "path": "userName", "value": "wang.ceshi@example.org"}""").then().statusCode(400);

        var tables = Backstage.rows("select tablename from pg_tables where schemaname = 'public'");

        assertAll(tables.stream().map(table -> table.get("tablename")).map(table -> () -> assertEquals(0,
                Backstage.count("select count(*) from " + table + " as kept where kept::text like '%wang.ceshi%' or "
                        + "kept::text like '%14055667788%' or kept::text like '%王测试%'"),
                table.toString())));
        var log = Files.readString(Path.of("target/doorstep-test.log"));
        assertTrue(List.of("wang.ceshi", "14055667788", "王测试").stream().noneMatch(log::contains));
    }

    @Test
    void anAccountCreatedSwitchedOffMayDoNothing() {
        scim.create("""
                {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "%s", "active": false,
                 "%s": {"department": "SH-PD-01"}}""".formatted(stranger(), ENTERPRISE)).then().statusCode(201)
                .body("active", equalTo(false)).body("roles", empty());
    }

    @Test
    void oktaReplacesTheWholeAccountAndWhatItDoesNotKnowStays() {
        var answer = scim.put("K1003", """
                {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "id": "K1003", "userName": "K1003",
                 "name": {"givenName": "测试", "familyName": "王"}, "active": false, "groups": [],
                 "emails": [{"primary": true, "value": "wang.ceshi@example.org", "type": "work"}],
                 "meta": {"resourceType": "User"}}""");

        answer.then().statusCode(200).body("active", equalTo(false))
                .body("roles.value", equalTo(List.of("COURIER_DELIVERY")))
                .body("'" + ENTERPRISE + "'.department", equalTo("SH-PD-01"));
        assertStanding(answer, "SUSPENDED", "SUSPENDED");
    }

    @Test
    void whatChangesNothingSaysNothing() {
        var before = Scim.known("K1003");

        scim.patch("K1003", ENTRA_ENABLES).then().statusCode(200).header("Doorstep-Entry", nullValue());
        scim.patch("K1003", """
                {"op": "Replace", "path": "emails[type eq \\"work\\"].value", "value": "wang.ceshi@example.org"}""")
                .then().statusCode(200).header("Doorstep-Entry", nullValue());

        assertEquals(before, Scim.known("K1003"));
    }

    @Test
    void aVersionThatIsOldChangesNothing() {
        String version = scim.get("K1003").header("ETag");
        scim.patch("K1003", ENTRA_DISABLES).then().statusCode(200);
        var before = Scim.known("K1003");

        var answer = scim.request().header("If-Match", version).body(Scim.bytes(Scim.patchOf(ENTRA_ENABLES)))
                .patch("/scim/v2/Users/K1003");

        scim.refused(answer, 412, null, "account-changed");
        assertEquals(before, Scim.known("K1003"));
        String now = scim.get("K1003").header("ETag");
        scim.request().header("If-Match", now).body(Scim.bytes(Scim.patchOf(ENTRA_ENABLES)))
                .patch("/scim/v2/Users/K1003").then().statusCode(200);
    }

    @Test
    void theListIsPagedAndLeavesNobodyOut() {
        company.employ("K1001", "K1002");
        long all = Backstage.count("select count(*) from staff where standing <> 'LEFT'");

        var first = scim.request().queryParam("count", 2).get("/scim/v2/Users");
        var second = scim.request().queryParam("startIndex", 3).queryParam("count", 1).get("/scim/v2/Users");
        var beyond = scim.request().queryParam("startIndex", 100_000).get("/scim/v2/Users");
        var none = scim.request().queryParam("startIndex", 0).queryParam("count", 0).get("/scim/v2/Users");

        first.then().statusCode(200).body("itemsPerPage", equalTo(2)).body("totalResults", equalTo((int) all));
        second.then().body("startIndex", equalTo(3)).body("Resources.size()", equalTo(1));
        assertTrue(second.<String>path("Resources[0].id").compareTo(first.path("Resources[1].id")) > 0);
        beyond.then().body("totalResults", equalTo((int) all)).body("Resources", empty());
        none.then().body("totalResults", equalTo((int) all)).body("startIndex", equalTo(1)).body("Resources", empty());
    }

    @Test
    void theServiceDescribesItselfAndWhatItDoesNotKeep() {
        scim.request().get("/scim/v2/ServiceProviderConfig").then().statusCode(200)
                .contentType("application/scim+json").body("patch.supported", equalTo(true))
                .body("bulk.supported", equalTo(false));
        scim.request().get("/scim/v2/ResourceTypes").then().statusCode(200).body("Resources[0].id", equalTo("User"));
        scim.request().get("/scim/v2/ResourceTypes/User").then().statusCode(200).body("endpoint", equalTo("/Users"));
        scim.request().get("/scim/v2/Schemas").then().statusCode(200).body("totalResults", equalTo(2))
                .body("Resources[0].attributes.find { it.name == 'phoneNumbers' }.returned", equalTo("never"))
                .body("Resources[0].attributes.find { it.name == 'phoneNumbers' }.description",
                        equalTo("Accepted, not kept and never answered."));
        scim.request().get("/scim/v2/Schemas/" + ENTERPRISE).then().statusCode(200).body("id", equalTo(ENTERPRISE));
    }
}

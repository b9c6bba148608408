package org.doorstep.scim;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.doorstep.demonstration.Company;
import org.doorstep.demonstration.Problems;
import org.doorstep.stack.Backstage;
import org.jspecify.annotations.Nullable;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

/** An identity system at the SCIM door, and what its answers must be. */
final class Scim {

    private static final String USERS = "/scim/v2/Users";

    private final Company company;

    Scim(Company company) {
        this.company = company;
    }

    RequestSpecification request() {
        return sent(company.machine("hr"));
    }

    static RequestSpecification sent(RequestSpecification by) {
        return by.contentType("application/scim+json").accept("application/scim+json");
    }

    Response create(String json) {
        return request().body(bytes(json)).post(USERS);
    }

    Response get(String id) {
        return request().get(USERS + "/{id}", id);
    }

    Response find(String filter) {
        return request().queryParam("filter", filter).get(USERS);
    }

    Response put(String id, String json) {
        return request().body(bytes(json)).put(USERS + "/{id}", id);
    }

    Response patch(String id, String operations) {
        return request().body(bytes(patchOf(operations))).patch(USERS + "/{id}", id);
    }

    Response delete(String id) {
        return request().delete(USERS + "/{id}", id);
    }

    static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    static String patchOf(String operations) {
        return """
                {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [%s]}"""
                .formatted(operations);
    }

    /** Waits for everything that follows in Keycloak from what was said last of a person. */
    void awaitFollowed(String staffId) {
        String last = company.machine("hr").queryParam("subject", staffId).queryParam("limit", 1)
                .get("/v1/offboardings").path("offboardings[0].id");
        if (last != null) {
            company.awaitDone(last);
        }
        company.signInAgain(staffId);
    }

    /** What is known of a person behind the service, and how often something was said. */
    static List<Map<String, Object>> known(String staffId) {
        return Backstage.rows("""
                select standing, array_to_string(posts, ',') as posts, outlet, epoch,
                       (select count(*) from staff_event e where e.staff_id = s.staff_id) as told
                from staff s where staff_id = ?""", staffId);
    }

    /** The answer is a SCIM error, innocent, and in the log under this problem. */
    Response refused(Response answer, int status, @Nullable String scimType, String problem) {
        var body = answer.asString();
        assertAll(body, () -> assertEquals(status, answer.statusCode()),
                () -> assertEquals("application/scim+json", answer.contentType().split(";")[0]),
                () -> assertEquals(List.of("urn:ietf:params:scim:api:messages:2.0:Error"), answer.path("schemas")),
                () -> assertEquals(Integer.toString(status), answer.path("status")),
                () -> assertEquals(scimType, answer.path("scimType")),
                () -> assertFalse(answer.<String>path("detail").isBlank()), () -> assertNull(answer.path("type")),
                () -> Problems.innocent(answer), () -> Problems.logged(company, answer, "hr", problem));
        return answer;
    }
}

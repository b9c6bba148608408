package org.doorstep.problem;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.doorstep.demonstration.Company;
import org.doorstep.stack.LocalStackResource;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
@WithTestResource(LocalStackResource.class)
class DescribedApiTest {

    @Test
    void everyOperationSaysWhatItDoesAndWhatItAnswers() {
        Map<String, Map<String, Map<String, Object>>> paths = given().queryParam("format", "json").get("/q/openapi")
                .then().statusCode(200).extract().path("paths");

        assertAll(paths.entrySet().stream().flatMap(path -> path.getValue().entrySet().stream()
                .map(operation -> () -> assertDescribed(path.getKey() + " " + operation.getKey(),
                        operation.getValue()))));
    }

    private static void assertDescribed(String name, Map<String, Object> operation) {
        assertFalse(String.valueOf(operation.get("summary")).isBlank(), name);
        assertTrue(((Map<?, ?>) operation.get("responses")).keySet().stream()
                .anyMatch(code -> code.toString().startsWith("2")), name);
    }

    @Test
    void everyProblemTypeHasItsAddress() {
        List<String> types = given().get("/problems").then().statusCode(200).extract().path("type");

        assertEquals(Stream.of(ProblemType.values()).map(ProblemType::uri).toList(), types);
        given().get(ProblemType.PARCEL_NOT_AVAILABLE.uri()).then().statusCode(200).body("status", equalTo(403));
    }

    @Test
    void thePolicyIsThereForWhoeverAsksWhy() {
        var company = new Company();

        company.person("K1001", "device-K1001").get("/v1/policy").then().body("rules", hasItem("courier-delivers"));
        company.person("K1001", "device-K1001").get("/v1/policy/rules/courier-delivers").then()
                .body("fields.'recipient.name'", equalTo("MASKED")).body("cap", equalTo("assigned+10%"));
    }

    @Test
    void metricsNameNoParcelAndNoPerson() {
        var company = new Company().employ("K1001");
        company.look("K1001", "DS00000000000000", "DELIVER");

        var metrics = given().get("/q/metrics").then().statusCode(200).extract().asString();

        assertTrue(metrics.contains("doorstep_views_total"));
        assertFalse(metrics.contains("DS00000000000000"));
        assertFalse(metrics.contains("K1001"));
    }
}

package org.doorstep.identity;

import static io.restassured.RestAssured.given;

import org.doorstep.demonstration.Company;
import org.doorstep.stack.LocalStackResource;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

@QuarkusTest
@WithTestResource(LocalStackResource.class)
class VerifiedTokensTest {

    private final String token = new Company().token("K1001");

    @Test
    void aTokenThatWasVerifiedPassesAgain() {
        policy(token).then().statusCode(200);

        policy(token).then().statusCode(200);
    }

    @Test
    void aTokenWithAnotherSignatureIsAnotherToken() {
        policy(token).then().statusCode(200);
        int dot = token.lastIndexOf('.');
        var altered = token.charAt(dot + 5) == 'A' ? 'B' : 'A';

        policy(token.substring(0, dot + 5) + altered + token.substring(dot + 6)).then().statusCode(401);
    }

    @Test
    void aTokenWithoutItsSignatureIsAnotherToken() {
        policy(token).then().statusCode(200);

        policy(token.substring(0, token.lastIndexOf('.') + 1)).then().statusCode(401);
    }

    private static Response policy(String bearer) {
        return given().auth().oauth2(bearer).get("/v1/policy");
    }
}

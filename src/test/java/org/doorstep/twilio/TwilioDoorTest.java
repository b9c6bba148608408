package org.doorstep.twilio;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import jakarta.inject.Inject;

import org.doorstep.stack.FreePort;
import org.doorstep.stack.LocalStackResource;
import org.doorstep.telephone.ScriptedBridges;
import org.doorstep.telephone.TelephoneBridges;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;

/** Twilio's addresses, as Twilio calls them. */
@QuarkusTest
@TestProfile(TwilioDoorTest.OverTwilio.class)
@WithTestResource(LocalStackResource.class)
class TwilioDoorTest {

    private static final String VOICE = "/v1/telephone/twilio/voice";
    private static final String EVENTS = "/v1/telephone/twilio/calls/" + ScriptedBridges.CALL + "/events?longest=600";
    private static final Map<String, String> INCOMING = StandInTwilio.incoming("+86" + ScriptedBridges.STAFF,
            "+86" + ScriptedBridges.X);

    @Inject
    TelephoneBridges bridges;
    @Inject
    TwilioConfig config;

    public static final class OverTwilio implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return StandInTwilio.settings(FreePort.next());
        }

        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(TelephoneBridges.class);
        }
    }

    @BeforeEach
    void forget() {
        bridges.forget();
    }

    @Test
    void signedRequestIsAnsweredWithTheNumberToRing() {
        var incoming = new TreeMap<>(INCOMING);
        incoming.put("CallSid", "CA0000000000000000000000000000000e");

        post(VOICE, StandInTwilio.PUBLIC + VOICE, incoming).statusCode(200).contentType("text/xml")
                .body(containsString("+8614100000003"));
    }

    @Test
    void requestSignedForTheAddressBehindTheProxyIsRefused() {
        post(VOICE, "http://127.0.0.1" + VOICE, INCOMING).statusCode(403).body("type",
                equalTo("/problems/carrier-signature")).body(not(containsString(ScriptedBridges.STAFF)));
        assertEquals(List.of(), bridges.asked());
    }

    @Test
    void carrierThatIsNotSelectedHasNoAddress() {
        given().contentType("application/json").body("[]")
                .post("/v1/telephone/dypls/reports/0123456789abcdefghijklmnopqrstuvwxyz/SecretReport").then()
                .statusCode(404).body("type", equalTo("/problems/not-found"));
    }

    @Test
    void emptyRequestIsRefused() {
        given().contentType("application/x-www-form-urlencoded").post(VOICE).then().statusCode(403);
    }

    @Test
    void answeredCallWhoseBridgeEndedIsEndedBeforeTwilioIsAnswered() throws IOException {
        bridges.endsWhatIsAnswered();
        try (var twilio = new StandInTwilio(config.api().getPort())) {
            var legs = List.of(StandInTwilio.CALLER_LEG, StandInTwilio.CALLED_LEG);
            legs.forEach(twilio::up);

            post(EVENTS, StandInTwilio.PUBLIC + EVENTS, StandInTwilio.status("in-progress")).statusCode(204);

            assertEquals(legs, twilio.ended());
        }
        assertFalse(Files.readString(Path.of("target/doorstep-test.log")).contains("4100000003"));
    }

    private static ValidatableResponse post(String path, String signed, Map<String, String> form) {
        return given().contentType("application/x-www-form-urlencoded; charset=UTF-8")
                .header("X-Twilio-Signature", StandInTwilio.signature(signed, form)).body(StandInTwilio.body(form))
                .post(path).then();
    }
}

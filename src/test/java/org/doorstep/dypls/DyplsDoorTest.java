package org.doorstep.dypls;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.inject.Inject;

import org.doorstep.bridge.Binding;
import org.doorstep.bridge.Bound;
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

/** The address of Dypls' reports, and its API, in the service. */
@QuarkusTest
@TestProfile(DyplsDoorTest.OverDypls.class)
@WithTestResource(LocalStackResource.class)
class DyplsDoorTest {

    @Inject
    TelephoneBridges bridges;
    @Inject
    DyplsProvider provider;
    @Inject
    Clock clock;

    public static final class OverDypls implements QuarkusTestProfile {
        static final StandInDypls DYPLS = started();

        private static StandInDypls started() {
            try {
                return new StandInDypls();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Map<String, String> getConfigOverrides() {
            return DYPLS.settings();
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
    void reportAtTheSecretAddressIsTakenOver() throws IOException {
        report(StandInDypls.REPORT_SECRET, "call-a").statusCode(200).body("code", equalTo(0));

        assertEquals(List.of("call-a"), bridges.asked().stream().map(call -> call.providerCall()).toList());
        assertFalse(Files.readString(Path.of("target/doorstep-test.log")).contains("4100000003"));
    }

    @Test
    void reportAtAnotherAddressFindsNothingThere() {
        report("0123456789abcdefghijklmnopqrstuvwxyy", "call-b").statusCode(404).body("type",
                equalTo("/problems/not-found"));

        assertEquals(List.of(), bridges.asked());
    }

    @Test
    void carrierThatIsNotSelectedHasNoAddress() {
        given().contentType("application/x-www-form-urlencoded").body("CallSid=CA1")
                .post("/v1/telephone/twilio/voice").then().statusCode(404).body("type", equalTo("/problems/not-found"));
    }

    @Test
    void numbersAreBoundOverTheApi() {
        var binding = new Binding(UUID.randomUUID(), ScriptedBridges.X, Optional.empty(), ScriptedBridges.STAFF,
                ScriptedBridges.PARTY, clock.instant().plusSeconds(600), Duration.ofSeconds(60));

        assertInstanceOf(Bound.Done.class, provider.bind(binding).await().atMost(Duration.ofSeconds(10)));
    }

    private static ValidatableResponse report(String secret, String call) {
        return given().contentType("application/json;charset=utf-8").body("""
                [{"call_id": "%s", "phone_no": "%s", "secret_no": "%s", "peer_no": "%s", "call_type": 0,
                  "call_time": "2026-11-22 12:00:00"}]""".formatted(call, ScriptedBridges.STAFF, ScriptedBridges.X,
                ScriptedBridges.PARTY)).post("/v1/telephone/dypls/reports/" + secret + "/SecretStartReport").then();
    }
}

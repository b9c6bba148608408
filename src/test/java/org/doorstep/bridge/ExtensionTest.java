package org.doorstep.bridge;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.inject.Inject;

import org.doorstep.bridge.CallDecision.Connect;
import org.doorstep.bridge.CallDecision.Refusal;
import org.doorstep.bridge.CallDecision.Refuse;
import org.doorstep.demonstration.Company;
import org.doorstep.stack.Backstage;
import org.doorstep.stack.LocalStackResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/** Where couriers' phones are not known, an extension behind the number finds the bridge; numbers come from a file. */
@QuarkusTest
@TestProfile(ExtensionTest.Extensions.class)
@WithTestResource(LocalStackResource.class)
class ExtensionTest {

    private static final String COURIER = "K1006";
    private static final String FROM_FILE = "14400000055";

    @Inject
    BridgeCalls calls;

    private final Company company = new Company();
    private final Telephones telephones = new Telephones(company);

    public static final class Extensions implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            var numbers = Path.of("target", "numbers.csv");
            try {
                Files.writeString(numbers, "# the numbers of an outlet\n\nZZ-TEST-01," + FROM_FILE + "\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return Map.of("doorstep.bridge.kind", "EXTENSION", "doorstep.bridge.numbers-file", numbers.toString());
        }
    }

    @BeforeEach
    void people() {
        Backstage.forgetLimits();
        company.employ(COURIER, "D4001");
        telephones.pool("14400099991");
        Backstage.change("delete from staff_phone where staff_id = ?", COURIER);
    }

    @Test
    void whoeverDialsTheExtensionReachesTheRecipient() {
        var waybill = company.outForDelivery(COURIER, Telephones.OUTLET, 1).getFirst();
        var bridge = telephones.ask(COURIER, waybill, "DELIVER");
        bridge.then().statusCode(201);
        String extension = bridge.path("extension");

        var connected = assertInstanceOf(Connect.class, call(Optional.of(extension), "14000777777"));

        var wrong = extension.equals("0000") ? "0001" : "0000";
        assertAll(() -> assertTrue(extension.matches("[0-9]{4}"), extension),
                () -> assertEquals(Telephones.recipient(waybill), connected.target()),
                () -> assertEquals(Refusal.STRANGER, refusal(call(Optional.of(wrong), "14000777777"))),
                () -> assertEquals(Refusal.STRANGER, refusal(call(Optional.empty(), "14000777777"))),
                () -> assertEquals(Refusal.STRANGER, refusal(call(Optional.empty(), Telephones.recipient(waybill)))));
    }

    @Test
    void numbersOfTheFileAreThere() {
        assertEquals(1, Backstage.count(
                "select count(*) from bridge_number where pool = 'ZZ-TEST-01' and number = ? and retired_at is null",
                FROM_FILE));
    }

    private CallDecision call(Optional<String> extension, String caller) {
        return calls.decide(new IncomingCall("test", UUID.randomUUID().toString(), "14400099991", extension, caller,
                "127.0.0.1")).await().atMost(Duration.ofSeconds(10));
    }

    private static Refusal refusal(CallDecision decision) {
        return assertInstanceOf(Refuse.class, decision).why();
    }
}

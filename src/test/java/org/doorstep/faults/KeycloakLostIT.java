package org.doorstep.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.doorstep.demonstration.Company;
import org.doorstep.demonstration.DoorstepClient;
import org.doorstep.stack.EmbeddedKeycloak;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** "When a part fails", Keycloak: views go on with valid tokens, new log-ins fail. */
@TestMethodOrder(OrderAnnotation.class)
class KeycloakLostIT {

    private static final String COURIER = "K1001";
    private static final String OUTLET = "SH-PD-01";
    private static final Chosen CHOSEN = new Chosen("KeycloakLostIT");

    private static EmbeddedKeycloak keycloak;
    private static Installation doorstep;
    private static List<String> waybills;

    @BeforeAll
    static void start() {
        keycloak = OwnKeycloak.get();
        doorstep = Installation.start("keycloak-lost", keycloak.issuer(),
                Map.of());
        doorstep.company().employ(COURIER);
        waybills = doorstep.outForDelivery(COURIER, OUTLET, 4);
    }

    @AfterAll
    static void end() {
        doorstep.close();
    }

    @Test
    @Order(1)
    void viewsGoOnWithValidTokensWhileNewLogInsFail() throws IOException {
        List<Answer> answers;
        try (var views = Views.start(doorstep, COURIER, waybills)) {
            CHOSEN.pause(Duration.ofMillis(300), Duration.ofMillis(1000));
            keycloak.kill();
            assertThrows(UncheckedIOException.class, KeycloakLostIT::logIn);
            Installation.pause(Duration.ofSeconds(1));
            answers = views.stop();
        }

        assertEquals(Set.of(Answer.SHOWN), answers.stream().map(Answer::status).collect(Collectors.toSet()));
        doorstep.assertEachHasItsEntry(answers);
        assertEquals(200, doorstep.service().health("ready").statusCode());
        assertEquals(200, doorstep.service().health("live").statusCode());
    }

    /** Without Keycloak's public keys no token can be checked: not even who has a valid one is let in. */
    @Test
    @Order(2)
    void serviceStartedWithoutKeycloakLetsNobodyInUntilKeycloakIsBack() throws IOException {
        doorstep.service().kill();
        doorstep.service().relaunch();
        doorstep.service().awaitLive();

        var without = doorstep.look(COURIER, waybills.getFirst());
        int ready = doorstep.service().health("ready").statusCode();
        keycloak.restart();
        doorstep.service().awaitReady();
        doorstep.lookUntil(Answer::shown, COURIER, waybills.getFirst());

        without.assertUnavailable();
        assertEquals(503, ready);
        assertTrue(doorstep.lookWith(logIn(), "device-" + COURIER, waybills.getFirst()).shown());
    }

    private static String logIn() {
        return new DoorstepClient("", keycloak.issuer()).personToken(Company.person(COURIER).username(), COURIER);
    }
}

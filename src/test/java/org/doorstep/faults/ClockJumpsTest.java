package org.doorstep.faults;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Set;

import jakarta.inject.Inject;

import org.doorstep.demonstration.Company;
import org.doorstep.demonstration.HrWebhook;
import org.doorstep.demonstration.Problems;
import org.doorstep.stack.Backstage;
import org.doorstep.stack.LocalStackResource;
import org.doorstep.stack.Sealing;
import org.doorstep.time.MovableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;

/**
 * What holds when a node's clock is wrong, or jumps: the fence and the order of the log do, whatever it says. Leases
 * are as wrong as the clock that gave them, and HR is turned away by a clock that is wrong by more than its tolerance.
 */
@QuarkusTest
@TestProfile(ClockJumpsTest.WrongClock.class)
@WithTestResource(LocalStackResource.class)
class ClockJumpsTest {

    private static final String COURIER = "K1008";
    private static final String OUTLET = "SH-XH-02";
    private static final Duration LEASE = Duration.ofMinutes(15);

    private final Company company = new Company();
    private final HrWebhook hr = new HrWebhook();

    @Inject
    MovableClock clock;

    /** A service and a database of their own: what a wrong clock puts off would come due in the tests after it. */
    public static final class WrongClock implements QuarkusTestProfile {
        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(MovableClock.class);
        }
    }

    @BeforeEach
    void people() {
        Backstage.forgetLimits();
        company.employ("D4004", COURIER);
    }

    @AfterEach
    void right() {
        clock.goRight();
    }

    /** Not with a clock that is ahead: it would turn the person's sign-ins away for as long, in the tests after it. */
    @Test
    void whoLeftSeesNothingMoreThoughTheClockIsBehindWithinTheTolerance() {
        var waybill = company.outForDelivery(COURIER, OUTLET);
        look(waybill).then().statusCode(200);
        clock.goAhead(Duration.ofMinutes(-4));

        var answer = hr.say("staff.left", COURIER, Map.of());

        answer.then().statusCode(200);
        Problems.refused(look(waybill), 403, "no-standing");
        assertNothingShownAfter(answer.path("entry"));
    }

    /** As when a node with a wrong clock has shown something and a node with a right one hears of the end. */
    @ParameterizedTest
    @ValueSource(strings = {"PT10M", "PT-10M"})
    void fenceHoldsWhenTheClockThatGaveTheLeaseWasWrong(String ahead) {
        var waybill = company.outForDelivery(COURIER, OUTLET);
        clock.goAhead(Duration.parse(ahead));
        look(waybill).then().statusCode(200);
        clock.goRight();

        var answer = hr.say("staff.left", COURIER, Map.of());

        answer.then().statusCode(200);
        Problems.refused(look(waybill), 403, "no-standing");
        assertNothingShownAfter(answer.path("entry"));
    }

    private static void assertNothingShownAfter(int entry) {
        assertEquals(0, Backstage.count("select count(*) from access_entry where action = 'VIEW' and decision = "
                + "'GRANTED' and actor = ? and entry_id > ?", COURIER, entry));
    }

    @Test
    void orderOfTheLogIsThatOfItsNumbersWhenTheClockJumpsBack() {
        var waybill = company.outForDelivery(COURIER, OUTLET);
        clock.goAhead(Duration.ofMinutes(10));
        int before = look(waybill).then().statusCode(200).extract().path("entry");
        clock.goAhead(Duration.ofMinutes(-10));
        int after = look(waybill).then().statusCode(200).extract().path("entry");
        clock.goRight();

        assertAll(() -> assertTrue(after > before),
                () -> assertTrue(at(after).isBefore(at(before)), "each says its node's time"),
                () -> assertTrue(Sealing.upTo(after) >= after, "it is sealed all the same"));
    }

    private Instant at(int entry) {
        return OffsetDateTime.parse(company.entry(entry).get("at").toString()).toInstant();
    }

    @Test
    void leaseIsAsWrongAsTheClockThatGaveIt() {
        var waybill = company.outForDelivery(COURIER, OUTLET);
        clock.goAhead(Duration.ofMinutes(3));

        var until = OffsetDateTime.parse(look(waybill).then().statusCode(200).extract().path("expiresAt"))
                .toInstant();

        var wrongBy = Duration.between(Instant.now().plus(LEASE), until);
        assertTrue(wrongBy.minus(Duration.ofMinutes(3)).abs().compareTo(Duration.ofSeconds(30)) < 0,
                wrongBy::toString);
    }

    /** HR's system tries again, here or at a node that is right; a delivery that was turned away ended nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"PT6M", "PT-6M"})
    void hrIsTurnedAwayByAClockThatIsWrongByMoreThanTheToleranceAndHeardByARightOne(String ahead) {
        var waybill = company.outForDelivery(COURIER, OUTLET);
        var body = HrWebhook.event("staff.left", COURIER, OffsetDateTime.now(), Map.of());
        var id = "evt_clock" + System.nanoTime();
        clock.goAhead(Duration.parse(ahead));

        int refused = hr.deliver(id, body).statusCode();
        clock.goRight();
        int shown = look(waybill).statusCode();
        hr.deliver(id, body).then().statusCode(200);

        assertAll(() -> assertTrue(refused >= 400 && refused < 500, () -> "status " + refused),
                () -> assertEquals(200, shown), () -> Problems.refused(look(waybill), 403, "no-standing"));
    }

    private Response look(String waybill) {
        return company.look(COURIER, waybill, "DELIVER");
    }
}

package org.doorstep.hold;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.doorstep.demonstration.Company;
import org.doorstep.demonstration.Problems;
import org.doorstep.stack.Backstage;
import org.doorstep.stack.LocalStackResource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** In the order of the log, nothing is disclosed after a hold to whom it concerns, however close they come. */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
class HoldRaceTest {

    private static final int ROUNDS = 4;
    private static final Map<String, String> PLACES = Map.of("K1001", "SH-PD-01", "K1002", "SH-PD-01", "K1005",
            "SH-XH-02", "K1006", "SH-XH-02");

    private final Company company = new Company();

    @ConfigProperty(name = "quarkus.oidc.auth-server-url")
    String issuer;

    private Officers officers;

    @BeforeEach
    void people() {
        Backstage.forgetLimits();
        Officers.signedOut();
        officers = new Officers(company, issuer);
        company.employ(Officers.FIRST, Officers.SECOND, "D4004").employ(PLACES.keySet().toArray(String[]::new));
        officers.token(Officers.FIRST);
        officers.token(Officers.SECOND);
    }

    @AfterEach
    void release() {
        officers.releaseAll();
        PLACES.keySet().forEach(company::signInAgain);
    }

    @Test
    void nothingIsDisclosedAfterAHoldWhileEightLookAsFastAsTheyCan() throws Exception {
        var waybills = PLACES.entrySet().stream().collect(java.util.stream.Collectors.toMap(Map.Entry::getKey,
                place -> company.outForDelivery(place.getKey(), place.getValue())));
        var stop = new AtomicBoolean();
        var shown = new AtomicInteger();
        var refused = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var lookers = PLACES.keySet().stream().flatMap(who -> Stream.of("race-phone-1", "race-phone-2-" + who)
                    .<Future<?>>map(device -> threads.submit(() -> {
                        var token = company.token(who);
                        while (!stop.get()) {
                            var status = look(token, device, waybills.get(who)).statusCode();
                            (status == 200 ? shown : refused).incrementAndGet();
                        }
                    }))).toList();
            try {
                for (int round = 0; round < ROUNDS; round++) {
                    nothingAfter("DEVICE", "race-phone-1", "device = ?");
                    nothingAfter("OUTLET", "SH-PD-01", "outlet = ?");
                }
                for (var who : List.of("K1001", "K1006")) {
                    nothingAfter("PERSON", who, "actor = ?");
                }
            } finally {
                stop.set(true);
            }
            for (var looker : lookers) {
                looker.get();
            }
        }
        assertAll(() -> assertTrue(shown.get() > 100, "shown " + shown),
                () -> assertTrue(refused.get() > 20, "refused " + refused));
    }

    private void nothingAfter(String kind, String subject, String condition) throws InterruptedException {
        Thread.sleep(100);
        var held = officers.hold(kind, subject);
        held.then().statusCode(201);
        Thread.sleep(100);
        assertEquals(List.of(), Officers.disclosedAfter(held.path("entry"), condition, subject), kind);
        officers.release(held.path("hold"));
    }

    @Test
    void lookThatWasDecidedBeforeTheHoldAndWaitsForItIsRefused() throws Exception {
        var waybill = company.outForDelivery("K1001", "SH-PD-01");
        var token = company.token("K1001");
        look(token, "device-K1001", waybill).then().statusCode(200);
        try (var row = Backstage.superuser(); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            row.setAutoCommit(false);
            lock(row, "select 1 from staff where staff_id = 'K1001' for update");
            var hold = threads.submit(() -> officers.hold("PERSON", "K1001"));
            Race.awaitWaiting("from staff where staff_id");
            var look = threads.submit(() -> look(token, "device-K1001", waybill));
            Race.awaitWaiting("with standing as");
            row.rollback();

            hold.get().then().statusCode(201);
            Problems.refused(look.get(), 403, "access-held");
        }
    }

    @Test
    void firstLookFromADeviceThatWaitsForItsHoldIsRefused() throws Exception {
        var waybill = company.outForDelivery("K1001", "SH-PD-01");
        var token = company.token("K1001");
        try (var lock = Backstage.superuser(); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            lock.setAutoCommit(false);
            lock(lock, "select pg_advisory_xact_lock(hashtextextended('DEVICE:first-time-1', 0))");
            var hold = threads.submit(() -> officers.hold("DEVICE", "first-time-1"));
            Race.awaitWaiting("pg_advisory_xact_lock(");
            var look = threads.submit(() -> look(token, "first-time-1", waybill));
            Race.awaitWaiting("pg_advisory_xact_lock_shared");
            lock.rollback();

            hold.get().then().statusCode(201);
            Problems.refused(look.get(), 403, "access-held");
        }
    }

    @RepeatedTest(4)
    void firstLookFromADeviceComesWhollyBeforeItsHoldOrNotAtAll() throws Exception {
        var waybill = company.outForDelivery("K1002", "SH-PD-01");
        var token = company.token("K1002");
        var device = "first-time-" + waybill;

        var answers = Race.<Response>between(() -> look(token, device, waybill), () -> look(token, device, waybill),
                () -> officers.hold("DEVICE", device));

        assertEquals(List.of(), Officers.disclosedAfter(answers.get(2).path("entry"), "device = ?", device));
        Problems.refused(look(token, device, waybill), 403, "access-held");
    }

    @RepeatedTest(3)
    void holdsThatMeetOnTheSamePeopleAllHoldWhileHrMovesThem() throws Exception {
        for (var who : PLACES.keySet()) {
            company.person(who, "shared-phone-1").get("/v1/policy").then().statusCode(200);
        }

        var statuses = Race.between(() -> officers.hold("DEVICE", "shared-phone-1").statusCode(),
                () -> officers.hold("OUTLET", "SH-PD-01").statusCode(),
                () -> officers.hold("OUTLET", "SH-XH-02").statusCode(),
                () -> officers.hold("PERSON", "K1001").statusCode(),
                () -> officers.hold(Officers.SECOND, "CLIENT", "demo-cli").statusCode(),
                () -> company.tell("K1002", "ACTIVE", "SH-XH-02").statusCode(),
                () -> company.tell("K1006", "ACTIVE", "SH-PD-01").statusCode());

        assertEquals(List.of(201, 201, 201, 201, 201, 200, 200), statuses);
    }

    private static void lock(java.sql.Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Response look(String token, String device, String waybill) {
        return company.as(token, device).body(Map.of("purpose", "DELIVER")).post("/v1/parcels/{waybill}/views",
                waybill);
    }
}

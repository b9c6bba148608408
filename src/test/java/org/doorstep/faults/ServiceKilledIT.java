package org.doorstep.faults;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.doorstep.stack.LocalStack;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;

/** Promise P1 when the service itself is killed: at whatever instant, every answered view has its entry. */
class ServiceKilledIT {

    private static final String COURIER = "K1001";
    private static final Chosen CHOSEN = new Chosen("ServiceKilledIT");

    private static Installation doorstep;
    private static List<String> waybills;

    @BeforeAll
    static void start() {
        doorstep = Installation.start("service-killed", LocalStack.sharedIssuer(), Map.of());
        waybills = doorstep.outForDelivery(COURIER, "SH-PD-01", 12);
    }

    @AfterAll
    static void end() {
        doorstep.close();
    }

    @RepeatedTest(2)
    void everyAnsweredViewHasItsEntry() {
        List<Answer> answers;
        try (var views = Views.start(doorstep, COURIER, waybills)) {
            CHOSEN.pause(Duration.ofMillis(100), Duration.ofMillis(1500));
            doorstep.service().kill();
            answers = views.stop();
        }

        doorstep.assertEachHasItsEntry(answers);
    }

    @AfterEach
    void restart() {
        doorstep.service().restart();
    }
}

package org.doorstep.faults;

import static org.doorstep.faults.Telephones.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.doorstep.demonstration.HrWebhook;
import org.doorstep.sip.Phones;
import org.doorstep.stack.FreePort;
import org.doorstep.stack.LocalStack;
import org.doorstep.stack.PackagedService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Promise P2 for a call that one replica carries while another one hears of the end, or outlives it. */
class CallsOnReplicasIT {

    private static final Duration AT_ONCE = Duration.ofSeconds(5);

    private static Installation doorstep;
    private static Telephones telephones;
    private static PackagedService other;

    @BeforeAll
    static void start() {
        Phones.assumeInstalled();
        var settings = Telephones.settings();
        doorstep = Installation.start("calls-carrying", LocalStack.sharedIssuer(), settings);
        telephones = Telephones.of(doorstep, settings, 4);
        other = doorstep.replica("calls-hearing", Map.of("doorstep.sip.udp-port",
                Integer.toString(FreePort.next())));
    }

    @AfterEach
    void hangUp() {
        telephones.hangUp();
    }

    @AfterAll
    static void end() {
        if (other != null) {
            other.close();
        }
        if (doorstep != null) {
            telephones.close();
            doorstep.close();
        }
    }

    @Test
    void callDropsOnTheReplicaThatHrDidNotSpeakTo() {
        var lines = telephones.lines("K1001", "SH-PD-01", 1);
        var up = telephones.up(lines);

        new HrWebhook(other.url()).say("staff.suspended", "K1001", Map.of()).then().statusCode(200);
        var answered = Instant.now();

        up.areOver();
        await("its end is in the log", () -> telephones.ends(lines, "after % by DOORSTEP: REVOKED") == 1);
        assertTrue(up.byes().stream().allMatch(bye -> bye.at().isBefore(answered.plus(AT_ONCE))));
    }

    @Test
    void callOfAReplicaThatIsKilledIsEndedByTheOther() {
        var lines = telephones.lines("K1002", "SH-PD-01", 1);
        var up = telephones.up(lines, "calls-and-is-hung-up-on-from-elsewhere",
                "answers-and-is-hung-up-on-from-elsewhere");

        doorstep.service().kill();

        up.areOver();
        await("its end is in the log", () -> telephones.ends(lines, "after % by DOORSTEP: RESTARTED") == 1);
        assertEquals(0, telephones.notEnded(lines));
        doorstep.service().restart();
    }
}

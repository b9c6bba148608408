package org.doorstep.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.doorstep.demonstration.Company;
import org.doorstep.demonstration.HrWebhook;
import org.doorstep.demonstration.Problems;
import org.doorstep.demonstration.Screen;
import org.doorstep.stack.Backstage;
import org.doorstep.stack.LocalStackResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** Open screens hear when they must clear. */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
class StreamTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final Company company = new Company();
    private final HrWebhook hr = new HrWebhook();

    @TestHTTPResource("/")
    URL service;

    @BeforeEach
    void people() {
        company.employ("K1010", "K1011");
    }

    @Test
    void screenOfALeaverIsToldToClearAndEnds() {
        try (var screen = open("K1010", "device-1010a"); var other = open("K1011", "device-1011a")) {
            assertEquals("open", screen.next(SOON).name());
            assertEquals("open", other.next(SOON).name());

            hr.say("staff.left", "K1010", Map.of()).then().statusCode(200);

            var told = screen.next(SOON);
            assertEquals("clear", told.name());
            assertTrue(told.data().contains("ACCESS_CHANGED"), told.data());
            assertEquals("", screen.next(SOON).name(), "the stream's end");
            assertTrue(other.isQuiet(Duration.ofSeconds(3)), "nobody else is told");
        }
    }

    @Test
    void screenIsToldOfATransfer() {
        try (var screen = open("K1010", "device-1010a")) {
            screen.next(SOON);

            hr.say("staff.transferred", "K1010", Map.of("posts", List.of("SORTER"), "outlet", "SH-HB-01")).then()
                    .statusCode(200);

            assertEquals("clear", screen.next(SOON).name());
        }
    }

    @Test
    void screenIsToldWhenThePushIsLost() {
        try (var screen = open("K1010", "device-1010a")) {
            screen.next(SOON);

            Backstage.change("update staff set epoch = epoch + 1 where staff_id = 'K1010'");

            assertEquals("clear", screen.next(SOON).name());
        }
    }

    @Test
    void leaverOpensNoScreen() {
        company.token("K1010");
        hr.say("staff.left", "K1010", Map.of()).then().statusCode(200);

        Problems.refused(company.person("K1010", "device-1010a").get("/v1/stream"), 403, "no-standing");
    }

    @Test
    void oldestScreenGivesWayWhenAPersonOpensTooMany() {
        var screens = IntStream.range(0, 5).mapToObj(number -> {
            var screen = open("K1010", "device-1010" + number);
            assertEquals("open", screen.next(SOON).name());
            return screen;
        }).toList();

        assertTrue(screens.getFirst().next(SOON).data().contains("TOO_MANY"));
        screens.forEach(Screen::close);
    }

    private Screen open(String staffId, String device) {
        return Screen.open(service.toString().replaceAll("/$", ""), company.token(staffId), device);
    }
}

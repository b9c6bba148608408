package org.doorstep.faults;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.doorstep.demonstration.Company;
import org.doorstep.demonstration.DoorstepClient;
import org.doorstep.demonstration.HrWebhook;
import org.doorstep.demonstration.Screen;
import org.doorstep.stack.DemonstrationRealm;
import org.doorstep.stack.EmbeddedKeycloak;
import org.doorstep.stack.PackagedService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Promise P2 when a part fails or lies: the fence holds, and what follows is done in the end. */
class LeavingIT {

    private static final String OUTLET = "SH-PD-01";
    private static final String HEARTBEAT = "{\"type\":\"hr.heartbeat\",\"timestamp\":\"%s\"}";
    private static final String ALARMS = "select count(*) from access_entry where action = 'ALARM'";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static EmbeddedKeycloak keycloak;
    private static InBetween between;
    private static Installation doorstep;
    private static HrWebhook hr;

    @BeforeAll
    static void start() {
        keycloak = OwnKeycloak.get();
        between = InBetween.start(keycloak.issuer());
        var settings = new HashMap<String, String>();
        settings.put("doorstep.keycloak.admin-url", between.url());
        settings.put("doorstep.offboarding.claim", "1S");
        settings.put("doorstep.hr.heartbeat", "4S");
        settings.put("doorstep.hr.heartbeat-check", "1S");
        doorstep = Installation.start("leaving", keycloak.issuer(), settings);
        hr = new HrWebhook(doorstep.service().url());
    }

    @AfterAll
    static void end() {
        doorstep.close();
        between.close();
    }

    /** Before or after each change that the service makes in Keycloak; two of them unless the suite is run. */
    static List<Arguments> steps() {
        var steps = List.of(arguments("PUT /users/[^/]+", true), arguments("DELETE /users/[^/]+/groups/[^/]+", false),
                arguments("POST /users/[^/]+/logout", false), arguments("POST /users/[^/]+/logout", true),
                arguments("DELETE /users/[^/]+/role-mappings/realm", true),
                arguments("DELETE /users/[^/]+/groups/[^/]+", true));
        return Boolean.getBoolean("faults.thorough") ? steps : steps.subList(0, 2);
    }

    /** The service is killed, then started again. */
    @ParameterizedTest
    @MethodSource("steps")
    void listIsDoneAfterTheServiceIsKilledAtAnyStep(String request, boolean afterwards) throws Exception {
        doorstep.company().employ("K1002");
        long entries = standingEntries("K1002");
        between.at(request, afterwards, doorstep.service()::kill);

        var answer = hr.say("staff.left", "K1002", Map.of());
        awaitSprung();
        doorstep.service().restart();

        answer.then().statusCode(200);
        var done = doorstep.company().awaitDone(answer.path("offboarding"));
        assertAll(() -> assertEquals(6, done.<List<String>>path("steps.doneAt").size()),
                () -> assertNothingLeftInKeycloak("K1002"),
                () -> assertEquals(entries + 1, standingEntries("K1002"), "told once"));
    }

    @Test
    void serviceKilledWithTheAnswerHasFencedAndFinishesLater() throws Exception {
        var waybill = doorstep.outForDelivery("K1001", OUTLET, 1).getFirst();
        var token = doorstep.company().token("K1001");
        assertTrue(doorstep.lookWith(token, "device-K1001", waybill).shown());

        var answer = hr.say("staff.left", "K1001", Map.of());
        doorstep.service().kill();
        doorstep.service().restart();

        assertEquals(403, doorstep.lookWith(token, "device-K1001", waybill).status());
        doorstep.company().awaitDone(answer.path("offboarding"));
        assertNothingLeftInKeycloak("K1001");
    }

    @Test
    void withoutKeycloakTheFenceHoldsAtOnceAndTheRestWaits() throws Exception {
        var waybill = doorstep.outForDelivery("K1003", OUTLET, 1).getFirst();
        var token = doorstep.company().token("K1003");
        var hrToken = doorstep.company().machineToken("hr");
        keycloak.kill();

        var answer = hr.say("staff.left", "K1003", Map.of());

        answer.then().statusCode(200);
        var refused = doorstep.lookWith(token, "device-K1003", waybill);
        assertEquals("no-standing", refused.problem());
        Installation.pause(Duration.ofSeconds(2));
        var waiting = doorstep.company().as(hrToken, "hr-system").get("/v1/offboardings/{id}",
                answer.<String>path("offboarding"));
        List<String> states = waiting.path("steps.state");
        List<String> errors = waiting.path("steps.lastError");
        assertAll(() -> assertFalse(waiting.<Boolean>path("done")),
                () -> assertEquals(List.of("DONE", "DONE", "FAILING", "WAITING", "WAITING", "DONE"), states),
                () -> assertEquals("Not reachable", errors.get(2)));
        keycloak.restart();
        doorstep.company().awaitDone(answer.path("offboarding"));
        assertNothingLeftInKeycloak("K1003");
    }

    /** Keycloak says that it did everything, does nothing, and goes on giving tokens to the leaver. */
    @Test
    void keycloakThatLiesOpensNothing() {
        var waybill = doorstep.outForDelivery("K1004", OUTLET, 1).getFirst();
        between.lie(true);
        try {
            doorstep.company().awaitDone(hr.say("staff.left", "K1004", Map.of()).path("offboarding"));
        } finally {
            between.lie(false);
        }

        var fresh = new DoorstepClient("", keycloak.issuer()).personToken(Company.person("K1004").username(), "K1004");

        assertEquals("no-standing", doorstep.lookWith(fresh, "device-K1004", waybill).problem());
    }

    @Test
    void withoutRedisScreensAreToldAllTheSame() {
        doorstep.company().employ("K1005");
        try (var screen = Screen.open(doorstep.service().url(), doorstep.company().token("K1005"), "device-1005")) {
            assertEquals("open", screen.next(Duration.ofSeconds(10)).name());
            doorstep.redis().kill();

            var answer = hr.say("staff.left", "K1005", Map.of());

            answer.then().statusCode(200);
            assertEquals("clear", screen.next(Duration.ofSeconds(10)).name());
            doorstep.redis().restart();
            doorstep.company().awaitDone(answer.path("offboarding"));
        }
        assertPushReachesTheServiceAgain();
    }

    /** A service that did not hear Redis again would be told nothing for ever, and nobody would notice. */
    private static void assertPushReachesTheServiceAgain() {
        for (int tries = 0; tries < 20; tries++) {
            doorstep.company().employ("K1005");
            var done = doorstep.company().awaitDone(hr.say("staff.left", "K1005", Map.of()).path("offboarding"));
            if ("told 1 node(s)".equals(done.path("steps[0].outcome"))) {
                return;
            }
            Installation.pause(Duration.ofMillis(500));
        }
        throw new IllegalStateException("nobody hears the push");
    }

    /** A second service on the same parts. */
    @Nested
    class OnTwoReplicas {

        private static PackagedService replica;

        @BeforeAll
        static void start() {
            replica = doorstep.replica("leaving-second");
        }

        @AfterAll
        static void end() {
            replica.close();
        }

        @Test
        void screenOnAnotherReplicaIsTold() {
            doorstep.company().employ("K1006");
            try (var screen = Screen.open(replica.url(), doorstep.company().token("K1006"), "device-1006")) {
                assertEquals("open", screen.next(Duration.ofSeconds(10)).name());

                hr.say("staff.left", "K1006", Map.of()).then().statusCode(200);

                assertEquals("clear", screen.next(Duration.ofSeconds(10)).name());
            }
        }

        /** A small and everyday edition of the load test: couriers look through two replicas, and one by one they leave. */
        @Test
        void nothingIsShownToALeaverAfterHrsAnswer() throws Exception {
            var couriers = List.of("K1001", "K1002", "K1003", "K1005", "K1006", "K1008");
            doorstep.company().employ(couriers.toArray(String[]::new));
            var left = new ConcurrentHashMap<String, Long>();
            var late = new ConcurrentLinkedQueue<Answer>();
            var shown = new AtomicInteger();
            var running = new AtomicBoolean(true);
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (var courier : couriers) {
                    var waybills = doorstep.outForDelivery(courier, OUTLET, 2);
                    var token = doorstep.company().token(courier);
                    for (var service : List.of(doorstep.service(), replica)) {
                        threads.submit(() -> {
                            while (running.get()) {
                                waybills.forEach(waybill -> {
                                    var answer = doorstep.lookAt(service, token, "device-" + courier, waybill);
                                    shown.addAndGet(answer.shown() ? 1 : 0);
                                    if (answer.shown() && answer.sent() > left.getOrDefault(courier, Long.MAX_VALUE)) {
                                        late.add(answer);
                                    }
                                });
                            }
                        });
                    }
                }
                Installation.pause(Duration.ofSeconds(1));
                for (var courier : couriers) {
                    hr.say("staff.left", courier, Map.of()).then().statusCode(200);
                    left.put(courier, System.nanoTime());
                    Installation.pause(Duration.ofMillis(200));
                }
                running.set(false);
            }

            assertAll(() -> assertEquals(List.of(), List.copyOf(late)),
                    () -> assertTrue(shown.get() > 20, shown + " shown"),
                    () -> assertEquals(0, doorstep.count("""
                            select count(*) from access_entry v where v.action = 'VIEW' and v.decision = 'GRANTED'
                            and v.entry_id > (select max(s.entry_id) from access_entry s where s.action = 'STANDING'
                                              and s.subject = v.actor)
                            and v.actor in ('K1001', 'K1002', 'K1003', 'K1005', 'K1006', 'K1008')
                            """)));
        }
    }

    /** Everybody of the realm is on the list but two: one has a standing, the other only an account. */
    @Test
    void whomHrNoLongerListsIsSuspendedAndReported() throws Exception {
        doorstep.company().employ("K1007", "K1008", "D4004");
        var waybill = doorstep.outForDelivery("K1007", OUTLET, 1).getFirst();
        var accountOnly = "K1011";
        var lines = new ArrayList<Map<String, Object>>();
        for (var person : DemonstrationRealm.people()) {
            if (!List.of("K1007", accountOnly, "X9001").contains(person.staffId())) {
                lines.add(Map.of("staffId", person.staffId(), "standing", "ACTIVE", "posts", person.posts(), "outlet",
                        person.outlet() == null ? "SH-HQ-01" : person.outlet()));
            }
        }

        var accepted = roster(lines, 10);

        accepted.then().statusCode(202);
        var report = awaitCompared(accepted.header("Location"));
        var findings = new TreeMap<String, String>();
        for (var finding : report.path("findings")) {
            findings.merge(finding.path("staffId").asText(), finding.path("finding").asText(), (a, b) -> a + " " + b);
        }
        assertAll(() -> assertEquals("NOT_LISTED", findings.get("K1007")),
                () -> assertEquals("STRAY_ACCOUNT", findings.get(accountOnly)),
                () -> assertFalse(findings.containsKey("K1008"), findings.toString()));
        assertEquals("no-standing", doorstep.look("K1007", waybill).problem());
        for (var person : List.of("K1007", accountOnly)) {
            var list = doorstep.company().machine("hr").queryParam("subject", person).get("/v1/offboardings");
            doorstep.company().awaitDone(list.path("offboardings[0].id"));
            assertNothingLeftInKeycloak(person);
        }
    }

    @Test
    void silenceOfHrRaisesOneAlarmAndHearingItEndsTheAlarm() {
        hr.deliver("evt_" + System.nanoTime(), HEARTBEAT.formatted(OffsetDateTime.now())).then().statusCode(204);
        awaitAlarm(false);
        int before = doorstep.count(ALARMS);

        awaitAlarm(true);
        Installation.pause(Duration.ofSeconds(1));
        assertEquals(before + 1, doorstep.count(ALARMS), "one entry a silence");

        hr.deliver("evt_" + System.nanoTime(), HEARTBEAT.formatted(OffsetDateTime.now())).then().statusCode(204);
        awaitAlarm(false);
    }

    private static void awaitAlarm(boolean raised) {
        for (int tries = 0; tries < 150; tries++) {
            var status = doorstep.company().machine("hr").get("/v1/hr/feed").then().statusCode(200).extract();
            if ((status.path("alarmedAt") != null) == raised) {
                return;
            }
            Installation.pause(Duration.ofMillis(100));
        }
        throw new IllegalStateException("alarm raised: " + !raised);
    }

    @Test
    void listThatIsCutShortSuspendsNobody() {
        doorstep.company().employ("K1009", "K1010");
        long active = doorstep.count("select count(*) from staff where standing = 'ACTIVE'");

        var refused = roster(List.of(), 0);

        assertEquals(409, refused.statusCode());
        assertEquals("/problems/roster-too-short", refused.path("type"));
        assertEquals(active, doorstep.count("select count(*) from staff where standing = 'ACTIVE'"));
    }

    private static io.restassured.response.Response roster(List<Map<String, Object>> lines, int mostEnded) {
        return doorstep.company().machine("hr").body(Map.of("asOf", OffsetDateTime.now().toString(), "mostEnded",
                mostEnded, "staff", lines)).put("/v1/hr/roster");
    }

    private static JsonNode awaitCompared(String location) throws IOException {
        for (int tries = 0; tries < 300; tries++) {
            var report = JSON
                    .readTree(doorstep.company().machine("hr").get(location.replaceFirst("^https?://[^/]+", ""))
                            .then().statusCode(200).extract().asString());
            if (report.has("doneAt")) {
                return report;
            }
            Installation.pause(Duration.ofMillis(100));
        }
        throw new IllegalStateException("not compared: " + location);
    }

    private static void awaitSprung() {
        for (int tries = 0; tries < 300 && !between.sprung(); tries++) {
            Installation.pause(Duration.ofMillis(100));
        }
        assertTrue(between.sprung(), "the request was never made");
    }

    private static long standingEntries(String staffId) {
        return doorstep.count("select count(*) from access_entry where action = 'STANDING' and subject = '" + staffId
                + "'");
    }

    private static void assertNothingLeftInKeycloak(String staffId) throws Exception {
        var user = admin("/users?exact=true&username=" + Company.person(staffId).username()).path(0);
        var id = user.path("id").asText();
        assertAll(() -> assertFalse(user.path("enabled").asBoolean(true), "enabled"),
                () -> assertEquals(0, admin("/users/" + id + "/sessions").size(), "sessions"),
                () -> assertEquals(0, admin("/users/" + id + "/groups").size(), "groups"),
                () -> assertFalse(admin("/users/" + id + "/role-mappings/realm").toString().contains("COURIER"),
                        "posts"));
    }

    private static JsonNode admin(String path) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(keycloak.url() + "/admin/realms/doorstep" + path))
                .header("Authorization", "Bearer " + keycloak.adminToken()).build();
        return JSON.readTree(HTTP.send(request, BodyHandlers.ofString()).body());
    }
}

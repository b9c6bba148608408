package org.doorstep.offboarding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.doorstep.demonstration.Company;
import org.doorstep.demonstration.HrWebhook;
import org.doorstep.stack.Backstage;
import org.doorstep.stack.Forgery;
import org.doorstep.stack.LocalStackResource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/**
 * Promise P2 on random histories: events of many people delivered doubled, shuffled and side by side, while connections
 * of the service are cut under them and the people look at their parcels as fast as they can.
 */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
class RandomHistoriesTest {

    private static final int HISTORIES = 60;
    private static final int EVENTS = 7;
    private static final int AT_ONCE = 6;
    private static final int SHOWN_BEFORE = 40;
    private static final String OUTLET = "SH-PD-01";
    private static final List<String> KINDS = List.of("staff.left", "staff.suspended", "staff.returned",
            "staff.transferred", "staff.joined");
    private static final AtomicInteger PEOPLE = new AtomicInteger();

    private final Company company = new Company();
    private final HrWebhook hr = new HrWebhook();
    private Forgery forgery;
    private String good;

    @ConfigProperty(name = "quarkus.oidc.auth-server-url")
    String issuer;

    @BeforeEach
    void secondKey() {
        Backstage.forgetLimits();
        company.employ("K1001");
        good = company.token("K1001");
        forgery = new Forgery(issuer);
        forgery.addKey();
    }

    @AfterEach
    void takeKeyAway() {
        forgery.removeKey();
    }

    /** One event in HR's order. */
    private record Said(String id, String type, String body, String post) {
    }

    /** A person and all that HR ever says of them. */
    private record Life(String staffId, String waybill, List<Said> said) {

        /** Standing and post at the end, reckoned by hand and in order. */
        String end() {
            var standing = "NONE";
            var post = "";
            for (var event : said) {
                switch (event.type()) {
                    case "staff.joined" -> {
                        standing = "ACTIVE";
                        post = event.post();
                    }
                    case "staff.left" -> {
                        standing = "LEFT";
                        post = "";
                    }
                    case "staff.suspended" -> standing = standing.equals("LEFT") ? "LEFT" : "SUSPENDED";
                    case "staff.returned" -> standing = "ACTIVE";
                    default -> post = standing.equals("LEFT") ? "" : event.post();
                }
            }
            return standing + " " + post;
        }
    }

    @Test
    void endIsThatOfTheOrderedHistoryAndNothingIsShownOutsideStanding() throws Exception {
        long seed = System.nanoTime();
        var lives = lives(new Random(seed));
        var running = new AtomicBoolean(true);
        var shown = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var looks = lives.stream().limit(AT_ONCE * 2)
                    .map(life -> CompletableFuture.runAsync(() -> look(life, running, shown), threads)).toList();
            awaitShown(shown);
            var cuts = CompletableFuture.runAsync(() -> cut(running), threads);
            var queue = new ArrayDeque<>(lives);
            var deliveries = new ArrayList<CompletableFuture<Void>>();
            for (int worker = 0; worker < AT_ONCE; worker++) {
                deliveries.add(CompletableFuture.runAsync(() -> deliver(queue, seed), threads));
            }
            CompletableFuture.allOf(deliveries.toArray(CompletableFuture[]::new)).join();
            running.set(false);
            cuts.join();
            looks.forEach(CompletableFuture::join);
        }

        for (var life : lives) {
            var row = Backstage
                    .rows("select standing, array_to_string(posts, '+') as posts from staff where staff_id = ?",
                            life.staffId())
                    .getFirst();
            assertEquals(life.end(), row.get("standing") + " " + row.get("posts"), life + " seed " + seed);
        }
        assertNothingShownOutsideStanding(lives, seed);
    }

    /** The first event is heard first, so that there is somebody to carry the parcel; the others come as they like. */
    private List<Life> lives(Random random) {
        var lives = new ArrayList<Life>();
        for (int number = 0; number < HISTORIES; number++) {
            var staffId = "H%05d".formatted(PEOPLE.incrementAndGet());
            var start = OffsetDateTime.now().minusHours(1);
            var said = new ArrayList<Said>();
            said.add(said(staffId, "staff.joined", "COURIER_DELIVERY", start, 0));
            for (int event = 1; event < EVENTS; event++) {
                said.add(said(staffId, KINDS.get(random.nextInt(KINDS.size())),
                        random.nextBoolean() ? "COURIER_DELIVERY" : "SORTER", start, event));
            }
            hr.deliver(said.getFirst().id(), said.getFirst().body()).then().statusCode(200);
            lives.add(new Life(staffId, number < AT_ONCE * 2 ? company.outForDelivery(staffId, OUTLET) : "", said));
        }
        return lives;
    }

    private static Said said(String staffId, String type, String post, OffsetDateTime start, int number) {
        boolean names = type.equals("staff.joined") || type.equals("staff.transferred");
        var more = names ? Map.<String, Object>of("posts", List.of(post), "outlet", OUTLET) : Map.<String, Object>of();
        var body = HrWebhook.event(type, staffId, start.plusSeconds(number), more);
        return new Said("hist_" + staffId + "_" + number, type, body, post);
    }

    /** All events of a person at once, some of them twice, in any order, each again until it is taken. */
    private void deliver(ArrayDeque<Life> queue, long seed) {
        var random = new Random(seed + Thread.currentThread().threadId());
        while (true) {
            Life life;
            synchronized (queue) {
                if (queue.isEmpty()) {
                    return;
                }
                life = queue.poll();
            }
            var deliveries = new ArrayList<>(life.said());
            life.said().stream().filter(_ -> random.nextInt(3) == 0).forEach(deliveries::add);
            Collections.shuffle(deliveries, random);
            try (var together = Executors.newVirtualThreadPerTaskExecutor()) {
                deliveries.forEach(event -> together.submit(() -> untilTaken(event)));
            }
        }
    }

    private void untilTaken(Said event) {
        while (hr.deliver(event.id(), event.body()).statusCode() != 200) {
            pause(20);
        }
    }

    /** Looks with a token of the very second, as if Keycloak gave one to whoever asks. */
    private void look(Life life, AtomicBoolean running, AtomicInteger shown) {
        while (running.get()) {
            long now = System.currentTimeMillis() / 1000;
            var token = forgery.signed(good, Map.of("staff_id", life.staffId(), "iat", now, "exp", now + 60));
            var answer = company.as(token, "device-" + life.staffId()).body(Map.of("purpose", "DELIVER"))
                    .post("/v1/parcels/{w}/views", life.waybill());
            if (answer.statusCode() == 200) {
                shown.incrementAndGet();
            }
        }
    }

    /** The people look before the first event is heard, and go on looking. */
    private static void awaitShown(AtomicInteger shown) {
        for (int tries = 0; shown.get() < SHOWN_BEFORE; tries++) {
            assertTrue(tries < 600, "looks that showed something: " + shown);
            pause(50);
        }
    }

    /** Cuts connections of the service, whatever they are doing. */
    private static void cut(AtomicBoolean running) {
        while (running.get()) {
            Backstage.rows("""
                    select pg_terminate_backend(pid) from pg_stat_activity
                    where usename = 'doorstep_app' and datname = current_database() order by random() limit 1""");
            pause(120);
        }
    }

    private static void assertNothingShownOutsideStanding(List<Life> lives, long seed) {
        for (var life : lives) {
            var now = "";
            for (var entry : Backstage.rows("""
                    select entry_id, action, reason, decision from access_entry
                    where subject = ? and action = 'STANDING' or actor = ? and action = 'VIEW' order by entry_id""",
                    life.staffId(), life.staffId())) {
                if ("STANDING".equals(entry.get("action"))) {
                    now = entry.get("reason").toString();
                } else if ("GRANTED".equals(entry.get("decision"))) {
                    assertTrue(now.startsWith("now ACTIVE as COURIER_DELIVERY at "),
                            life.staffId() + " saw a parcel in entry " + entry.get("entry_id") + " when " + now
                                    + ", seed " + seed);
                }
            }
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

package org.doorstep.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

import org.doorstep.siem.Certificates;
import org.doorstep.siem.TlsReceiver;
import org.doorstep.stack.LocalStack;
import org.doorstep.stack.PackagedService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All faults, in an order of chance, under a mixed load on two replicas; after each, the oracle says whether a promise
 * was broken. {@code -Dfaults.duration=PT15M} says for how long, {@code -Dfaults.seed} repeats an order, and
 * {@code -Dfaults.only} takes faults with these words only.
 */
class RandomWalkIT {

    private static final long SEED = Long.getLong("faults.seed", System.nanoTime());
    private static final Duration TIME = Duration.parse(System.getProperty("faults.duration", "PT30S"));
    private static final String ONLY = System.getProperty("faults.only", "");
    private static final int ALLOWANCE = 5;
    private static final int RECIPIENT_LIMIT = 30;
    private static final List<String> STEADY = List.of("K1001", "K1002", "K1003");
    private static final String LIMITED = "K1005";
    private static final String STRANGER = "K1006";
    private static final List<String> LEAVERS = List.of("K1007", "K1008", "K1009", "K1010");
    private static final Duration CALM = Duration.ofMillis(300);

    @TempDir
    static Path folder;

    private static TlsReceiver siem;
    private static Installation doorstep;
    private static final Map<String, Wires> WIRES = new TreeMap<>();
    private static final Map<String, PackagedService> REPLICAS = new TreeMap<>();
    private static MixedLoad load;
    private static WalkedLog log;

    private final Random random = new Random(SEED);
    private final Oracle oracle = new Oracle(LIMITED, RECIPIENT_LIMIT, ALLOWANCE);
    private final WalkTable table = new WalkTable();
    private final List<Fault> deck = new ArrayList<>();
    private int lives = 2;
    private int left;
    private int broken;

    @BeforeAll
    static void start() {
        var certificates = Certificates.of(folder, "receiver", "localhost");
        siem = new TlsReceiver(certificates.server(certificates), false);
        var issuer = LocalStack.sharedIssuer();
        doorstep = Installation.start("walk-a", issuer, (database, redis) -> {
            for (var name : List.of("a", "b")) {
                WIRES.put(name, Wires.to(database, redis, issuer, siem.port()));
            }
            var settings = new HashMap<>(WIRES.get("a").settings(issuer));
            settings.put("doorstep.database.silence", "12S");
            settings.put("quarkus.redis.tcp.read-idle-timeout", "8S");
            settings.putAll(Map.of("doorstep.quota.local-allowance", Integer.toString(ALLOWANCE),
                    "doorstep.offboarding.last-retry", "2S", "doorstep.offboarding.claim", "2S",
                    "doorstep.siem.host", "localhost", "doorstep.siem.authorities",
                    certificates.certificate().toString(), "doorstep.siem.take-over", "3S", "doorstep.siem.settle",
                    "2S", "doorstep.siem.most-back-off", "2S", "doorstep.siem.timeout", "3S"));
            return settings;
        });
        REPLICAS.put("a", doorstep.service());
        REPLICAS.put("b", doorstep.replica("walk-b", WIRES.get("b").settings(issuer)));
        log = new WalkedLog(doorstep, REPLICAS);
        load = new MixedLoad(doorstep, REPLICAS);
        for (var courier : STEADY) {
            begin(courier, doorstep.outForDelivery(courier, outlet(courier), 4));
        }
        begin(LIMITED, doorstep.outForOneRecipient(LIMITED, outlet(LIMITED), RECIPIENT_LIMIT + 4 * ALLOWANCE));
        doorstep.outForDelivery(STRANGER, outlet(STRANGER), 1);
        begin(STRANGER, List.of("TS000000000000", "NOT-A-WAYBILL"));
        LEAVERS.forEach(courier -> begin(courier, doorstep.outForDelivery(courier, outlet(courier), 2)));
    }

    /** Of their own each, so that nobody uses up another one's allowance. */
    private static String outlet(String courier) {
        return "TE-WK-" + courier.substring(3);
    }

    private static void begin(String courier, List<String> waybills) {
        load.looks(courier, doorstep.company().token(courier), waybills);
    }

    @AfterAll
    static void end() {
        if (load != null) {
            load.close();
        }
        REPLICAS.values().forEach(PackagedService::close);
        if (doorstep != null) {
            doorstep.close();
        }
        WIRES.values().forEach(Wires::close);
        siem.close();
    }

    @Test
    void promisesHoldThroughFaultsOfEveryKind() throws IOException {
        table.head(SEED, TIME);
        long end = System.nanoTime() + TIME.toNanos();
        try (var published = Published.read(List.copyOf(REPLICAS.values()))) {
            while (System.nanoTime() < end) {
                round(next());
            }
            load.close();
            var atTheEnd = new ArrayList<>(log.proofOf(published));
            atTheEnd.addAll(log.notSentTo(siem));
            atTheEnd.addAll(log.keptInClear());
            table.overall(left, atTheEnd);
            assertEquals(0, broken + atTheEnd.size(), "-Dfaults.seed=" + SEED);
        }
    }

    /** Every fault once before one comes again. */
    private Fault next() {
        if (deck.isEmpty()) {
            Faults.around(doorstep, REPLICAS, WIRES, siem).stream()
                    .filter(fault -> (fault.part() + " " + fault.what()).contains(ONLY)).forEach(deck::add);
            Collections.shuffle(deck, random);
        }
        return deck.removeFirst();
    }

    private void round(Fault fault) {
        var time = fault.time(random);
        var leaver = random.nextInt(3) == 0 ? Optional.of(LEAVERS.get(random.nextInt(LEAVERS.size())))
                : Optional.<String>empty();
        var at = time.multipliedBy(random.nextInt(100)).dividedBy(100);
        if (!fault.halted().isEmpty()) {
            load.halted(fault.halted());
        }
        fault.begin().run();
        Installation.pause(at);
        var leaving = leaver.map(who -> Leaving.of(who, List.copyOf(REPLICAS.values())));
        Installation.pause(time.minus(at));
        if (!fault.halted().isEmpty()) {
            load.resumed(fault.halted());
        }
        long healed = System.nanoTime();
        fault.end().run();
        lives += fault.life() ? 1 : 0;
        var what = new ArrayList<>(awaitWhole());
        var recovered = Duration.ofNanos(System.nanoTime() - healed);
        leaving.ifPresent(one -> one.answered().ifPresentOrElse(answered -> oracle.left(one.courier(), answered),
                () -> what.add("HR was not answered of " + one.courier())));
        judge(fault, time, recovered, what);
        leaver.ifPresent(this::employAgain);
        renewTokens();
    }

    /** Until each replica shows and counts again. */
    private List<String> awaitWhole() {
        var courier = STEADY.getFirst();
        var token = doorstep.company().token(courier);
        var waybill = load.waybill(courier);
        var not = new ArrayList<String>();
        REPLICAS.forEach((name, service) -> {
            long end = System.nanoTime() + WalkedLog.LIMIT.toNanos();
            var answer = doorstep.lookAt(service, token, "device-" + courier, waybill);
            while (!answer.shown() || answer.shownWithoutRedis()) {
                load.add(courier, name, answer);
                if (System.nanoTime() > end) {
                    not.add("Replica " + name + " did not recover: " + answer);
                    return;
                }
                Installation.pause(Duration.ofMillis(50));
                answer = doorstep.lookAt(service, token, "device-" + courier, waybill);
            }
            load.add(courier, name, answer);
        });
        return not;
    }

    private void judge(Fault fault, Duration time, Duration recovered, List<String> what) {
        var looks = load.taken();
        long newest = doorstep.count("select max(entry_id) from access_entry");
        Installation.pause(CALM);
        var rows = log.rows(oracle.newest(), newest);
        what.addAll(oracle.broken(looks, rows, log.size(oracle.newest()), lives));
        what.addAll(log.leftHanging());
        broken += what.size();
        table.line(fault, time, looks, rows.size(), recovered, what);
    }

    private void employAgain(String courier) {
        left++;
        oracle.returns(courier, System.nanoTime());
        var outlet = outlet(courier);
        var told = doorstep.company().tell(courier, "ACTIVE", outlet);
        told.then().statusCode(200);
        doorstep.company().awaitDone(told.path("offboarding"));
        doorstep.company().signInAgain(courier);
        begin(courier, doorstep.outForDelivery(courier, outlet, 2));
    }

    private static void renewTokens() {
        for (var couriers : List.of(STEADY, LEAVERS, List.of(LIMITED, STRANGER))) {
            couriers.forEach(courier -> load.renew(courier, doorstep.company().token(courier)));
        }
    }
}

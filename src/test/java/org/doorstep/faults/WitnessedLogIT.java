package org.doorstep.faults;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

import org.doorstep.stack.EmbeddedDatabase;
import org.doorstep.stack.LocalStack;
import org.doorstep.stack.PackagedService;
import org.doorstep.verifier.KeyFile;
import org.doorstep.witness.Witness;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Promise P5 with a witness, who remembers what the database's owner would like to forget. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WitnessedLogIT {

    private static final String COURIER = "K1001";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static Installation doorstep;
    private static PackagedService service;
    private static Witness witness;
    private static String keys;
    private static List<String> waybills;

    @BeforeAll
    static void start() throws IOException {
        doorstep = Installation.start("witnessed", LocalStack.sharedIssuer(), Map.of());
        waybills = doorstep.outForDelivery(COURIER, "SH-PD-01", 2);
        keys = Published.get(doorstep.service(), "/log/keys");
        witness = witness();
        service = doorstep.replica("witnessed-by-one", Map.of(
                "doorstep.log.witnesses.one.address", witness.url().toString(),
                "doorstep.log.witnesses.one.key", witness.verifierKey().toString()));
        doorstep.service().stop();
    }

    private static Witness witness() throws IOException {
        var state = Files.createTempDirectory("doorstep-witness");
        return Witness.start(new Witness.Settings("witness.test/one", state.resolve("key"), state,
                new InetSocketAddress("127.0.0.1", 0), KeyFile.all(keys.lines().toList())),
                Clock.systemUTC());
    }

    @AfterAll
    static void end() {
        service.close();
        witness.close();
        doorstep.close();
    }

    @Test
    @Order(1)
    void checkpointCarriesTheWitnesssLine() {
        look();

        await("the witness's line", () -> checkpoint().contains("\u2014 witness.test/one "));
        var verified = Verified.cosigned(doorstep.adminUrl(), keys, witness);
        assertEquals(0, verified.exit(), verified::says);
    }

    /** The edge can be changed by the service's own role; a head that does not add up is not added to. */
    @Test
    @Order(2)
    void nothingIsAddedToAnEdgeThatDoesNotFitItsCheckpoint() {
        await("all sealed", () -> sealedUpTo() == newest());
        doorstep.change("update log_edge set hashes = set_byte(hashes, 0, get_byte(hashes, 0) # 1) where level = 0");
        look();
        Installation.pause(Duration.ofSeconds(3));
        assertTrue(sealedUpTo() < newest(), "sealed on a changed edge");
        assertEquals("1.0", metric("doorstep_log_refused_to_sign"));

        doorstep.change("update log_edge set hashes = set_byte(hashes, 0, get_byte(hashes, 0) # 1) where level = 0");

        await("sealing goes on", () -> sealedUpTo() == newest());
    }

    /** A head that this log did not sign is somebody else's log, even if it adds up. */
    @Test
    @Order(3)
    void nothingIsAddedToACheckpointThatThisLogDidNotSign() {
        await("all sealed", () -> sealedUpTo() == newest());
        doorstep.change("create table kept as select size, note from log_checkpoint");
        doorstep.change("update log_checkpoint set note = split_part(note, E'\\n\\n', 1) || E'\\n\\nnobody\\n' "
                + "where size = (select max(size) from log_checkpoint)");
        look();
        Installation.pause(Duration.ofSeconds(3));
        assertTrue(sealedUpTo() < newest(), "sealed on a checkpoint that is not signed");
        assertEquals("1.0", metric("doorstep_log_refused_to_sign"));

        doorstep.change("update log_checkpoint c set note = k.note from kept k where k.size = c.size");

        await("sealing goes on", () -> sealedUpTo() == newest());
    }

    @Test
    @Order(4)
    void databaseThatIsRolledBackGetsNothingSignedAndViewsGoOn() {
        service.stop();
        doorstep.copyTo("yesterday");
        service.restart();
        look();
        await("cosigned", () -> sealedUpTo() == newest() && doorstep.count("select count(*) from log_cosignature where "
                + "size = (select max(size) from log_checkpoint)") == 1);
        service.stop();
        var admin = doorstep.database().adminUrl("postgres");
        EmbeddedDatabase.execute(admin, "drop database " + Installation.DATABASE, "create database "
                + Installation.DATABASE + " owner doorstep_owner template " + Installation.DATABASE + "_yesterday");

        service.restart();
        await("the roll-back is seen", () -> "1.0".equals(metric("doorstep_log_refused_to_sign")));
        int before = sealedUpTo();
        look();
        Installation.pause(Duration.ofSeconds(3));

        assertAll(() -> assertEquals(before, sealedUpTo()), () -> assertTrue(newest() > before),
                () -> assertEquals("1.0", metric("doorstep_log_witnesses_ahead")));
        var verified = Verified.cosigned(doorstep.adminUrl(), keys, witness);
        assertAll(() -> assertEquals(1, verified.exit(), verified::says),
                () -> assertTrue(verified.says().contains("rolled back"), verified::says));
    }

    private static void look() {
        var answer = doorstep.lookAt(service, doorstep.company().token(COURIER), "device-" + COURIER,
                waybills.getFirst());
        assertTrue(answer.shown(), answer::toString);
    }

    private static String checkpoint() {
        return read("/log/checkpoint");
    }

    private static String metric(String name) {
        return read("/q/metrics").lines().filter(line -> line.startsWith(name)).findFirst()
                .map(line -> line.substring(line.lastIndexOf(' ') + 1)).orElse("none");
    }

    private static String read(String path) {
        try {
            return Published.get(service, path);
        } catch (IOException e) {
            return "";
        }
    }

    private static int sealedUpTo() {
        return doorstep.count("select max(last_entry) from log_checkpoint");
    }

    private static int newest() {
        return doorstep.count("select max(entry_id) from access_entry");
    }

    private static void await(String what, BooleanSupplier come) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!come.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, () -> what + " did not come: " + checkpoint());
            Installation.pause(Duration.ofMillis(100));
        }
    }
}

package org.doorstep.faults;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import org.doorstep.demonstration.Company;
import org.doorstep.stack.EmbeddedDatabase;
import org.doorstep.stack.LocalStack;
import org.doorstep.stack.PackagedService;
import org.doorstep.verifier.KeyFile;
import org.doorstep.witness.Witness;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The drill of docs/operations.md: a base backup under load and archived WAL, the database destroyed, restored to a point
 * in time, and what the log, the leaver and the root key make of it.
 */
@EnabledIfSystemProperty(named = "doorstep.drill", matches = "yes", disabledReason = "a command of its own: minutes")
class RestoreDrillIT {

    private static final String COURIER = "K1001";
    private static final String LEAVER = "K1002";
    private static final String OUTLET = "SH-PD-01";
    private static final String ORIGIN = "doorstep.test/drill";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static EmbeddedDatabase database;
    private static Installation doorstep;
    private static PackagedService service;
    private static Witness witness;
    private static Path archive;
    private static Path backup;
    private static List<String> waybills;
    private static List<String> leaversWaybills;
    private static String keys;

    @BeforeAll
    static void start() throws IOException {
        archive = Files.createTempDirectory("doorstep-archive-");
        backup = Files.createTempDirectory("doorstep-backup-");
        database = EmbeddedDatabase.start();
        EmbeddedDatabase.execute(database.adminUrl("postgres"), "alter system set archive_mode = on",
                "alter system set archive_command = 'test ! -f " + archive + "/%f && cp %p " + archive + "/%f'",
                "alter system set restore_command = 'cp " + archive + "/%f %p'",
                "alter system set recovery_target_name = 'before_the_fault'",
                "alter system set recovery_target_action = 'promote'");
        database.kill();
        database.restart();
        doorstep = Installation.start("drill", LocalStack.sharedIssuer(), database, (_, _) -> Map.of());
        waybills = doorstep.outForDelivery(COURIER, OUTLET, 2);
        leaversWaybills = doorstep.outForDelivery(LEAVER, OUTLET, 1);
        keys = Published.get(doorstep.service(), "/log/keys");
        var state = Files.createTempDirectory("doorstep-witness-");
        witness = Witness.start(new Witness.Settings("witness.test/drill", state.resolve("key"), state,
                new InetSocketAddress("127.0.0.1", 0), KeyFile.all(keys.lines().toList())), Clock.systemUTC());
        service = doorstep.replica("drill-one", witnessed(ORIGIN));
        doorstep.service().stop();
    }

    private static Map<String, String> witnessed(String origin) {
        return Map.of("doorstep.log.origin", origin, "doorstep.log.witnesses.one.address", witness.url().toString(),
                "doorstep.log.witnesses.one.key", witness.verifierKey().toString());
    }

    /** Keycloak is everybody's: the leaver comes back. */
    @AfterAll
    static void end() {
        company().employ(LEAVER);
        service.close();
        witness.close();
        doorstep.close();
    }

    @Test
    void restoredDatabaseTellsWhatItLostAndLetsNobodyBackIn() throws Exception {
        var leaversToken = company().token(LEAVER);
        int looks = baseBackupUnderLoad();
        assertTrue(looks > 0, "nobody looked during the backup");
        EmbeddedDatabase.execute(database.adminUrl("postgres"), "select pg_create_restore_point('before_the_fault')");
        int kept = doorstep.count("select count(*) from access_entry");

        company().tell(LEAVER, "LEFT", OUTLET);
        assertTrue(refused(leaversToken), "left");
        for (int look = 0; look < 5; look++) {
            assertEquals(200, looked(company().token(COURIER), COURIER, waybills.getFirst()));
        }
        await("cosigned",
                () -> doorstep.count("select count(*) from log_cosignature where size = (select max(size) from "
                        + "log_checkpoint)") == 1 && sealedUpTo() == newest());
        int lost = doorstep.count("select count(*) from access_entry") - kept;
        archived();

        service.kill();
        database.kill();
        replace(database.data(), backup);
        Files.createFile(database.data().resolve("recovery.signal"));
        database.restart();
        await("promoted", () -> !"t".equals(doorstep.text("select pg_is_in_recovery()")));

        // What was lost is named, by who kept a checkpoint.
        assertEquals(kept, doorstep.count("select count(*) from access_entry"), "restored to the point in time");
        var verified = Verified.cosigned(doorstep.adminUrl(), keys, witness);
        assertAll(() -> assertEquals(1, verified.exit(), verified::says),
                () -> assertTrue(verified.says().contains("rolled back"), verified::says));

        // Under its old name nothing is signed; views would go on, and the leaver's standing is that of the backup.
        service.restart();
        await("the roll-back is seen", () -> metric("doorstep_log_refused_to_sign").equals("1.0"));
        assertEquals(200, looked(leaversToken, LEAVER, leaversWaybills.getFirst()),
                "why the doors stay shut until HR has been heard");
        company().machine("hr").body(Map.of("standing", "LEFT", "posts",
                List.of("COURIER_DELIVERY"), "outlet", OUTLET)).put("/v1/staff/{id}", LEAVER).then().statusCode(200);
        assertTrue(refused(leaversToken), "HR was heard");
        service.close();

        // Under another name it is a log of its own, which is proved from its first entry.
        EmbeddedDatabase.execute(doorstep.adminUrl(), "create schema log_before");
        for (var table : List.of("log_cosignature", "log_checkpoint", "log_edge", "log_tile", "log_bundle")) {
            EmbeddedDatabase.execute(doorstep.adminUrl(),
                    "create table log_before." + table + " as table public." + table,
                    "truncate public." + table + " cascade");
        }
        service = doorstep.replica("drill-two", Map.of("doorstep.log.origin", ORIGIN + "-2"));
        await("sealed anew", () -> sealedUpTo() == newest());
        var anew = Verified.database(doorstep.adminUrl(), Published.get(service, "/log/keys"), List.of());
        assertAll(() -> assertEquals(0, anew.exit(), anew::says), () -> assertTrue(lost > 5));
        service.close();

        // Without the root key nothing opens, nothing is made anew, and it says why.
        var without = PackagedService.launch("drill-without-root", settingsWithoutRoot());
        try {
            await("it says so", () -> read(without.log()).contains("put back the file that they were wrapped by"));
            assertFalse(Files.exists(PackagedService.file("no-such-root.key")), "a lost root key is never replaced");
        } finally {
            without.close();
        }
        service = doorstep.replica("drill-three", Map.of("doorstep.log.origin", ORIGIN + "-2"));
    }

    private static Map<String, String> settingsWithoutRoot() {
        var settings = new java.util.TreeMap<>(doorstep.settings());
        settings.put("doorstep.vault.root-key-file", PackagedService.file("no-such-root.key").toString());
        settings.put("doorstep.log.origin", ORIGIN + "-2");
        return settings;
    }

    /** As pg_basebackup does it, by SQL: files are copied while they change, and the archived WAL mends the copy. */
    private static int baseBackupUnderLoad() throws Exception {
        var over = new AtomicBoolean();
        var looks = new AtomicInteger();
        var load = Thread.ofVirtual().start(() -> {
            while (!over.get()) {
                if (looked(company().token(COURIER), COURIER, waybills.getFirst()) == 200) {
                    looks.incrementAndGet();
                }
                Installation.pause(Duration.ofMillis(30));
            }
        });
        try (var connection = DriverManager.getConnection(database.adminUrl("postgres"));
                var statement = connection.createStatement()) {
            statement.execute("select pg_backup_start('drill', true)");
            copy(database.data(), backup);
            var stopped = statement.executeQuery("select labelfile from pg_backup_stop()");
            stopped.next();
            Files.writeString(backup.resolve("backup_label"), stopped.getString(1));
        } finally {
            over.set(true);
            load.join();
        }
        return looks.get();
    }

    /** All that was committed is in the archive. */
    private static void archived() {
        var segment = doorstep.text("select pg_walfile_name(pg_switch_wal())");
        await("archived", () -> Files.exists(archive.resolve(segment)));
    }

    private static void replace(Path data, Path with) throws IOException {
        try (var files = Files.walk(data)) {
            files.sorted(java.util.Comparator.reverseOrder()).filter(file -> !file.equals(data))
                    .forEach(file -> assertTrue(file.toFile().delete(), file::toString));
        }
        copy(with, data);
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                var copied = to.resolve(from.relativize(folder).toString());
                Files.createDirectories(copied);
                Files.setPosixFilePermissions(copied, Files.getPosixFilePermissions(folder));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                var name = from.relativize(file).toString();
                if (!name.startsWith("pg_wal/") && !name.startsWith("postmaster.") && !name.startsWith("epg-lock")) {
                    try {
                        Files.copy(file, to.resolve(name));
                    } catch (NoSuchFileException _) {
                        // Removed while it was copied; the write-ahead log knows.
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static Company company() {
        return new Company(service.url(), LocalStack.sharedIssuer());
    }

    private static boolean refused(String token) {
        int status = looked(token, LEAVER, leaversWaybills.getFirst());
        return status == 401 || status == 403;
    }

    private static int looked(String token, String person, String waybill) {
        return doorstep.lookAt(service, token, "device-" + person, waybill).status();
    }

    private static int sealedUpTo() {
        return doorstep.count("select coalesce(max(last_entry), 0) from log_checkpoint");
    }

    private static int newest() {
        return doorstep.count("select max(entry_id) from access_entry");
    }

    private static String metric(String name) {
        try {
            return Published.get(service, "/q/metrics").lines().filter(line -> line.startsWith(name)).findFirst()
                    .map(line -> line.substring(line.lastIndexOf(' ') + 1)).orElse("");
        } catch (IOException e) {
            return "";
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, what);
            Installation.pause(Duration.ofMillis(100));
        }
    }
}

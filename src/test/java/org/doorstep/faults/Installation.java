package org.doorstep.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Predicate;

import org.doorstep.demonstration.Company;
import org.doorstep.stack.DemonstrationRealm;
import org.doorstep.stack.EmbeddedDatabase;
import org.doorstep.stack.EmbeddedRedis;
import org.doorstep.stack.PackagedService;

/** The packaged service on parts of its own, all of which a test may break, and the company that uses it. */
final class Installation implements AutoCloseable {

    static final String DATABASE = "doorstep_faults";
    private static final Duration LOOK_LIMIT = Answer.BOUND.multipliedBy(3);
    private static final Duration RECOVERY_LIMIT = Duration.ofSeconds(30);
    private static final Duration STEP = Duration.ofMillis(50);
    private static final AtomicInteger RECIPIENTS = new AtomicInteger();

    private final EmbeddedDatabase database;
    private final EmbeddedRedis redis;
    private final Map<String, String> settings;
    private final PackagedService service;
    private final Company company;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Installation(EmbeddedDatabase database, EmbeddedRedis redis, Map<String, String> settings,
            PackagedService service, Company company) {
        this.database = database;
        this.redis = redis;
        this.settings = settings;
        this.service = service;
        this.company = company;
    }

    /**
     * Starts the parts and the service.
     *
     * @param name of the service's log file
     * @param issuer of the Keycloak whose tokens it takes
     * @param more settings
     */
    static Installation start(String name, String issuer, Map<String, String> more) {
        return start(name, issuer, (_, _) -> more);
    }

    /** The same, with settings that depend on where database and Redis are. */
    static Installation start(String name, String issuer,
            BiFunction<EmbeddedDatabase, EmbeddedRedis, Map<String, String>> more) {
        return start(name, issuer, EmbeddedDatabase.start(), more);
    }

    /** The same, on this database server, which it ends with itself. */
    static Installation start(String name, String issuer, EmbeddedDatabase database,
            BiFunction<EmbeddedDatabase, EmbeddedRedis, Map<String, String>> more) {
        EmbeddedDatabase.create(database.adminUrl("postgres"), DATABASE);
        var redis = EmbeddedRedis.start();
        var settings = new TreeMap<>(EmbeddedDatabase.settings(database.port(), DATABASE));
        settings.putAll(EmbeddedRedis.settings(redis.port(), 0));
        settings.putAll(DemonstrationRealm.settings(issuer));
        settings.put("doorstep.vault.root-key-file", PackagedService.file(name + ".key").toString());
        settings.put("doorstep.offboarding.audit-after", "0S");
        settings.put("doorstep.log.origin", "doorstep.test/" + name);
        settings.putAll(more.apply(database, redis));
        var service = PackagedService.start(name, settings);
        return new Installation(database, redis, settings, service, new Company(service.url(), issuer));
    }

    EmbeddedDatabase database() {
        return database;
    }

    EmbeddedRedis redis() {
        return redis;
    }

    PackagedService service() {
        return service;
    }

    Company company() {
        return company;
    }

    /** Where its parts are, and whatever else differs from the defaults. */
    Map<String, String> settings() {
        return Map.copyOf(settings);
    }

    /** Starts one more service on the same parts. */
    PackagedService replica(String name) {
        return replica(name, Map.of());
    }

    /** The same, with settings of its own. */
    PackagedService replica(String name, Map<String, String> more) {
        var own = new TreeMap<>(settings);
        own.putAll(more);
        return PackagedService.start(name, own);
    }

    /** Parcels, each for somebody else, that this courier carries out now; the courier's outlet is one of this name. */
    List<String> outForDelivery(String courier, String outlet, int parcels) {
        company.tell(courier, "ACTIVE", outlet).then().statusCode(200);
        var waybills = new ArrayList<String>();
        for (int parcel = 0; parcel < parcels; parcel++) {
            waybills.add(handIn(outlet, "1401234%04d".formatted(RECIPIENTS.incrementAndGet())));
        }
        carryOut(courier, outlet, waybills);
        return waybills;
    }

    /** Parcels, all for the same person, that this courier carries out now. */
    List<String> outForOneRecipient(String courier, String outlet, int parcels) {
        company.tell(courier, "ACTIVE", outlet).then().statusCode(200);
        var phone = "1401234%04d".formatted(RECIPIENTS.incrementAndGet());
        var waybills = new ArrayList<String>();
        for (int parcel = 0; parcel < parcels; parcel++) {
            waybills.add(handIn(outlet, phone));
        }
        carryOut(courier, outlet, waybills);
        return waybills;
    }

    private String handIn(String outlet, String phone) {
        var waybill = Company.freshWaybill();
        var parcel = new HashMap<>(Company.record(waybill, outlet));
        parcel.put("recipient", Company.party("林晓梅", phone, "幸福里小区3栋2单元501室"));
        company.handIn(parcel).then().statusCode(201);
        return waybill;
    }

    private void carryOut(String courier, String outlet, List<String> waybills) {
        company.assign(courier, waybills.toArray(String[]::new)).then().statusCode(200);
        waybills.forEach(waybill -> company.move(waybill, outlet, "ASSIGNED_PICKUP", "PICKED_UP", "HUB", "OUTLET",
                "OUT_FOR_DELIVERY"));
    }

    /** A look for delivery; whatever comes of it. */
    Answer look(String courier, String waybill) {
        return lookWith(company.token(courier), "device-" + courier, waybill);
    }

    Answer lookWith(String token, String device, String waybill) {
        return lookAt(service, token, device, waybill);
    }

    /** A look through one of several replicas. */
    Answer lookAt(PackagedService replica, String token, String device, String waybill) {
        var request = HttpRequest.newBuilder(URI.create(replica.url() + "/v1/parcels/" + waybill + "/views"))
                .timeout(LOOK_LIMIT).header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json").header("Doorstep-Device", device)
                .POST(BodyPublishers.ofString("{\"purpose\":\"DELIVER\"}")).build();
        long sent = System.nanoTime();
        try {
            return Answer.of(waybill, http.send(request, BodyHandlers.ofString()), sent);
        } catch (IOException e) {
            return Answer.none(waybill, e, sent);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Looks again and again until an answer is as expected; fails when that takes too long. */
    Answer lookUntil(Predicate<Answer> expected, String courier, String waybill) {
        long end = System.nanoTime() + RECOVERY_LIMIT.toNanos();
        var answer = look(courier, waybill);
        while (!expected.test(answer)) {
            assertTrue(System.nanoTime() < end, "still " + answer);
            pause(STEP);
            answer = look(courier, waybill);
        }
        return answer;
    }

    /** Every shown answer has its own entry in the log, which says that this parcel was shown (promise P1). */
    void assertEachHasItsEntry(List<Answer> answers) {
        var logged = grantedViews();
        var shown = new HashMap<Long, String>();
        for (var answer : answers) {
            if (answer.shown()) {
                assertEquals(answer.waybill(), logged.get(answer.entry()), () -> "no entry for " + answer);
                assertEquals(null, shown.put(answer.entry(), answer.waybill()), () -> "two answers for " + answer);
            }
        }
        assertTrue(!shown.isEmpty(), "no view was answered: " + Answer.summary(answers));
    }

    private Map<Long, String> grantedViews() {
        var entries = new HashMap<Long, String>();
        try (var connection = DriverManager.getConnection(adminUrl());
                var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        select entry_id, waybill from access_entry where action = 'VIEW' and decision = 'GRANTED'""")) {
            while (rows.next()) {
                entries.put(rows.getLong(1), rows.getString(2));
            }
            return entries;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The number that a query answers with. */
    int count(String sql) {
        try (var connection = DriverManager.getConnection(adminUrl());
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The text that a query answers with. */
    String text(String sql) {
        try (var connection = DriverManager.getConnection(adminUrl());
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Every row of every table as text: what a thief of the database has. */
    String everyRow() {
        var all = new StringBuilder();
        try (var connection = DriverManager.getConnection(adminUrl());
                var statement = connection.createStatement()) {
            for (var table : tables(statement)) {
                var rows = statement.executeQuery("select t::text from " + table + " t");
                while (rows.next()) {
                    all.append(table).append(' ').append(rows.getString(1)).append('\n');
                }
            }
            return all.toString();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> tables(Statement statement) throws SQLException {
        var tables = new ArrayList<String>();
        var rows = statement.executeQuery("""
                select format('%I.%I', schemaname, tablename) from pg_tables
                where schemaname not in ('pg_catalog', 'information_schema')""");
        while (rows.next()) {
            tables.add(rows.getString(1));
        }
        return tables;
    }

    /** Runs a statement of the superuser. */
    void change(String sql) {
        EmbeddedDatabase.execute(adminUrl(), sql);
    }

    /** The superuser's address of the service's database. */
    String adminUrl() {
        return database.adminUrl(DATABASE);
    }

    /** The superuser's address of a copy of the service's database. */
    String adminUrl(String copy) {
        return database.adminUrl(DATABASE + "_" + copy);
    }

    /** Stops the service if it runs, and copies its database as it is. */
    void copyTo(String copy) {
        if (service.isAlive()) {
            service.stop();
        }
        EmbeddedDatabase.execute(database.adminUrl("postgres"), "drop database if exists " + DATABASE + "_" + copy,
                "create database " + DATABASE + "_" + copy + " template " + DATABASE);
    }

    static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        service.close();
        redis.close();
        database.close();
    }
}

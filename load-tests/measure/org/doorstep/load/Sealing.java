package org.doorstep.load;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.doorstep.demonstration.DoorstepClient;

/**
 * What it costs that the log proves itself. Views with the sealer at work beside views while it is held off by its own
 * lock, in turn; entries appended and sealed beside bare inserts into a table without numbers, salts and tree; and how
 * long after its commit an entry is under a signed checkpoint. {@code Sealing <seconds of a phase>}
 */
final class Sealing {

    private static final String SEALED = "views, sealing";
    private static final String HELD_OFF = "views, sealing held off";
    private static final String PLAIN = "inserts, plain table";
    private static final String APPENDED = "inserts, log, sealing held off";
    private static final String PROVED = "inserts, log, sealing";
    private static final int ROUNDS = 3;
    private static final int LIMIT = 60;
    private static final int WARM_UP_LOOKS = 2_000;
    private static final int CONNECTIONS = 16;
    private static final String COLUMNS = """
            at, zone, actor, actor_kind, post, outlet, device, source_address, action, purpose, stage, waybill,
            recipient_ref, fields, decision, rule, policy_version, lease_id, lease_until""";
    private static final String VALUES = """
            (clock_timestamp(), 'Asia/Shanghai', 'L' || (random() * 1000)::int, 'STAFF', 'COURIER_DELIVERY', 'LT-AA-01',
            'device-load-0001', '127.0.0.1', 'VIEW', 'DELIVER', 'OUT_FOR_DELIVERY', 'LT' || (random() * 1e9)::bigint,
            uuid_send(gen_random_uuid()), '{recipient.name=MASKED,recipient.phone=TAIL4,recipient.address=FULL}',
            'GRANTED', 'deliver-own', '2026-11', gen_random_uuid(), clock_timestamp() + interval '10 minutes')""";

    private final Parts parts;
    private final Server service;
    private final int seconds;
    private final Bench bench;
    private final StringBuilder report = new StringBuilder();

    private Sealing(Parts parts, Server service, int seconds) {
        this.parts = parts;
        this.service = service;
        this.seconds = seconds;
        this.bench = new Bench(parts);
    }

    public static void main(String[] arguments) throws IOException, SQLException {
        Files.createDirectories(Measure.FOLDER);
        try (var parts = Parts.start(Measure.FOLDER, Courier.ALL.stream().map(Courier::staffId).toList());
                var service = Server.start("service", Bench.jar("target"), Measure.serviceFlags(),
                        Measure.settings(parts), Measure.FOLDER)) {
            new Sealing(parts, service, Integer.parseInt(arguments[0])).run();
        }
        System.exit(0);
    }

    private void run() throws IOException, SQLException {
        var doorstep = new DoorstepClient(service.address(), parts.issuer());
        var day = new Day(doorstep, service);
        int parcels = Courier.COURIERS * Courier.PARCELS;
        day.handIn(parcels);
        day.employAndAssign();
        day.moveToTheDoor();
        parts.execute("create table held_off (since timestamptz not null, until timestamptz)",
                "create table plain_entry (like access_entry including defaults)",
                "alter table plain_entry drop column entry_id, drop column who_salt, drop column detail_salt, "
                        + "drop column erased_by",
                "alter table plain_entry add column entry_id bigint generated always as identity primary key",
                "create index on plain_entry (actor, entry_id)",
                "create index on plain_entry (waybill, entry_id) where waybill is not null");
        var looks = new Looks(doorstep, day.collected, parcels);
        bench.looks("", service, LIMIT, looks.once(0, Courier.PARCELS));
        bench.looks("", service, LIMIT, looks.again(Courier.PARCELS, WARM_UP_LOOKS));
        long first = entries();
        for (int round = 0; round < ROUNDS; round++) {
            System.out.printf("Round %d of %d%n", round + 1, ROUNDS);
            allSealed();
            bench.looks(SEALED, service, seconds, looks.again(Courier.PARCELS));
            try (var lock = heldOff()) {
                bench.looks(HELD_OFF, service, seconds, looks.again(Courier.PARCELS));
            }
        }
        allSealed();
        long afterViews = entries();
        for (int round = 0; round < ROUNDS; round++) {
            inserts(PLAIN, "plain_entry");
            try (var lock = heldOff()) {
                inserts(APPENDED, "access_entry");
            }
            allSealed();
            inserts(PROVED, "access_entry");
            allSealed();
        }
        report(first, afterViews);
    }

    /** Whoever holds this lock seals; here nobody who can. */
    private HeldOff heldOff() throws SQLException {
        var connection = DriverManager.getConnection(parts.adminUrl());
        connection.createStatement().execute("select pg_advisory_lock(6962)");
        parts.execute("insert into held_off (since) values (now() - interval '2 s')");
        return () -> {
            connection.close();
            parts.execute("update held_off set until = now() where until is null");
        };
    }

    private interface HeldOff extends AutoCloseable {
        @Override
        void close() throws SQLException;
    }

    private long entries() {
        return Long.parseLong(parts.ask("select max(entry_id) from access_entry"));
    }

    private void allSealed() {
        long until = entries();
        for (int tries = 0; Long.parseLong(parts.ask("select max(last_entry) from log_checkpoint")) < until; tries++) {
            if (tries > 600) {
                throw new IllegalStateException("The sealer does not keep up");
            }
            pause();
        }
        parts.execute("checkpoint");
    }

    private void inserts(String phase, String table) {
        var sql = "insert into " + table + " (" + COLUMNS + ") values " + VALUES;
        var begin = new CountDownLatch(CONNECTIONS);
        try (var threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            var running = new ArrayList<Future<Measured>>();
            for (int connection = 0; connection < CONNECTIONS; connection++) {
                running.add(threads.submit((Callable<Measured>) () -> insert(sql, begin)));
            }
            begin.await();
            long start = System.nanoTime();
            var all = new Measured();
            for (var one : running) {
                all.join(one.get());
            }
            all.took((System.nanoTime() - start) / 1e9);
            bench.series.add(phase, all);
            System.out.printf("  %-42s %,8.0f/s  p50 %5.1f ms  p99 %5.1f ms%n", phase, all.rate(), all.p50(), all.p99());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private Measured insert(String sql, CountDownLatch begin) throws SQLException, InterruptedException {
        var measured = new Measured();
        try (var connection = DriverManager.getConnection(parts.adminUrl() + "&prepareThreshold=1");
                var statement = connection.prepareStatement(sql)) {
            begin.countDown();
            begin.await();
            long end = System.nanoTime() + seconds * 1_000_000_000L;
            while (System.nanoTime() < end) {
                long sent = System.nanoTime();
                statement.executeUpdate();
                measured.answered((System.nanoTime() - sent) / 1000);
            }
        }
        return measured;
    }

    private void report(long first, long afterViews) throws IOException {
        report.append('\n').append(bench.series.table()).append('\n');
        line("views with the sealer at work / held off: rate %s, p50 %s, p99 %s",
                bench.series.ratio(SEALED, HELD_OFF, Measured::rate),
                bench.series.ratio(SEALED, HELD_OFF, Measured::p50),
                bench.series.ratio(SEALED, HELD_OFF, Measured::p99));
        line("appended to the log / inserted into a plain table: rate %s, p99 %s",
                bench.series.ratio(APPENDED, PLAIN, Measured::rate), bench.series.ratio(APPENDED, PLAIN, Measured::p99));
        line("appended and sealed at the same time / inserted into a plain table: rate %s, p99 %s",
                bench.series.ratio(PROVED, PLAIN, Measured::rate), bench.series.ratio(PROVED, PLAIN, Measured::p99));
        delays("of a view to its checkpoint", first, afterViews, SEALED);
        delays("of an insert to its checkpoint", afterViews, Long.MAX_VALUE, PROVED);
        line("memory of the service: %s", service.mostResident());
        System.out.print(report);
        Files.writeString(Measure.FOLDER.resolve("sealing.md"), report);
    }

    /**
     * From the entry's own time, before its commit, to the signing of the first checkpoint that covers it; of entries
     * that were appended while the sealer was at work: the others waited for the lock.
     */
    private void delays(String what, long from, long to, String phase) {
        var found = parts.ask("""
                with sealed as (
                  select last_entry as until, lag(last_entry) over (order by size) as after, signed_at from log_checkpoint
                ), delays as (
                  select extract(epoch from s.signed_at - e.at) * 1000 as ms
                  from sealed s join access_entry e on e.entry_id > s.after and e.entry_id <= s.until
                  where e.entry_id > %d and e.entry_id <= %d
                    and not exists (select from held_off h where e.at between h.since and h.until)
                )
                select format('p50 %%s ms, p99 %%s ms, longest %%s ms (%%s entries)',
                  round(percentile_cont(0.5) within group (order by ms)::numeric),
                  round(percentile_cont(0.99) within group (order by ms)::numeric), round(max(ms)), count(*))
                from delays""".formatted(from, to));
        line("time %s, %s: %s", what, phase, found);
    }

    private void line(String text, Object... values) {
        report.append("- ").append(text.formatted(values)).append('\n');
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

package org.doorstep.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.doorstep.faults.Oracle.Row;
import org.doorstep.siem.TlsReceiver;
import org.doorstep.stack.PackagedService;
import org.doorstep.vault.ClearText;

/** What a walk left behind: in the access log, at its receiver, in the services' own logs, in the database. */
final class WalkedLog {

    /** How long a replica may take to be whole again. */
    static final Duration LIMIT = Duration.ofSeconds(40);
    /** A frame of a stack trace of ours, as the JSON log writes it. */
    private static final String OUR_FRAME = "\"class\":\"org.doorstep";

    private final Installation doorstep;
    private final Map<String, PackagedService> replicas;

    WalkedLog(Installation doorstep, Map<String, PackagedService> replicas) {
        this.doorstep = doorstep;
        this.replicas = replicas;
    }

    /** Rows with numbers after one and up to another. */
    List<Row> rows(long after, long upTo) {
        var found = new ArrayList<Row>();
        try (var connection = DriverManager.getConnection(doorstep.adminUrl());
                var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        select entry_id, action, decision = 'GRANTED', actor, subject, waybill,
                               action = 'STANDING' and reason not like 'now ACTIVE%%'
                        from access_entry where entry_id > %d and entry_id <= %d order by entry_id
                        """.formatted(after, upTo))) {
            while (rows.next()) {
                found.add(new Row(rows.getLong(1), rows.getString(2), rows.getBoolean(3), rows.getString(4),
                        rows.getString(5), rows.getString(6), rows.getBoolean(7)));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Rows with numbers up to this one. */
    int size(long upTo) {
        return doorstep.count("select count(*) from access_entry where entry_id <= " + upTo);
    }

    /** Transactions of the service that nobody goes on with. */
    List<String> leftHanging() {
        int hanging = doorstep.count("""
                select count(*) from pg_stat_activity where usename = 'doorstep_app'
                and state like 'idle in transaction%' and state_change < clock_timestamp() - interval '20 s'""");
        return hanging == 0 ? List.of() : List.of(hanging + " transactions were left open");
    }

    /** What is wrong with the log by its own proof, and by every checkpoint that was published meanwhile. */
    List<String> proofOf(Published published) throws IOException {
        int last = doorstep.count("select max(entry_id) from access_entry");
        if (!come(() -> doorstep.count("select max(last_entry) from log_checkpoint") >= last)) {
            return List.of("P5: not sealed up to " + last);
        }
        var keys = Published.get(replicas.values().iterator().next(), "/log/keys");
        var verified = Verified.database(doorstep.adminUrl(), keys, published.stop());
        return verified.exit() == 0 ? List.of() : List.of("P5: " + verified.says());
    }

    /** Entries that the receiver was never given. */
    List<String> notSentTo(TlsReceiver siem) {
        var wanted = rows(Long.MIN_VALUE, doorstep.count("select max(last_entry) from log_checkpoint")).stream()
                .map(Row::entry).collect(Collectors.toCollection(TreeSet::new));
        var missing = new TreeSet<>(wanted);
        boolean all = come(() -> {
            Set<Long> has = new HashSet<>();
            siem.numbers().forEach(has::addAll);
            missing.clear();
            wanted.stream().filter(number -> !has.contains(number)).forEach(missing::add);
            return missing.isEmpty();
        });
        return all ? List.of() : List.of("SIEM: " + missing.size() + " entries from " + missing.first() + " to "
                + missing.last() + " were not sent");
    }

    /** Personal data and stack traces of ours in what the services say of themselves. */
    List<String> keptInClear() throws IOException {
        var values = Stream.concat(Stream.of("林晓梅", "欧阳青禾", "幸福里小区3栋2单元501室", "16098765432"),
                IntStream.range(1, 1000).mapToObj("1401234%04d"::formatted)).collect(Collectors.toSet());
        var clear = new ClearText(values);
        var found = new ArrayList<String>();
        for (var service : replicas.values()) {
            var text = Files.readString(service.log(), StandardCharsets.ISO_8859_1);
            found.addAll(clear.found(service.log().getFileName().toString(), text));
            text.lines().filter(line -> line.contains(OUR_FRAME)).limit(3)
                    .forEach(line -> found.add("A stack trace of ours: " + line));
        }
        return found;
    }

    private static boolean come(BooleanSupplier reached) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!reached.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            Installation.pause(Duration.ofMillis(200));
        }
        return true;
    }
}

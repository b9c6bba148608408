package org.doorstep.bridge;

import static org.doorstep.bridge.BridgeTable.utc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.doorstep.accesslog.AccessLog;
import org.doorstep.accesslog.Action;
import org.doorstep.accesslog.Outcome;
import org.doorstep.accesslog.What;
import org.doorstep.identity.Caller;
import org.doorstep.identity.Origin;
import org.doorstep.identity.OutletCode;
import org.doorstep.masking.Phones;
import org.doorstep.vault.Keyring;
import org.jboss.logging.Logger;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** The virtual numbers, by pool: said over the API or in a file, whole each time. What is not said any more retires. */
@ApplicationScoped
class NumberPool {

    /** The pool of all outlets. */
    static final String EVERYBODY = "*";
    /** An outlet's code, the beginning of one, or all. */
    static final String FORM = "\\*|[A-Z0-9]{2,8}|" + OutletCode.FORM;

    private static final Logger LOG = Logger.getLogger(NumberPool.class);
    private static final Pattern NUMBER = Pattern.compile("\\+?[0-9]{5,15}");
    private static final Caller.Machine FILE = new Caller.Machine("numbers-file", Set.of());

    private static final String OWNED = """
            select mac from staff_phone where mac = any ($1)
            union select mac from blind_index where field in ('recipient.phone', 'sender.phone') and mac = any ($1)""";
    private static final String RETIRE = """
            update bridge_number set retired_at = $3 where pool = $1 and retired_at is null and number <> all ($2)""";
    private static final String ADD = """
            insert into bridge_number (number, pool, loaded_at) select told.number, $1, $3 from unnest($2::text[]) as told(number)
            on conflict (number) do update set pool = $1, retired_at = null
            where bridge_number.pool <> $1 or bridge_number.retired_at is not null""";
    private static final String USE = """
            select n.pool, count(*) as numbers,
                   count(*) filter (where exists (select from bridge_party p
                       where p.number = n.number and p.free_at is null)) as in_use,
                   coalesce(sum((select count(*) from bridge_party p where p.number = n.number and p.free_at is null
                       and p.side = 'STAFF')), 0)::bigint as bridges
            from bridge_number n where n.retired_at is null group by n.pool order by n.pool""";

    private final Keyring keyring;
    private final Pool database;
    private final AccessLog log;
    private final Clock clock;
    private final BridgeConfig config;
    private final MultiGauge numbers;
    private final MultiGauge live;

    NumberPool(Keyring keyring, Pool database, AccessLog log, Clock clock, BridgeConfig config, MeterRegistry metrics) {
        this.keyring = keyring;
        this.database = database;
        this.log = log;
        this.clock = clock;
        this.config = config;
        this.numbers = MultiGauge.builder("doorstep.bridge.numbers").register(metrics);
        this.live = MultiGauge.builder("doorstep.bridge.live").register(metrics);
    }

    /** How a pool is used: its numbers, those in use, and the bridges that live over them. */
    record Use(String pool, long numbers, long inUse, long bridges) {
    }

    /** What came of a list of numbers. */
    sealed interface Said {
        record Done(int added, int retired, long entry) implements Said {
        }

        /** Somebody's own numbers, by their places in the list. */
        record Owned(List<Integer> places) implements Said {
        }
    }

    static boolean isNumber(String text) {
        return NUMBER.matcher(Phones.normalised(text)).matches();
    }

    void start(@Observes StartupEvent event) {
        config.numbersFile().ifPresent(file -> load(read(file)).subscribe().with(
                _ -> LOG.infof("Virtual numbers are loaded from %s", file), failure -> LOG.errorf(
                        "Virtual numbers are not loaded from %s: %s", file, failure.getMessage())));
    }

    /** The pools of a file; whatever is unclear stops the start with the line's number. */
    private static Map<String, List<String>> read(Path file) {
        var pools = new TreeMap<String, List<String>>();
        try {
            var lines = Files.readAllLines(file);
            for (int index = 0; index < lines.size(); index++) {
                var line = lines.get(index).strip();
                if (line.isEmpty() || line.startsWith("#")) {
                    continue;
                }
                int comma = line.indexOf(',');
                if (comma < 0 || !line.substring(0, comma).matches(FORM) || !isNumber(line.substring(comma + 1))) {
                    throw new IllegalArgumentException(file + ", line " + (index + 1)
                            + ": a pool and a number, as in SH-PD-01,16000000001");
                }
                pools.computeIfAbsent(line.substring(0, comma), _ -> new ArrayList<>()).add(line.substring(comma + 1));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("doorstep.bridge.numbers-file cannot be read", e);
        }
        return pools;
    }

    private Uni<Void> load(Map<String, List<String>> pools) {
        var loaded = Uni.createFrom().voidItem();
        for (var pool : pools.entrySet()) {
            loaded = loaded.chain(() -> say(FILE, new Origin(Optional.empty(), "local"), pool.getKey(),
                    pool.getValue()).map(said -> {
                        if (said instanceof Said.Owned) {
                            throw new IllegalStateException("pool " + pool.getKey() + " has somebody's own numbers");
                        }
                        return said;
                    }).replaceWithVoid());
        }
        return loaded;
    }

    /** Says which numbers a pool has from now on. Bridges over a number that retires live on until their end. */
    Uni<Said> say(Caller who, Origin origin, String pool, List<String> told) {
        var normalised = new LinkedHashSet<>(told.stream().map(Phones::normalised).toList());
        return keyring.vault().chain(vault -> {
            var indexes = told.stream().map(Phones::normalised).map(vault::phoneIndexes).toList();
            return database.withTransaction(connection -> owned(connection, indexes).chain(places -> places.isEmpty()
                    ? changed(connection, who, origin, pool, normalised.toArray(String[]::new))
                    : Uni.createFrom().item(new Said.Owned(places))));
        });
    }

    private static Uni<List<Integer>> owned(SqlConnection connection, List<List<byte[]>> indexes) {
        return connection.preparedQuery(OWNED)
                .execute(Tuple.tuple()
                        .addValue(indexes.stream().flatMap(List::stream).map(Buffer::buffer).toArray(Buffer[]::new)))
                .map(rows -> {
                    var places = new ArrayList<Integer>();
                    rows.forEach(row -> {
                        for (int index = 0; index < indexes.size(); index++) {
                            if (isAmong(indexes.get(index), row.getBuffer("mac").getBytes())) {
                                places.add(index);
                            }
                        }
                    });
                    return places.stream().distinct().sorted().toList();
                });
    }

    private static boolean isAmong(List<byte[]> indexes, byte[] mac) {
        return indexes.stream().anyMatch(index -> Arrays.equals(index, mac));
    }

    private Uni<Said> changed(SqlConnection connection, Caller who, Origin origin, String pool, String[] told) {
        var parameters = Tuple.of(pool).addArrayOfString(told).addOffsetDateTime(utc(clock.instant()));
        return connection.preparedQuery(RETIRE).execute(parameters).chain(retired -> connection.preparedQuery(ADD)
                .execute(parameters).chain(added -> log.append(connection, log.entry(who, origin,
                        What.of(Action.BRIDGE_NUMBERS).about(pool).asked("SAY", Optional.of(told.length
                                + " numbers, " + added.rowCount() + " new, " + retired.rowCount() + " retired"),
                                Optional.empty()),
                        Outcome.done())).map(entry -> new Said.Done(added.rowCount(), retired.rowCount(), entry))));
    }

    Uni<List<Use>> use() {
        return database.query(USE).execute().map(rows -> {
            var pools = new ArrayList<Use>();
            rows.forEach(row -> pools.add(new Use(row.getString("pool"), row.getLong("numbers"), row.getLong("in_use"),
                    row.getLong("bridges"))));
            return pools;
        });
    }

    @Scheduled(every = "10s", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> measure() {
        return use().invoke(pools -> {
            numbers.register(pools.stream().map(pool -> MultiGauge.Row.of(Tags.of("pool", pool.pool()),
                    pool.numbers())).toList(), true);
            live.register(pools.stream().map(pool -> MultiGauge.Row.of(Tags.of("pool", pool.pool()), pool.bridges()))
                    .toList(), true);
        }).replaceWithVoid().onFailure().recoverWithNull();
    }
}

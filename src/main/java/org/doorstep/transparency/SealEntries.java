package org.doorstep.transparency;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.doorstep.transparency.LogTables.FullBundle;
import org.doorstep.transparency.LogTables.KeptEdge;
import org.doorstep.vault.Keyring;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Seals what was committed: takes entries in the order of their numbers, appends them to the tree and signs its new
 * head, all in one transaction that one node at a time can be in. A node that dies leaves nothing half done; whichever
 * comes next goes on from the last checkpoint. Nobody waits for it (docs/decisions/0008-sealed-in-order.md).
 */
@ApplicationScoped
class SealEntries {

    private static final Logger LOG = Logger.getLogger(SealEntries.class);
    private static final int MOST = 8192;
    /** At least so long between two rounds. */
    private static final Duration SOON = Duration.ofMillis(50);
    /** Any number that no other lock of this database has. */
    private static final String LOCK = "select pg_try_advisory_xact_lock(6962)";
    private static final String PATIENCE = "set local statement_timeout = '60s'";
    private static final String DECIDED = "select decided_entry_number()";
    private static final String ENTRIES = "select " + Leaf.COLUMNS
            + " from access_entry where entry_id > $1 and entry_id <= $2 order by entry_id limit " + MOST;

    private final Pool database;
    private final LogTables tables;
    private final Keyring keyring;
    private final TransparencyConfig config;
    private final Witnesses witnesses;
    private final AtomicLong size = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong sealedAt = new AtomicLong();
    private final Clock clock;
    private final Vertx vertx;
    private volatile boolean stopped;
    private volatile String reason = "";
    private volatile @Nullable Checkpoint known;

    SealEntries(Pool database, LogTables tables, Keyring keyring, TransparencyConfig config, Witnesses witnesses,
            Clock clock, Vertx vertx, MeterRegistry metrics) {
        this.database = database;
        this.tables = tables;
        this.keyring = keyring;
        this.config = config;
        this.witnesses = witnesses;
        this.clock = clock;
        this.vertx = vertx;
        sealedAt.set(clock.millis());
        metrics.gauge("doorstep.log.size", size);
        metrics.gauge("doorstep.log.refused.to.sign", refused);
        metrics.gauge("doorstep.log.behind.seconds", sealedAt, at -> (clock.millis() - at.get()) / 1000.0);
    }

    void start(@Observes StartupEvent event) {
        sealAfter(SOON);
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
    }

    /** Not by the scheduler, which would leave a whole beat out whenever one round takes a little longer than it. */
    private void sealAfter(Duration pause) {
        vertx.setTimer(pause.toMillis(), _ -> {
            if (!stopped) {
                long begun = System.nanoTime();
                seal().subscribe().with(_ -> sealAfter(rest(begun)), _ -> sealAfter(rest(begun)));
            }
        });
    }

    private Duration rest(long begun) {
        var rest = config.sealEvery().minusNanos(System.nanoTime() - begun);
        return rest.compareTo(SOON) > 0 ? rest : SOON;
    }

    private Uni<Void> seal() {
        return keyring.logKeys().map(keys -> new LogSigner(config.origin(), keys)).chain(this::sealAll)
                .onFailure(NotOurLog.class).invoke(this::refuse)
                .invoke(this::upToDate)
                .onFailure().invoke(this::behind)
                .onFailure().recoverWithNull();
    }

    private void upToDate() {
        sealedAt.set(clock.millis());
        reason = "";
    }

    /** Said once, not every second, for as long as the reason is the same. */
    private void behind(Throwable failure) {
        var why = String.valueOf(failure.getMessage());
        if (!why.equals(reason)) {
            reason = why;
            LOG.warnf("Sealing is tried again until it works: %s", why);
        }
    }

    private Uni<Void> sealAll(LogSigner signer) {
        return database.withTransaction(connection -> sealNext(connection, signer)).chain(sealed -> {
            sealed.checkpoint().ifPresent(this::published);
            return sealed.more() ? sealAll(signer) : Uni.createFrom().voidItem();
        });
    }

    /** What a transaction came to: the newest checkpoint if this node was let in, and whether more entries wait. */
    private record Sealed(Optional<Checkpoint> checkpoint, boolean more) {
    }

    private Uni<Sealed> sealNext(SqlConnection connection, LogSigner signer) {
        return connection.query(LOCK).execute().chain(rows -> rows.iterator().next().getBoolean(0)
                ? tables.head(connection).chain(head -> grow(connection, signer, head))
                : Uni.createFrom().item(new Sealed(Optional.empty(), false)));
    }

    private Uni<Sealed> grow(SqlConnection connection, LogSigner signer, Optional<Checkpoint> head) {
        return head.isEmpty()
                ? begin(connection, signer)
                : tables.edge(connection, head.get().size())
                        .invoke(kept -> check(signer, head.get(), kept.edge()))
                        .chain(kept -> decided(connection, head.get())
                                .emitOn(Infrastructure.getDefaultWorkerPool())
                                .chain(rows -> append(connection, signer, head.get(), kept, rows)));
    }

    private Uni<Sealed> begin(SqlConnection connection, LogSigner signer) {
        var first = new Checkpoint(0, Merkle.EMPTY, 0, signer.sign(0, Merkle.EMPTY));
        return tables.append(connection, first).replaceWith(new Sealed(Optional.of(first), true));
    }

    /** Nothing is added to a head that this log did not sign, that lost what was published, or that does not add up. */
    private void check(LogSigner signer, Checkpoint head, Edge edge) {
        if (!signer.signed(head)) {
            throw new NotOurLog("the newest checkpoint, of " + head.size() + " entries, is not signed by this log");
        }
        var last = known;
        if (last != null && head.contradicts(last)) {
            throw new NotOurLog("the log had " + last.size() + " entries and is now rolled back to " + head.size());
        }
        witnesses.ahead().forEach((witness, seen) -> {
            throw new NotOurLog("witness " + witness + " has seen " + seen + " entries, and there are " + head.size());
        });
        if (!edge.isWhole() || !head.hasRoot(edge.root())) {
            throw new NotOurLog("the edge of the tree does not fit its checkpoint of " + head.size() + " entries");
        }
    }

    private static Uni<RowSet<Row>> decided(SqlConnection connection, Checkpoint head) {
        return connection.query(PATIENCE).execute().chain(() -> connection.query(DECIDED).execute())
                .chain(rows -> connection.preparedQuery(ENTRIES)
                        .execute(Tuple.of(head.lastEntry(), rows.iterator().next().getLong(0))));
    }

    private Uni<Sealed> append(SqlConnection connection, LogSigner signer, Checkpoint head, KeptEdge kept,
            RowSet<Row> rows) {
        if (rows.size() == 0) {
            return Uni.createFrom().item(new Sealed(Optional.of(head), false));
        }
        var leaves = new ArrayList<>(kept.leaves());
        var hashes = new ArrayList<byte[]>(rows.size());
        long last = head.lastEntry();
        for (var row : rows) {
            var leaf = Leaf.of(row);
            leaves.add(leaf);
            hashes.add(Merkle.leaf(leaf));
            last = row.getLong("entry_id");
        }
        var grown = kept.edge().append(hashes);
        var edge = grown.edge();
        var root = edge.root();
        var checkpoint = new Checkpoint(edge.size(), root, last, signer.sign(edge.size(), root));
        var bundles = bundles(leaves, kept.edge().tile(0));
        var open = leaves.subList(bundles.size() * Hashes.WIDTH, leaves.size());
        return tables.append(connection, grown.full(), bundles)
                .chain(() -> tables.replace(connection, new KeptEdge(edge, open)))
                .chain(() -> tables.append(connection, checkpoint))
                .replaceWith(new Sealed(Optional.of(checkpoint), rows.size() == MOST));
    }

    private static List<FullBundle> bundles(List<byte[]> leaves, long firstTile) {
        var bundles = new ArrayList<FullBundle>();
        for (int from = 0; from + Hashes.WIDTH <= leaves.size(); from += Hashes.WIDTH) {
            var bundle = leaves.subList(from, from + Hashes.WIDTH);
            bundles.add(new FullBundle(firstTile + bundles.size(), Leaf.entry(bundle.getFirst()),
                    Leaf.entry(bundle.getLast()), Bundle.of(bundle)));
        }
        return bundles;
    }

    private void published(Checkpoint checkpoint) {
        known = checkpoint;
        size.set(checkpoint.size());
        refused.set(0);
    }

    private void refuse(Throwable why) {
        refused.set(1);
        if (reason.equals(why.getMessage())) {
            return;
        }
        LOG.errorf("No checkpoint is signed: %s. Compare with what witnesses and auditors keep (docs/log.md)",
                why.getMessage());
    }
}

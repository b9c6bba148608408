package org.doorstep.transparency;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.transparency.Edge.FullTile;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;

/** Tiles, bundles and checkpoints as they are kept. Everything but the edge is only ever appended. */
@ApplicationScoped
class LogTables {

    private static final String CHECKPOINT = "select size, root, last_entry, note from log_checkpoint";
    private static final String COSIGNED = "select line from log_cosignature where size = $1 order by witness";
    private static final String COSIGNED_BY = " where size = (select size from log_cosignature where size > $1"
            + " group by size having count(*) >= $2 order by size desc limit 1)";
    private static final String TILE = """
            select hashes from log_tile where level = $1 and tile = $2
            union all select hashes from log_edge where level = $1 and tile = $2""";
    private static final String BUNDLE = """
            select leaves from log_bundle where tile = $1
            union all select hashes from log_edge where level = -1 and tile = $1""";
    private static final String BUNDLE_OF_ENTRY = """
            (select tile, leaves from log_bundle where first_entry <= $1 and last_entry >= $1
             order by first_entry desc limit 1)
            union all select tile, hashes from log_edge where level = -1""";

    private final Pool database;
    private final Clock clock;

    LogTables(Pool database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** The newest checkpoint. */
    Uni<Optional<Checkpoint>> head(SqlClient client) {
        return client.preparedQuery(CHECKPOINT + " order by size desc limit 1").execute().map(LogTables::first);
    }

    Uni<Optional<Checkpoint>> head() {
        return head(database);
    }

    /** The newest checkpoint of more than {@code index} leaves that so many witnesses cosigned. */
    Uni<Optional<Checkpoint>> cosigned(long index, int quorum) {
        return database.preparedQuery(CHECKPOINT + COSIGNED_BY).execute(Tuple.of(index, (long) quorum))
                .map(LogTables::first);
    }

    Uni<Optional<Checkpoint>> ofSize(long size) {
        return database.preparedQuery(CHECKPOINT + " where size = $1").execute(Tuple.of(size)).map(LogTables::first);
    }

    /** The checkpoint with the lines of those who cosigned it. */
    Uni<SignedNote> withCosignatures(Checkpoint checkpoint) {
        return database.preparedQuery(COSIGNED).execute(Tuple.of(checkpoint.size())).map(rows -> {
            var note = checkpoint.note();
            for (var row : rows) {
                note = note.with(row.getString("line"));
            }
            return note;
        });
    }

    private static Optional<Checkpoint> first(Iterable<Row> rows) {
        var first = rows.iterator();
        if (!first.hasNext()) {
            return Optional.empty();
        }
        var row = first.next();
        return Optional.of(new Checkpoint(row.getLong("size"), row.getBuffer("root").getBytes(),
                row.getLong("last_entry"), SignedNote.parse(row.getString("note"))));
    }

    /** The edge of the tree of that size, and the leaves of the bundle that is not full. */
    record KeptEdge(Edge edge, List<byte[]> leaves) {
    }

    Uni<KeptEdge> edge(SqlClient client, long size) {
        return client.preparedQuery("select level, hashes from log_edge order by level").execute().map(rows -> {
            var levels = new ArrayList<Hashes>();
            var leaves = List.<byte[]>of();
            for (var row : rows) {
                var bytes = row.getBuffer("hashes").getBytes();
                if (row.getInteger("level") == Tile.ENTRIES) {
                    leaves = Bundle.leaves(bytes);
                } else {
                    levels.add(new Hashes(bytes));
                }
            }
            return new KeptEdge(new Edge(size, levels), leaves);
        });
    }

    /** A bundle that became full. */
    @SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
    record FullBundle(long tile, long firstEntry, long lastEntry, byte[] leaves) {
    }

    Uni<Void> append(SqlClient client, List<FullTile> tiles, List<FullBundle> bundles) {
        return batch(client, "insert into log_tile (level, tile, hashes) values ($1, $2, $3)", tiles.stream()
                .map(full -> Tuple.of(full.level(), full.tile(), Buffer.buffer(full.hashes().bytes()))).toList())
                .chain(() -> batch(client,
                        "insert into log_bundle (tile, first_entry, last_entry, leaves) values ($1, $2, $3, $4)",
                        bundles.stream().map(full -> Tuple.of(full.tile(), full.firstEntry(), full.lastEntry(),
                                Buffer.buffer(full.leaves()))).toList()));
    }

    Uni<Void> replace(SqlClient client, KeptEdge kept) {
        var edge = kept.edge();
        var rows = new ArrayList<Tuple>();
        rows.add(Tuple.of(Tile.ENTRIES, edge.tile(0), Buffer.buffer(Bundle.of(kept.leaves()))));
        for (int level = 0; level < edge.levels().size(); level++) {
            rows.add(Tuple.of(level, edge.tile(level), Buffer.buffer(edge.at(level).bytes())));
        }
        return batch(client, """
                insert into log_edge (level, tile, hashes) values ($1, $2, $3)
                on conflict (level) do update set tile = excluded.tile, hashes = excluded.hashes""", rows);
    }

    Uni<Void> append(SqlClient client, Checkpoint checkpoint) {
        return client.preparedQuery("""
                insert into log_checkpoint (size, root, last_entry, signed_at, note) values ($1, $2, $3, $4, $5)""")
                .execute(Tuple.of(checkpoint.size(), Buffer.buffer(checkpoint.root()), checkpoint.lastEntry(),
                        clock.instant().atOffset(ZoneOffset.UTC), checkpoint.note().toString()))
                .replaceWithVoid();
    }

    Uni<Void> cosigned(long size, String witness, String line) {
        return database.preparedQuery("""
                insert into log_cosignature (size, witness, cosigned_at, line) values ($1, $2, $3, $4)
                on conflict do nothing""")
                .execute(Tuple.of(size, witness, clock.instant().atOffset(ZoneOffset.UTC), line)).replaceWithVoid();
    }

    private static Uni<Void> batch(SqlClient client, String statement, List<Tuple> rows) {
        return rows.isEmpty() ? Uni.createFrom().voidItem()
                : client.preparedQuery(statement).executeBatch(rows).replaceWithVoid();
    }

    /** The bytes of a tile, or of a bundle, in the width that was asked for; nothing if the log is not that large. */
    Uni<Optional<byte[]>> bytes(Tile tile) {
        return tile.level() == Tile.ENTRIES ? bundle(tile) : hashes(tile).map(found -> found.map(Hashes::bytes));
    }

    private Uni<Optional<byte[]>> bundle(Tile tile) {
        return database.preparedQuery(BUNDLE).execute(Tuple.of(tile.index())).map(rows -> {
            for (var row : rows) {
                var leaves = Bundle.leaves(row.getBuffer("leaves").getBytes());
                if (leaves.size() >= tile.width()) {
                    return Optional.of(Bundle.of(leaves.subList(0, tile.width())));
                }
            }
            return Optional.empty();
        });
    }

    Uni<Optional<Hashes>> hashes(Tile tile) {
        return database.preparedQuery(TILE).execute(Tuple.of(tile.level(), tile.index())).map(rows -> {
            for (var row : rows) {
                var hashes = new Hashes(row.getBuffer("hashes").getBytes());
                if (hashes.count() >= tile.width()) {
                    return Optional.of(hashes.first(tile.width()));
                }
            }
            return Optional.empty();
        });
    }

    /** All of these tiles, which the log has because a checkpoint covers them. */
    Uni<Map<Tile, Hashes>> hashes(Collection<Tile> tiles) {
        return Multi.createFrom().iterable(tiles)
                .onItem().transformToUniAndConcatenate(tile -> hashes(tile).map(hashes -> Map.entry(tile,
                        hashes.orElseThrow(() -> new IllegalStateException("the log lacks " + tile)))))
                .collect().in(HashMap::new, (all, one) -> all.put(one.getKey(), one.getValue()));
    }

    /** The bundle that holds an entry if the log does: its index and leaves. */
    record FoundBundle(long tile, List<byte[]> leaves) {
    }

    Uni<Optional<FoundBundle>> bundleOf(long entry) {
        return database.preparedQuery(BUNDLE_OF_ENTRY).execute(Tuple.of(entry)).map(rows -> {
            var first = rows.iterator();
            return first.hasNext() ? Optional.of(found(first.next())) : Optional.empty();
        });
    }

    private static FoundBundle found(Row row) {
        return new FoundBundle(row.getLong("tile"), Bundle.leaves(row.getBuffer("leaves").getBytes()));
    }
}

package org.doorstep.verifier;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;

import org.jspecify.annotations.Nullable;

/** A log in the tables of its service. */
final class DatabaseTiles implements TileSource {

    private static final String CHECKPOINT = "select note from log_checkpoint order by size desc limit 1";
    private static final String TILE = "select hashes from log_tile where level = ? and tile = ?";
    private static final String BUNDLE = "select leaves from log_bundle where -1 = ? and tile = ?";
    private static final String EDGE = "select hashes from log_edge where level = ? and tile = ?";
    private static final String COSIGNATURES = """
        select string_agg(line, '') from (
          select regexp_replace(line, '\\n*$', E'\\n') as line from log_cosignature
          where size = (select max(size) from log_checkpoint) order by cosigned_at) lines""";

    private final Database database;

    DatabaseTiles(Database database) {
        this.database = database;
    }

    /** The newest checkpoint with its cosignatures. */
    @Override
    public byte[] checkpoint() {
        var note = database.use(connection -> text(connection, CHECKPOINT));
        if (note == null) {
            throw new CannotCheck("The database has no checkpoint yet.");
        }
        var cosignatures = database.use(connection -> text(connection, COSIGNATURES));
        return (note + (cosignatures == null ? "" : cosignatures)).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte @Nullable [] read(TilePath path) {
        var sql = !path.isFull() ? EDGE : path.level() == TilePath.ENTRIES ? BUNDLE : TILE;
        return database.use(connection -> {
            try (var statement = connection.prepareStatement(sql)) {
                statement.setInt(1, path.level());
                statement.setLong(2, path.index());
                var result = statement.executeQuery();
                return result.next() ? result.getBytes(1) : null;
            }
        });
    }

    private static @Nullable String text(Connection connection, String sql) throws SQLException {
        try (var statement = connection.prepareStatement(sql); var result = statement.executeQuery()) {
            return result.next() ? result.getString(1) : null;
        }
    }
}

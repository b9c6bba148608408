package org.doorstep.verifier;

import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** The table {@code access_entry}, at the database's moment. */
final class Table {

    private static final String TAIL = """
        select count(*) filter (where entry_id > sealed.last), min(at) filter (where entry_id > sealed.last),
          count(*) filter (where entry_id <= sealed.last)
        from access_entry,
          (select greatest(?, coalesce((select last_entry from log_checkpoint order by size desc limit 1), -1)) as last)
          sealed
        where entry_id > ?""";
    private static final String ERASURES = """
        select entry_id from access_entry where entry_id > ? and action = 'LOG_ERASURE' and decision = 'GRANTED'""";

    private final Database database;

    /**
     * Rows that are younger than the tree.
     *
     * @param waiting not sealed yet
     * @param oldest  of these
     * @param later   sealed, but after the checkpoint that is being checked
     */
    record Tail(long waiting, @Nullable Instant oldest, long later, Set<Long> erasures) {
    }

    Table(Database database) {
        this.database = database;
    }

    RowCursor rows(long from, long before) {
        return new RowCursor(database, from, before);
    }

    Tail tail(long last) {
        return database.use(connection -> {
            var erasures = new HashSet<Long>();
            try (var statement = connection.prepareStatement(ERASURES)) {
                statement.setLong(1, last);
                var rows = statement.executeQuery();
                while (rows.next()) {
                    erasures.add(rows.getLong(1));
                }
            }
            try (var statement = connection.prepareStatement(TAIL)) {
                statement.setLong(1, last);
                statement.setLong(2, last);
                var row = statement.executeQuery();
                if (!row.next()) {
                    throw new SQLException("An aggregate without a row");
                }
                var oldest = row.getObject(2, OffsetDateTime.class);
                return new Tail(row.getLong(1), oldest == null ? null : oldest.toInstant(), row.getLong(3), erasures);
            }
        });
    }
}

package org.doorstep.verifier;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

import org.jspecify.annotations.Nullable;

/** Rows of a range of entry numbers, in their order, a few at a time. For one thread. */
final class RowCursor implements AutoCloseable {

    private static final String ROWS = "select " + AccessRow.COLUMNS
            + " from access_entry where entry_id >= ? and entry_id < ? order by entry_id";
    private static final int AT_A_TIME = 2000;

    private final Database database;
    private final Connection connection;
    private final PreparedStatement statement;
    private final ResultSet rows;
    private @Nullable AccessRow ahead;

    RowCursor(Database database, long from, long before) {
        this.database = database;
        try {
            connection = database.borrow();
            statement = connection.prepareStatement(ROWS);
            statement.setFetchSize(AT_A_TIME);
            statement.setLong(1, from);
            statement.setLong(2, before);
            rows = statement.executeQuery();
        } catch (SQLException e) {
            throw Database.failed(e);
        }
    }

    /** The next row, without taking it; null at the end. */
    @Nullable
    AccessRow peek() {
        if (ahead == null) {
            try {
                ahead = rows.next() ? AccessRow.of(rows) : null;
            } catch (SQLException e) {
                throw Database.failed(e);
            }
        }
        return ahead;
    }

    void take() {
        ahead = null;
    }

    @Override
    public void close() {
        try {
            statement.close();
            database.giveBack(connection);
        } catch (SQLException e) {
            throw Database.failed(e);
        }
    }
}

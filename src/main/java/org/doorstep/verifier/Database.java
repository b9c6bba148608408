package org.doorstep.verifier;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedDeque;

import org.jspecify.annotations.Nullable;

/**
 * The log's database at one moment: every connection sees the snapshot of the first one. Reads only. Safe for use by
 * many threads.
 */
final class Database implements AutoCloseable {

    private final String url;
    private final Properties properties = new Properties();
    private final Connection keeper;
    private final String snapshot;
    private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();

    /** Uses a connection. */
    interface Use<T extends @Nullable Object> {
        T with(Connection connection) throws SQLException;
    }

    Database(String url, @Nullable String user, @Nullable String password) {
        this.url = url;
        if (user != null) {
            properties.setProperty("user", user);
        }
        if (password != null) {
            properties.setProperty("password", password);
        }
        properties.setProperty("prepareThreshold", "-1");
        properties.setProperty("ApplicationName", "doorstep-verifier");
        properties.setProperty("readOnly", "true");
        try {
            keeper = connect();
            snapshot = exported(keeper);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    <T extends @Nullable Object> T use(Use<T> use) {
        try {
            var connection = borrow();
            T result = use.with(connection);
            idle.push(connection);
            return result;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    Connection borrow() throws SQLException {
        var connection = idle.poll();
        if (connection != null) {
            return connection;
        }
        var fresh = connect();
        try (var statement = fresh.createStatement()) {
            statement.execute("set transaction snapshot '" + snapshot + "'");
            // Rows are wanted in the order of the primary key: never sort the whole table for it.
            statement.execute("set local enable_sort = off");
        }
        return fresh;
    }

    void giveBack(Connection connection) {
        idle.push(connection);
    }

    static CannotCheck failed(SQLException e) {
        return new CannotCheck("The database did not answer (SQLSTATE " + e.getSQLState()
                + "). The role needs to read access_entry and the tables log_*, as doorstep_auditor may.", e);
    }

    private Connection connect() throws SQLException {
        var connection = DriverManager.getConnection(url, properties);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        return connection;
    }

    private static String exported(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery("select pg_export_snapshot()")) {
            result.next();
            return result.getString(1);
        }
    }

    @Override
    public void close() {
        try {
            for (var connection = idle.poll(); connection != null; connection = idle.poll()) {
                connection.close();
            }
            keeper.close();
        } catch (SQLException e) {
            throw failed(e);
        }
    }
}

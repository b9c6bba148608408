package org.doorstep.stack;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.eclipse.microprofile.config.ConfigProvider;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The test's own database and Redis seen from behind: what an administrator with every right, a thief of a copy or the
 * application's role itself could do without the service.
 */
public final class Backstage {

    private static final int REDIS_DATABASE = 1;

    private Backstage() {
    }

    /** A connection of the superuser, who may do everything. */
    public static Connection superuser() {
        return connection(setting("doorstep.test.admin-url"), "postgres", "");
    }

    /** A connection of the role that the service itself has. */
    public static Connection application() {
        return connection(setting("doorstep.test.admin-url"), setting("quarkus.datasource.username"),
                setting("quarkus.datasource.password"));
    }

    /** A connection with the rights of the auditor's role and no others. */
    public static Connection auditor() {
        var connection = superuser();
        run(connection, "set session authorization doorstep_auditor");
        return connection;
    }

    /** The rows of a query by the superuser, columns by name. */
    public static List<Map<String, Object>> rows(String sql, Object... parameters) {
        try (var connection = superuser();
                var statement = prepared(connection, sql, parameters);
                var result = statement.executeQuery()) {
            var rows = new ArrayList<Map<String, Object>>();
            while (result.next()) {
                var row = new LinkedHashMap<String, Object>();
                for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
                    row.put(result.getMetaData().getColumnLabel(column), result.getObject(column));
                }
                rows.add(row);
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A number that a query of the superuser gives. */
    public static long count(String sql, Object... parameters) {
        return ((Number) rows(sql, parameters).getFirst().values().iterator().next()).longValue();
    }

    /** How many rows a statement of the superuser changed. */
    public static int change(String sql, Object... parameters) {
        try (var connection = superuser(); var statement = prepared(connection, sql, parameters)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs a statement; null, or PostgreSQL's code for why it would not (SQLSTATE). */
    public static @org.jspecify.annotations.Nullable String refusal(Connection connection, String sql) {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
            return null;
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }

    /** Makes Redis forget what has been counted, so that a test begins with all limits whole. */
    public static void forgetLimits() {
        redis("FLUSHDB");
    }

    /** Redis's answer to a command in the tests' database: text, number, list or null. */
    public static @org.jspecify.annotations.Nullable Object redis(String... command) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(),
                Integer.parseInt(setting("doorstep.test.redis-port")));
                var in = new BufferedInputStream(socket.getInputStream())) {
            send(socket, "SELECT", Integer.toString(REDIS_DATABASE));
            answer(in);
            send(socket, command);
            return answer(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void send(Socket socket, String... command) throws IOException {
        var request = new StringBuilder("*" + command.length + "\r\n");
        for (var part : command) {
            request.append('$').append(part.getBytes(StandardCharsets.UTF_8).length).append("\r\n").append(part)
                    .append("\r\n");
        }
        socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static @org.jspecify.annotations.Nullable Object answer(InputStream in) throws IOException {
        var line = line(in);
        int length = line.startsWith("$") || line.startsWith("*") ? Integer.parseInt(line.substring(1)) : 0;
        return switch (line.charAt(0)) {
            case '+' -> line.substring(1);
            case ':' -> Long.valueOf(line.substring(1));
            case '$' -> length < 0 ? null : text(in, length);
            case '*' -> {
                var list = new ArrayList<@org.jspecify.annotations.Nullable Object>();
                for (int item = 0; item < length; item++) {
                    list.add(answer(in));
                }
                yield list;
            }
            default -> throw new IOException("Redis: " + line);
        };
    }

    private static String text(InputStream in, int length) throws IOException {
        var text = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        in.skipNBytes(2);
        return text;
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int sign = in.read(); sign != '\r' && sign != -1; sign = in.read()) {
            line.append((char) sign);
        }
        in.skipNBytes(1);
        return line.toString();
    }

    private static PreparedStatement prepared(Connection connection, String sql, Object... parameters)
            throws SQLException {
        var statement = connection.prepareStatement(sql);
        for (int index = 0; index < parameters.length; index++) {
            statement.setObject(index + 1, parameters[index]);
        }
        return statement;
    }

    private static void run(Connection connection, String sql) {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Connection connection(String url, String user, String password) {
        try {
            var source = new PGSimpleDataSource();
            source.setUrl(url);
            source.setUser(user);
            source.setPassword(password);
            return source.getConnection();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String setting(String name) {
        return ConfigProvider.getConfig().getValue(name, String.class);
    }
}

package org.doorstep.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

import org.doorstep.stack.Backstage;
import org.doorstep.stack.LocalStackResource;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/**
 * The walk can be spread over several databases by the waybill number. Tried on PostgreSQL's own partitions: a statement
 * whose plan reads one partition of each table by its number is one that a router can send to one shard. It is not
 * Citus, which has more rules of its own (docs/operations.md, Capacity).
 */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
class ShardedWalkTest {

    private static final List<String> WALK = List.of("parcel", "assignment", "ticket", "sealed_record", "lease",
            "bridge",
            "call");
    private static final List<String> CLASSES = List.of("view.FactsQuery", "view.ListRun", "view.FindByPhone",
            "parcel.IntakeStore", "parcel.KeepTicket", "parcel.PlanRun", "bridge.BridgeTable", "bridge.CallTable");
    private static final Pattern SQL = Pattern.compile("(?s)\\s*(with|select|insert|update)\\b.*\\$1.*");
    private static final Pattern SHARD = Pattern.compile("\"Relation Name\": \"([a-z_]+)_shard([0-9]+)\"");
    private static final int SHARDS = 8;

    /** Statements that ask several shards, and why that is so. */
    private static final Map<String, String> SEVERAL = Map.ofEntries(
            Map.entry("view.ListRun.LIST", "a courier's run: one statement a run, answered from all shards"),
            Map.entry("view.FindByPhone.SQL", "a search by blind index: the number names no waybill"),
            Map.entry("parcel.IntakeStore.KNOWN", "a batch of parcels"),
            Map.entry("parcel.PlanRun.LOCK", "a whole run is planned at once"),
            Map.entry("parcel.PlanRun.END", "a whole run is planned at once"),
            Map.entry("parcel.PlanRun.TOUCH", "a whole run is planned at once"),
            Map.entry("parcel.PlanRun.COUNT", "what a courier carries"),
            Map.entry("bridge.CallTable.FIND", "a call names number and caller; they find the bridge"),
            Map.entry("bridge.CallTable.RINGING", "the telephone side tells of a call by its id alone"),
            Map.entry("bridge.CallTable.ANSWERED", "the telephone side tells of a call by its id alone"),
            Map.entry("bridge.CallTable.ENDED", "the telephone side tells of a call by its id alone"),
            Map.entry("bridge.CallTable.UP", "the telephone side tells of a call by its id alone"));

    /** Unique indexes without the waybill: what would have to go before the table can be distributed, and why it can. */
    private static final Map<String, String> UNIQUE_ELSEWHERE = Map.of(
            "bridge.bridge_id", "a random UUID: unique without being watched",
            "call.call_id", "a UUID of provider and call: unique without being watched");

    @Test
    void statementsOfTheWalkAskOneShard() throws SQLException {
        var several = new TreeSet<String>();
        try (var connection = Backstage.superuser()) {
            connection.setAutoCommit(false);
            shard(connection);
            for (var statement : statements().entrySet()) {
                if (shards(connection, statement.getValue()) > 1) {
                    several.add(statement.getKey());
                }
            }
            connection.rollback();
        }

        assertEquals(new TreeSet<>(SEVERAL.keySet()), several);
    }

    @Test
    void keysOfTheWalkBeginWithTheWaybill() {
        assertEquals(List.of(), Backstage.rows("""
                select c.relname, a.attname from pg_index i join pg_class c on c.oid = i.indrelid
                join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
                where i.indisprimary and c.relname = any (?) and a.attname <> 'waybill'""", (Object) tables()));
    }

    @Test
    void uniqueIndexesOfTheWalkHaveTheWaybill() {
        var without = Backstage.rows("""
                select c.relname || '.' || x.relname as name from pg_index i join pg_class c on c.oid = i.indrelid
                join pg_class x on x.oid = i.indexrelid
                where i.indisunique and c.relname = any (?) and not exists (
                  select from pg_attribute a where a.attrelid = c.oid and a.attname = 'waybill' and a.attnum = any (i.indkey))
                """, (Object) tables()).stream().map(row -> row.get("name")).toList();

        assertEquals(UNIQUE_ELSEWHERE.keySet(), Set.copyOf(without));
    }

    @Test
    void referencesWithinTheWalkHaveTheWaybill() {
        assertEquals(List.of(), Backstage.rows("""
                select k.conname from pg_constraint k join pg_class c on c.oid = k.conrelid
                join pg_class f on f.oid = k.confrelid
                where k.contype = 'f' and c.relname = any (?) and f.relname = any (?) and not exists (
                  select from pg_attribute a where a.attrelid = c.oid and a.attname = 'waybill' and a.attnum = any (k.conkey))
                """, tables(), tables()));
    }

    private static String[] tables() {
        return WALK.toArray(String[]::new);
    }

    /** The same tables in another schema, partitioned; what is looked for there first is found there. */
    private static void shard(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("create schema sharded");
            for (var table : WALK) {
                statement.execute(
                        "create table sharded.%1$s (like public.%1$s including defaults) partition by hash (waybill)"
                                .formatted(table));
                for (int shard = 0; shard < SHARDS; shard++) {
                    statement.execute("create table sharded.%1$s_shard%2$d partition of sharded.%1$s for values with "
                            .formatted(table, shard) + "(modulus %d, remainder %d)".formatted(SHARDS, shard));
                }
                var key = Backstage
                        .rows("select pg_get_constraintdef(oid) as key from pg_constraint where contype = 'p' "
                                + "and conrelid = ?::regclass", table)
                        .getFirst().get("key");
                statement.execute("alter table sharded." + table + " add " + key);
            }
            statement.execute("set local search_path = sharded, public");
            statement.execute("set local plan_cache_mode = force_custom_plan");
        }
    }

    /** How many shards of one table a statement reads at most. */
    private static int shards(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("prepare asked as " + sql);
            var types = statement.executeQuery("select unnest(parameter_types)::text from pg_prepared_statements "
                    + "where name = 'asked'");
            var values = new ArrayList<String>();
            while (types.next()) {
                values.add(value(types.getString(1)));
            }
            var plan = statement
                    .executeQuery("explain (format json) execute asked (" + String.join(", ", values) + ")");
            assertTrue(plan.next());
            var text = plan.getString(1);
            statement.execute("deallocate asked");
            var read = new TreeMap<String, Set<String>>();
            SHARD.matcher(text).results().forEach(match -> read.computeIfAbsent(match.group(1), _ -> new TreeSet<>())
                    .add(match.group(2)));
            return read.values().stream().mapToInt(Set::size).max().orElse(0);
        }
    }

    private static String value(String type) {
        return switch (type) {
            case "text", "character varying" -> "'TS000000000001'";
            case "text[]" -> "'{TS000000000001,TS000000000002,TS000000000003}'";
            case "uuid" -> "'00000000-0000-0000-0000-000000000001'";
            case "date" -> "current_date";
            case "timestamp with time zone" -> "now()";
            case "boolean" -> "true";
            case "interval" -> "'1 hour'";
            case "bytea" -> "'\\x00'";
            default -> type.endsWith("[]") ? "'{}'" : "1";
        };
    }

    /** The statements that are constants of the walk's classes, by class and name. */
    private static Map<String, String> statements() {
        var statements = new TreeMap<String, String>();
        for (var name : CLASSES) {
            try {
                for (var field : Class.forName("org.doorstep." + name).getDeclaredFields()) {
                    if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
                        field.setAccessible(true);
                        var sql = (String) field.get(null);
                        if (SQL.matcher(sql).matches() && !sql.contains("%")) {
                            statements.put(name + "." + field.getName(), sql);
                        }
                    }
                }
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
        statements.put("view.Disclosure", disclosure());
        assertTrue(statements.size() > 20, statements.keySet()::toString);
        return statements;
    }

    private static String disclosure() {
        try {
            var shape = Class.forName("org.doorstep.view.Disclosure$Shape").getDeclaredConstructors()[0];
            shape.setAccessible(true);
            var one = shape.newInstance(Set.of(org.doorstep.vault.SealedField.RECIPIENT_NAME), true);
            var sql = Class.forName("org.doorstep.view.Disclosure").getDeclaredMethod("sql", one.getClass());
            sql.setAccessible(true);
            return (String) sql.invoke(null, one);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}

package org.doorstep.accesslog;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Tuple;

/** Which entries: those that match all that is given. */
public final class LogFilter {

    /** Every entry. */
    public static final LogFilter ALL = new LogFilter(List.of());

    /** Numbers rise with time but for the clocks of several nodes, so a window of time is one of numbers, and an hour. */
    private static final String SINCE = "at >= $%d and entry_id > (select entry_before($%d::timestamptz - interval '1 hour'))";
    private static final String UNTIL = "at < $%d and entry_id <= (select entry_before($%d::timestamptz + interval '1 hour'))";
    /** The conditions of the three indexes by recipient, word for word. */
    private static final String OF_RECIPIENT = """
            (recipient_ref = any($%d) and action = 'VIEW' and decision = 'GRANTED'
            or recipient_ref = any($%d) and action = 'SEARCH' and decision = 'GRANTED'
            or recipient_ref = any($%d) and not (action in ('VIEW', 'SEARCH') and decision = 'GRANTED'))""";

    private final List<Condition> conditions;

    private LogFilter(List<Condition> conditions) {
        this.conditions = List.copyOf(conditions);
    }

    /**
     * One condition.
     *
     * @param sql with {@code $%d} for each value
     * @param words how it is told in an entry: numbers and names of the log itself
     */
    private record Condition(String sql, String words, List<Object> values) {
    }

    /** Also this value in a column. */
    LogFilter equal(String name, String column, @Nullable Object value) {
        return value == null ? this : and(column + " = $%d", name + "=" + value, value.toString());
    }

    /** Only the entry of this number. */
    LogFilter entry(long number) {
        return and("entry_id = $%d", "entry=" + number, number);
    }

    /** Also shown in this form: {@code recipient.phone=FULL}. */
    LogFilter shown(@Nullable String field) {
        return field == null ? this : and("$%d = any(fields)", "form=" + field, field);
    }

    /** Also of this recipient, by the blind indexes of their phone number, the newest generation's first. */
    public LogFilter recipient(List<byte[]> indexes) {
        var refs = indexes.stream().map(Buffer::buffer).toArray(Buffer[]::new);
        return and(OF_RECIPIENT, "recipient=" + HexFormat.of().formatHex(indexes.getFirst()), refs, refs, refs);
    }

    LogFilter from(Optional<Instant> from) {
        return from.map(at -> at.atOffset(ZoneOffset.UTC))
                .map(at -> and(SINCE, "from=" + at.toInstant(), at, at)).orElse(this);
    }

    LogFilter to(Optional<Instant> to) {
        return to.map(at -> at.atOffset(ZoneOffset.UTC))
                .map(at -> and(UNTIL, "to=" + at.toInstant(), at, at)).orElse(this);
    }

    /** Nothing at all once a person's standing is no longer the one of this epoch. */
    LogFilter whileStanding(String staffId, long epoch) {
        return and("exists (select from staff where staff_id = $%d and epoch = $%d)", "", staffId, epoch);
    }

    private LogFilter and(String sql, String words, Object... values) {
        var all = new ArrayList<>(conditions);
        all.add(new Condition(sql, words, List.of(values)));
        return new LogFilter(all);
    }

    /** The conditions in SQL, beginning with {@code and}; their values are added to the parameters. */
    String and(Tuple parameters) {
        var sql = new StringBuilder();
        for (var condition : conditions) {
            var numbers = new ArrayList<Integer>();
            for (var value : condition.values()) {
                parameters.addValue(value);
                numbers.add(parameters.size());
            }
            sql.append(" and ").append(condition.sql().formatted(numbers.toArray()));
        }
        return sql.toString();
    }

    /** What was asked for, for the entry that says so. */
    String inWords() {
        return "{" + String.join(", ", conditions.stream().map(Condition::words).sorted().toList()) + "}";
    }
}

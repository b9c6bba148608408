package org.doorstep.accesslog;

import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/** Finds entries. Whoever asks has been admitted before, or is no person. */
@ApplicationScoped
public class LogEntries {

    private static final String SELECT = "select " + EntryView.COLUMNS + " from access_entry where ";

    private final Pool database;

    LogEntries(Pool database) {
        this.database = database;
    }

    /** Older than a number, newest first. */
    Uni<List<EntryView>> before(long number, LogFilter filter, int most) {
        var parameters = Tuple.of(number, most);
        return find(SELECT + "entry_id < $1" + filter.and(parameters) + " order by entry_id desc limit $2", parameters);
    }

    /** Newer than a number and not newer than another, oldest first. */
    public Uni<List<EntryView>> between(long after, long upTo, LogFilter filter, int most) {
        var parameters = Tuple.of(after, upTo, most);
        return find(SELECT + "entry_id > $1 and entry_id <= $2" + filter.and(parameters)
                + " order by entry_id limit $3", parameters);
    }

    private Uni<List<EntryView>> find(String sql, Tuple parameters) {
        return database.preparedQuery(sql).execute(parameters).map(LogEntries::views);
    }

    static List<EntryView> views(RowSet<Row> rows) {
        var views = new ArrayList<EntryView>();
        rows.forEach(row -> views.add(EntryView.of(row)));
        return views;
    }
}

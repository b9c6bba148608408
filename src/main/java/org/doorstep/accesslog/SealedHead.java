package org.doorstep.accesslog;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;

/**
 * How far the log is decided: up to the last entry of the newest checkpoint, every number is there or will never be
 * (docs/decisions/0008-sealed-in-order.md). Who follows the log up to here, in the order of numbers, misses nothing.
 */
@ApplicationScoped
public class SealedHead {

    /** The number as an expression of SQL; 0 before the first checkpoint. */
    static final String SQL = "coalesce((select last_entry from log_checkpoint order by size desc limit 1), 0)";

    private final Pool database;

    SealedHead(Pool database) {
        this.database = database;
    }

    /** The last entry that is sealed; 0 before the first checkpoint. */
    public Uni<Long> entry() {
        return database.preparedQuery("select " + SQL).execute().map(rows -> rows.iterator().next().getLong(0));
    }
}

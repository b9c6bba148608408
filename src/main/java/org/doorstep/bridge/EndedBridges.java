package org.doorstep.bridge;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/** Whether nothing of a person's bridges goes on, once their access has ended: for the list of what follows. */
@ApplicationScoped
public class EndedBridges {

    private static final String LEFT = """
            select count(*) filter (where b.released_at is null) as bound,
                   (select count(*) from call c join bridge o on o.waybill = c.waybill and o.bridge_id = c.bridge_id
                    where o.staff_id = $1 and o.ended_at is not null and o.released_at is null
                          and c.ended_at is null) as up
            from bridge b where b.staff_id = $1 and b.ended_at is not null and b.released_at is null""";

    private final Pool database;

    EndedBridges(Pool database) {
        this.database = database;
    }

    /**
     * In words, when the telephone side has let go of all that had ended.
     *
     * @throws StillBound while it has not
     */
    public Uni<String> letGoOf(String staffId) {
        return database.preparedQuery(LEFT).execute(Tuple.of(staffId)).map(rows -> rows.iterator().next()).map(row -> {
            if (row.getLong("bound") > 0) {
                throw new StillBound(row.getLong("bound"), row.getLong("up"));
            }
            return "no bridge and no call is left";
        });
    }
}

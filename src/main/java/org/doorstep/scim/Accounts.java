package org.doorstep.scim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/** Reads accounts. Whoever has left has none. */
@ApplicationScoped
class Accounts {

    private static final String COLUMNS = """
            s.staff_id, s.standing, s.posts, s.outlet, s.epoch, s.changed_at,
            coalesce((select min(e.received_at) from staff_event e where e.staff_id = s.staff_id), s.changed_at)
                as created""";
    private static final String ONE = "select " + COLUMNS
            + " from staff s where s.staff_id = $1 and s.standing <> 'LEFT'";
    private static final String EPOCH = "select epoch from staff where staff_id = $1";
    private static final String PAGE = """
            select total.number, page.* from (select count(*) as number from staff where standing <> 'LEFT') total
            left join lateral (select %s from staff s where s.standing <> 'LEFT'
                               order by s.staff_id offset $1 limit $2) page on true
            order by page.staff_id""".formatted(COLUMNS);

    private final Pool database;

    Accounts(Pool database) {
        this.database = database;
    }

    /** Some accounts out of all that were asked for. */
    record Page(long total, List<Account> accounts) {
        Page {
            accounts = List.copyOf(accounts);
        }
    }

    Uni<Optional<Account>> find(String staffId) {
        return database.preparedQuery(ONE).execute(Tuple.of(staffId))
                .map(rows -> rows.size() == 0 ? Optional.empty() : Optional.of(Account.of(rows.iterator().next())));
    }

    /** The epoch of whoever has no account: 0 if nobody ever named them. */
    Uni<Long> epoch(String staffId) {
        return database.preparedQuery(EPOCH).execute(Tuple.of(staffId))
                .map(rows -> rows.size() == 0 ? 0L : rows.iterator().next().getLong("epoch"));
    }

    /** Accounts in the order of their staff numbers. */
    Uni<Page> page(int skipped, int most) {
        return database.preparedQuery(PAGE).execute(Tuple.of((long) skipped, (long) most)).map(rows -> {
            long total = 0;
            var accounts = new ArrayList<Account>();
            for (var row : rows) {
                total = row.getLong("number");
                if (row.getString("staff_id") != null) {
                    accounts.add(Account.of(row));
                }
            }
            return new Page(total, accounts);
        });
    }
}

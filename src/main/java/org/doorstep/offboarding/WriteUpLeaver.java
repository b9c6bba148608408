package org.doorstep.offboarding;

import java.util.ArrayList;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.leaver.Leaver;
import org.doorstep.leaver.MakeAudit;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/** Has the leaver's audit made: of what the person was until the change, which their history tells. */
@ApplicationScoped
class WriteUpLeaver {

    private static final String BEFORE = """
            select door, kind, posts, outlet, effective_at, sequence, arrival
            from staff_event where staff_id = $1 and entry_id < $2""";

    private final Pool database;
    private final MakeAudit audit;
    private final OffboardingConfig config;

    WriteUpLeaver(Pool database, MakeAudit audit, OffboardingConfig config) {
        this.database = database;
        this.audit = audit;
        this.config = config;
    }

    Uni<String> of(Offboarding offboarding) {
        return database.preparedQuery(BEFORE).execute(Tuple.of(offboarding.subject(), offboarding.entry()))
                .map(rows -> history(rows).employment(config.order()))
                .chain(before -> audit.make(new Leaver(offboarding.id(), offboarding.subject(), before.posts(),
                        before.outlet(), offboarding.cause(), offboarding.entry(), offboarding.fencedAt())));
    }

    private static History history(RowSet<Row> rows) {
        var events = new ArrayList<PlacedEvent>();
        rows.forEach(row -> events.add(PlacedEvent.of(row)));
        return new History(events);
    }
}

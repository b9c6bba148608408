package org.doorstep.schema;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;

/**
 * Not ready while the schema is older than this version needs: the nodes before it go on, and this one waits until the
 * migrations ran. A newer schema is right: in a rolling update the nodes of the old version meet it.
 */
@Readiness
@ApplicationScoped
class SchemaReady implements AsyncHealthCheck {

    private static final String NAME = "schema";
    /** Flyway's own table, of which the application may read this much (db/migration/afterMigrate.sql). */
    private static final String APPLIED = """
            select version from flyway_schema_history
            where success and version is not null order by installed_rank desc limit 1""";

    private final Pool database;
    private final NeededSchema needed;
    private volatile boolean met;

    SchemaReady(Pool database, NeededSchema needed) {
        this.database = database;
        this.needed = needed;
    }

    /** Asked until the answer is yes: schemas do not go back. */
    @Override
    public Uni<HealthCheckResponse> call() {
        if (met) {
            return Uni.createFrom().item(answer(true));
        }
        return database.query(APPLIED).execute().map(this::isMet)
                .onFailure().recoverWithItem(false)
                .invoke(yes -> met = yes).map(this::answer);
    }

    private boolean isMet(RowSet<Row> rows) {
        return rows.size() == 1 && needed.isMetBy(rows.iterator().next().getString(0));
    }

    private HealthCheckResponse answer(boolean up) {
        return HealthCheckResponse.named(NAME).status(up).withData("needed", needed.toString()).build();
    }
}

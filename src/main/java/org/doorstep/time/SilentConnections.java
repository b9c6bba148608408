package org.doorstep.time;

import java.util.List;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Singleton;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnectOptions;

/**
 * Ends connections to the database on which nothing is heard. A statement's own limit is kept by the server, and a
 * deadline only stops waiting: without this, connections that something in between forgot would be waited on for ever,
 * until none is left.
 */
@Singleton
class SilentConnections implements PgPoolCreator {

    private final DatabaseConfig config;

    SilentConnections(DatabaseConfig config) {
        this.config = config;
    }

    @Override
    public Pool create(Input input) {
        input.pgConnectOptionsList().forEach(this::bound);
        return PgBuilder.pool().with(input.poolOptions()).using(input.vertx())
                .connectingTo(List.<SqlConnectOptions>copyOf(input.pgConnectOptionsList())).build();
    }

    private void bound(PgConnectOptions options) {
        options.setIdleTimeout((int) config.silence().toMillis()).setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setTcpKeepAlive(true);
    }
}

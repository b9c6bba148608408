package org.doorstep.load.bare;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;

/**
 * {@code POST /<form>/<staff>/<waybill>}: the transaction through the reactive client, on the event loop;
 * {@code POST /intake}: lines into a table.
 */
@ApplicationScoped
class BareRoute {

    private static final byte[] RECIPIENT_REF = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    private static final String[] FIELDS = {"items=CLASS", "recipient.address=FULL", "recipient.name=MASKED",
            "recipient.phone=TAIL4", "waybill=FULL"};
    private static final UUID LEASE = UUID.fromString("6f1f1b1e-0000-4000-8000-000000000017");
    private static final int LEASE_MINUTES = 15;
    private static final int FAILED = 500;
    /** As {@code doorstep.parcel.batch-size}. */
    private static final int BATCH = 200;

    private final Pool database;

    BareRoute(Pool database) {
        this.database = database;
    }

    void routes(@Observes Router router) {
        for (var form : Form.values()) {
            router.post("/" + form.path() + "/:staff/:waybill").handler(request -> handle(form, request));
        }
        router.post("/intake").handler(BodyHandler.create(false)).handler(this::takeIn);
    }

    /** Lines put into one table as they are, in batches as large as the service's, each batch a transaction. */
    private void takeIn(RoutingContext request) {
        insert(rows(request.body().buffer())).onSuccess(_ -> request.json(1)).onFailure(_ -> request.fail(FAILED));
    }

    private static List<Tuple> rows(Buffer body) {
        return body.toString().lines().map(line -> Tuple.of(UUID.randomUUID().toString(), Buffer.buffer(line)))
                .toList();
    }

    private Future<Void> insert(List<Tuple> rows) {
        if (rows.isEmpty()) {
            return Future.succeededFuture();
        }
        int size = Math.min(BATCH, rows.size());
        return database.withTransaction(connection -> connection
                .preparedQuery("insert into bare_parcel (waybill, record) values ($1, $2)")
                .executeBatch(rows.subList(0, size))).compose(_ -> insert(rows.subList(size, rows.size())));
    }

    private void handle(Form form, RoutingContext request) {
        var staff = request.pathParam("staff");
        var waybill = request.pathParam("waybill");
        var done = switch (form) {
            case TWO -> two(staff, waybill);
            case CLASSICAL -> database.withTransaction(connection -> classical(connection, staff, waybill));
            case ONE -> one(staff, waybill);
        };
        done.onSuccess(entries -> answer(request, entries)).onFailure(_ -> request.fail(FAILED));
    }

    private Future<Integer> two(String staff, String waybill) {
        return database.preparedQuery(Statements.FACTS).execute(Tuple.of(staff, waybill)).compose(facts -> {
            Row known = facts.iterator().next();
            return database.preparedQuery(Statements.DISCLOSE).execute(entry(Tuple.of(staff, waybill,
                    known.getLong("epoch"), known.getLong("version")), staff, waybill)).map(RowSet::size);
        });
    }

    private static Future<Integer> classical(SqlClient connection, String staff, String waybill) {
        return connection.preparedQuery(Statements.SELECT).execute(Tuple.of(staff, waybill))
                .compose(_ -> connection.preparedQuery(Statements.INSERT)
                        .execute(entry(Tuple.tuple(), staff, waybill)).map(RowSet::rowCount));
    }

    private Future<Integer> one(String staff, String waybill) {
        return database.preparedQuery(Statements.ONE)
                .execute(entry(Tuple.of(staff, waybill), staff, waybill)).map(RowSet::size);
    }

    private static void answer(RoutingContext request, int entries) {
        if (entries == 1) {
            request.json(entries);
        } else {
            request.fail(FAILED);
        }
    }

    private static Tuple entry(Tuple parameters, String staff, String waybill) {
        var now = OffsetDateTime.now(ZoneOffset.UTC);
        for (var value : Arrays.asList(now, "Asia/Shanghai", staff, "STAFF", "COURIER_DELIVERY", "LT-AA-01",
                "load-tests-0001", "127.0.0.1", "VIEW", "DELIVER", "OUT_FOR_DELIVERY", waybill,
                Buffer.buffer(RECIPIENT_REF), null, FIELDS, null, null, null, "GRANTED", null, "courier-delivers",
                "2026-11-21.1", LEASE, now.plusMinutes(LEASE_MINUTES), null)) {
            parameters.addValue(value);
        }
        return parameters;
    }

    /** The statements, written out once. */
    private static final class Statements {
        static final String FACTS = Form.TWO.forClient(0);
        static final String DISCLOSE = Form.TWO.forClient(1);
        static final String SELECT = Form.CLASSICAL.forClient(0);
        static final String INSERT = Form.CLASSICAL.forClient(1);
        static final String ONE = Form.ONE.forClient(0);
    }
}

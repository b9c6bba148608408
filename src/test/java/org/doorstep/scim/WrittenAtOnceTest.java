package org.doorstep.scim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import org.doorstep.demonstration.Company;
import org.doorstep.stack.Backstage;
import org.doorstep.stack.LocalStackResource;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** What an identity system decided on an old account is decided anew: nothing that HR ended comes back. */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
class WrittenAtOnceTest {

    private static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    private final Company company = new Company();
    private final Scim scim = new Scim(company);
    private final String staffId = "W" + UUID.randomUUID().toString().replaceAll("\\D", "").concat("0000000")
            .substring(0, 8);

    private Response create() {
        return scim.create("""
                {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "%s", "roles": ["DRIVER"],
                 "%s": {"department": "SH-HB-01"}}""".formatted(staffId, ENTERPRISE));
    }

    private static void lock(Connection connection, String staffId) throws SQLException {
        connection.setAutoCommit(false);
        try (var statement = connection.prepareStatement("select from staff where staff_id = ? for update")) {
            statement.setString(1, staffId);
            statement.execute();
        }
    }

    private static void awaitWaiting(long count) throws InterruptedException {
        for (int tries = 0; tries < 200; tries++) {
            if (Backstage.count("select count(*) from pg_stat_activity where datname = current_database() "
                    + "and wait_event_type = 'Lock'") >= count) {
                return;
            }
            Thread.sleep(50);
        }
        throw new IllegalStateException("nobody waits");
    }

    @Test
    void aPostThatHrEndsMeanwhileIsNotGivenBack() throws SQLException, InterruptedException, ExecutionException {
        create().then().statusCode(201);
        Future<Response> hr;
        Future<Response> pushed;

        try (var both = Executors.newFixedThreadPool(2); var connection = Backstage.superuser()) {
            lock(connection, staffId);
            hr = both.submit(() -> company.machine("hr")
                    .body(Map.of("standing", "ACTIVE", "posts", List.of("SORTER"), "outlet", "SH-HB-01"))
                    .put("/v1/staff/{id}", staffId));
            awaitWaiting(1);
            pushed = both.submit(() -> scim.patch(staffId, """
                    {"op": "Add", "path": "roles", "value": [{"value": "SAFETY_INSPECT"}]}"""));
            awaitWaiting(2);
            connection.commit();
        }

        hr.get().then().statusCode(200);
        pushed.get().then().statusCode(200);
        assertEquals(List.of("SAFETY_INSPECT", "SORTER"), scim.get(staffId).<List<String>>path("roles.value").stream()
                .sorted().toList());
    }

    @Test
    void ofSeveralWhoCreateAnAccountOneDoes() throws InterruptedException {
        try (var all = Executors.newFixedThreadPool(6)) {
            var answers = all.invokeAll(Stream.generate(() -> (Callable<Integer>) () -> create()
                    .statusCode()).limit(6).toList());

            assertEquals(List.of(201, 409, 409, 409, 409, 409),
                    answers.stream().map(Future::resultNow).sorted().toList());
        }
        assertEquals(1, Backstage.count("select count(*) from staff_event where staff_id = ?", staffId));
    }
}

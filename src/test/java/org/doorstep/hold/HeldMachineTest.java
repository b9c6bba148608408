package org.doorstep.hold;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import org.doorstep.demonstration.Company;
import org.doorstep.demonstration.Problems;
import org.doorstep.stack.Backstage;
import org.doorstep.stack.LocalStackResource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** A machine that is held back changes nothing more, also where it was let in before. */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
class HeldMachineTest {

    private static final String OUTLET = "SH-PD-01";
    private static final Company COMPANY = new Company();

    private final Company company = COMPANY;

    @TestHTTPResource("/")
    URI service;

    @ConfigProperty(name = "quarkus.oidc.auth-server-url")
    String issuer;

    private Officers officers;

    /** Something that a machine does. */
    record Work(String client, String name, Callable<Response> request) {
        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeEach
    void people() {
        Officers.signedOut();
        officers = new Officers(company, issuer);
        company.employ(Officers.FIRST, Officers.SECOND, "D4004", "K1001", "D3001");
    }

    @AfterEach
    void release() {
        officers.releaseAll();
    }

    static Stream<Work> works() {
        return Stream.of(
                new Work("dispatch", "hand in", () -> COMPANY.handIn(Company.record(Company.freshWaybill(), OUTLET))),
                new Work("dispatch", "move", () -> COMPANY.event(waybill(), "ASSIGNED_PICKUP", OUTLET)),
                new Work("dispatch", "plan", () -> COMPANY.assign("K1001", waybill())),
                new Work("service-desk", "open a ticket", () -> COMPANY.machine("service-desk").body(Map.of("staffId",
                        "D3001", "purpose", "ENQUIRY", "until", OffsetDateTime.now().plusHours(1).toString()))
                        .put("/v1/parcels/{waybill}/tickets/{ticket}", waybill(), "T-0001")),
                new Work("service-desk", "close a ticket", () -> COMPANY.close("T-0002", waybill())),
                new Work("hr", "tell", () -> COMPANY.machine("hr").body(Map.of("standing", "ACTIVE", "posts",
                        List.of("CS_AGENT"), "outlet", "SH-HQ-01")).put("/v1/staff/D3001")));
    }

    private static String waybill() {
        return Backstage.rows("select waybill from parcel where stage = 'CREATED' order by collected_at desc limit 1")
                .getFirst().get("waybill").toString();
    }

    @ParameterizedTest
    @MethodSource("works")
    void heldMachineIsTurnedAway(Work work) throws Exception {
        company.parcel(OUTLET);
        officers.hold("CLIENT", work.client()).then().statusCode(201);

        var answer = work.request().call();

        Problems.refused(answer, 403, "access-held");
        assertEquals(work.client(), Backstage.rows("select actor from access_entry where entry_id = ?",
                Long.valueOf(answer.header("Doorstep-Entry"))).getFirst().get("actor"));
    }

    @ParameterizedTest
    @MethodSource("works")
    void machineThatWasLetInBeforeItsHoldChangesNothingAfterIt(Work work) throws Exception {
        company.parcel(OUTLET);
        work.request().call().then().statusCode(org.hamcrest.Matchers.lessThan(300));
        long before = Backstage.count("select max(entry_id) from access_entry");
        try (var hold = Backstage.superuser(); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            hold.setAutoCommit(false);
            run(hold, "select pg_advisory_xact_lock(hashtextextended('CLIENT:" + work.client() + "', 0))");
            var answer = threads.submit(work.request());
            awaitWaiting("client_is_held");
            run(hold, "insert into hold (kind, subject, source, reason, placed_by, placed_at, entry_id) values "
                    + "('CLIENT', '" + work.client() + "', 'SECURITY_ADMIN', 'test', 'D4002', now(), 0)");
            hold.commit();

            Problems.refused(answer.get(), 403, "access-held");
        }
        assertEquals(0, Backstage.count("select count(*) from access_entry where actor = ? and decision = 'GRANTED' "
                + "and entry_id > ?", work.client(), before));
    }

    @Test
    void holdWaitsForTheMachinesWorkThatHasBegun() throws Exception {
        var waybill = company.parcel(OUTLET);
        officers.token(Officers.FIRST);
        try (var parcel = Backstage.superuser(); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            parcel.setAutoCommit(false);
            run(parcel, "select 1 from parcel where waybill = '" + waybill + "' for update");
            var move = threads.submit(() -> company.event(waybill, "ASSIGNED_PICKUP", OUTLET));
            awaitWaiting("parcel");
            var hold = threads.submit(() -> officers.hold("CLIENT", "dispatch"));
            awaitWaiting("pg_advisory_xact_lock");
            assertFalse(hold.isDone());
            parcel.rollback();

            move.get().then().statusCode(200);
            hold.get().then().statusCode(201);
            long told = Backstage.count("select entry_id from access_entry where waybill = ? and action = 'STAGE'",
                    waybill);
            assertTrue(told < hold.get().<Integer>path("entry"));
        }
    }

    @Test
    void streamThatIsOpenIsRefusedFromTheHoldOn() throws IOException {
        try (var socket = new Socket(service.getHost(), service.getPort())) {
            socket.setSoTimeout(10_000);
            var out = socket.getOutputStream();
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            out.write(("POST /v1/parcels/batch HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
                    + "Content-Type: application/x-ndjson\r\nAuthorization: Bearer " + company.machineToken("dispatch")
                    + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
            chunk(out, line(Company.freshWaybill()));
            assertTrue(awaited(in, "\"line\":1").contains("created"));

            var held = officers.hold("CLIENT", "dispatch");
            held.then().statusCode(201);
            var late = Company.freshWaybill();
            chunk(out, line(late));

            var refused = awaited(in, "\"line\":2");
            out.write("0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            int entry = held.path("entry");
            assertAll(() -> assertTrue(refused.contains("/problems/access-held"), refused),
                    () -> assertEquals(0, Backstage.count("select count(*) from parcel where waybill = ?", late)),
                    () -> assertEquals(List.of("REFUSED access-held"), Backstage.rows("select decision, problem from "
                            + "access_entry where action = 'INTAKE' and actor = 'dispatch' and entry_id > ?",
                            (long) entry).stream().map(row -> row.get("decision") + " " + row.get("problem"))
                            .toList()));
        }
    }

    @Test
    void releasedMachineWorksAgain() {
        Object hold = officers.hold("CLIENT", "dispatch").path("hold");

        officers.release(hold);

        company.handIn(Company.record(Company.freshWaybill(), OUTLET)).then().statusCode(201);
    }

    private static String line(String waybill) {
        return Company.json(Company.record(waybill, OUTLET)) + "\n";
    }

    private static void chunk(OutputStream out, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.write(bytes);
        out.write("\r\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static String awaited(BufferedReader in, String text) throws IOException {
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            if (line.contains(text)) {
                return line;
            }
        }
        throw new IOException("the stream ended");
    }

    private static void run(java.sql.Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void awaitWaiting(String sql) throws InterruptedException {
        Race.awaitWaiting(sql);
    }
}

package org.doorstep.transparency;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.BooleanSupplier;

import org.doorstep.demonstration.Company;
import org.doorstep.demonstration.Problems;
import org.doorstep.stack.Backstage;
import org.doorstep.stack.LocalStackResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** What was committed is sealed within moments, once, in order, and everybody can read the proof of it. */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
class SealedLogTest {

    private static final String AUDITOR = "D4004";
    private static final String INSERT = "insert into access_entry (at, zone, actor, actor_kind, action, fields, "
            + "decision) values (now(), 'UTC', 'sealed-test', 'CLIENT', 'VIEW', '{}', 'REFUSED')";

    private final Company company = new Company();

    @BeforeEach
    void people() {
        company.employ("K1001", AUDITOR);
    }

    @Test
    void everyCommittedEntryIsALeafOnceInOrder() {
        company.look("K1001", Company.freshWaybill(), "DELIVER");
        awaitSealed(newest());

        var sealed = Backstage.count("select max(last_entry) from log_checkpoint");
        var entries = Backstage.rows("select entry_id from access_entry where entry_id <= ? order by entry_id", sealed)
                .stream().map(row -> (Long) row.get("entry_id")).toList();

        assertEquals(entries, leaves().stream().map(Leaf::entry).toList().subList(0, entries.size()));
    }

    /** A sealer that takes what it sees would pass the slow one by, for ever. */
    @Test
    void slowCommitIsWaitedForAndKeepsItsPlace() throws SQLException {
        long slow;
        long quick;
        try (var connection = Backstage.superuser(); var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            var number = statement.executeQuery(INSERT + " returning entry_id");
            number.next();
            slow = number.getLong(1);
            quick = (long) Backstage.rows(INSERT + " returning entry_id").getFirst().get("entry_id");
            assertTrue(slow < quick);
            pause(2500);
            assertTrue(sealedUpTo() < slow, "sealed past a number that was not decided");
            connection.commit();
        }
        awaitSealed(quick);

        var sealed = leaves().stream().map(Leaf::entry).toList();
        assertEquals(sealed.indexOf(slow) + 1, sealed.indexOf(quick));
    }

    @Test
    void numbersThatWereRolledBackAreNotWaitedFor() throws SQLException {
        try (var connection = Backstage.superuser(); var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(INSERT);
            connection.rollback();
        }
        awaitSealed((long) Backstage.rows(INSERT + " returning entry_id").getFirst().get("entry_id"));
    }

    @Test
    void everybodyReadsCheckpointAndHashesAndTheyFit() {
        var checkpoint = given().get("/log/checkpoint");
        var lines = checkpoint.asString().split("\n");
        long size = Long.parseLong(lines[1]);

        var edge = Edge.EMPTY.append(hashes(size)).edge();

        assertAll(() -> assertEquals("doorstep.test/log", lines[0]),
                () -> assertEquals("text/plain;charset=utf-8", checkpoint.contentType()),
                () -> assertEquals(Base64.getEncoder().encodeToString(edge.root()), lines[2]),
                () -> assertEquals(List.of("", "\u2014 doorstep.test/log", "\u2014 doorstep.test/log"),
                        List.of(lines[3], lines[4].replaceAll(" [^ ]+$", ""), lines[5].replaceAll(" [^ ]+$", ""))),
                () -> assertEquals(2, given().get("/log/keys").asString().lines().count()));
    }

    @Test
    void leavesAreForTheAuditorAndReadingThemIsAnEntry() {
        given().get("/log/tile/entries/000.p/1").then().statusCode(401);
        Problems.refused(company.as(company.token("K1001"), "device-K1001").get("/log/tile/entries/000.p/1"), 403,
                "post-not-allowed");

        var leaf = company.as(company.token(AUDITOR), "device-D4004").get("/log/tile/entries/000.p/1");

        leaf.then().statusCode(200);
        assertArrayEquals(hashes(1).getFirst(), Merkle.leaf(Bundle.leaves(leaf.asByteArray()).getFirst()));
        assertTrue(company.entries("actor", AUDITOR).toString().contains("leaves Tile[level=-1, index=0, width=1]"));
    }

    @Test
    void entryIsProvedByItsNumber() {
        long entry = newest();
        awaitSealed(entry);

        var proof = company.as(company.token(AUDITOR), "device-D4004").get("/v1/access-log/{entry}/proof", entry);

        var lines = proof.asString().split("\n");
        var leaf = Base64.getDecoder().decode(lines[1].substring("extra ".length()));
        long index = Long.parseLong(lines[2].substring("index ".length()));
        assertAll(() -> assertEquals("c2sp.org/tlog-proof@v1", lines[0]),
                () -> assertEquals(entry, Leaf.entry(leaf)),
                () -> assertArrayEquals(hashes(index + 1).getLast(), Merkle.leaf(leaf)));
        Problems.refused(company.as(company.token(AUDITOR), "device-D4004")
                .get("/v1/access-log/{entry}/proof", Long.MAX_VALUE / 10), 404, "not-in-the-log");
    }

    @Test
    void whatTheLogDoesNotHaveIsNotFound() {
        for (var address : List.of("/log/tile/0/999", "/log/tile/0/000.p/0", "/log/tile/9/x", "/log/tile/64/000",
                "/log/proof/inclusion/99999999999", "/log/proof/consistency/5/4",
                "/log/proof/consistency/1/999999999")) {
            given().get(address).then().statusCode(404);
        }
    }

    private static List<byte[]> leaves() {
        var leaves = new ArrayList<byte[]>();
        Backstage.rows("select leaves from log_bundle order by tile")
                .forEach(row -> leaves.addAll(Bundle.leaves((byte[]) row.get("leaves"))));
        Backstage.rows("select hashes from log_edge where level = -1")
                .forEach(row -> leaves.addAll(Bundle.leaves((byte[]) row.get("hashes"))));
        return leaves;
    }

    /** Read as any client does. */
    private static List<byte[]> hashes(long size) {
        var hashes = new ArrayList<byte[]>();
        for (int tile = 0; hashes.size() < size; tile++) {
            long width = Math.min(256, size - hashes.size());
            var path = "/log/tile/0/%03d%s".formatted(tile, width < 256 ? ".p/" + width : "");
            var answer = given().urlEncodingEnabled(false).get(path);
            assertEquals(200, answer.statusCode(), path);
            hashes.addAll(new Hashes(answer.asByteArray()).all());
        }
        return hashes;
    }

    private static long newest() {
        return Backstage.count("select max(entry_id) from access_entry");
    }

    private static long sealedUpTo() {
        return Backstage.count("select max(last_entry) from log_checkpoint");
    }

    private static void awaitSealed(long entry) {
        await(() -> sealedUpTo() >= entry);
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void await(BooleanSupplier come) {
        for (int tries = 0; tries < 100 && !come.getAsBoolean(); tries++) {
            pause(100);
        }
        assertTrue(come.getAsBoolean());
    }
}

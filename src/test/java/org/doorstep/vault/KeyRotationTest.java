package org.doorstep.vault;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

import jakarta.inject.Inject;

import org.doorstep.crypto.Algorithm;
import org.doorstep.crypto.FileRootKey;
import org.doorstep.demonstration.Company;
import org.doorstep.demonstration.Problems;
import org.doorstep.problem.ProblemException;
import org.doorstep.stack.Backstage;
import org.doorstep.stack.LocalStackResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;

/** Keys change while everything goes on, also on a node that has not heard of it yet; and it takes two people. */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
class KeyRotationTest {

    private static final String COURIER = "K1001";
    private static final String AGENT = "D3001";
    private static final String OUTLET = "SH-PD-01";
    private static final String SYSTEM = "D4001";
    private static final String SECURITY = "D4002";
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String EVERYBODY_WRITES_IT = "5 minutes";
    private static final String NEW = "1 second";

    private final Company company = new Company();

    @Inject
    Keyring keyring;

    @Inject
    VaultConfig config;

    @Inject
    Pool database;

    @BeforeEach
    void people() {
        Backstage.forgetLimits();
        company.employ(COURIER, AGENT, SYSTEM, SECURITY, "D4004");
        // Other tests leave records behind that do not open.
        Backstage.change("delete from sealed_record");
        Backstage.change("delete from blind_index");
        Backstage.change("update call set wrapped_dek = null, handle = null");
    }

    @Test
    void recordsMoveToANewKeyAndTheirFieldsAreNotTouched() {
        var before = company.outForDelivery(COURIER, OUTLET);
        var other = otherNode(config.rootKeyFile(), List.of());
        int old = vault(other).kekVersion();
        var sealed = fields(before);

        rotate("RECORDS").then().statusCode(200);
        var meanwhile = company.parcel(OUTLET);
        assertEquals(old, kekOf(meanwhile), "written with before every node has read it");
        assertEquals("ANNOUNCED", state("RECORDS", old + 1));
        age("kek/%", old + 1, EVERYBODY_WRITES_IT);
        readAgain(keyring);
        var after = company.parcel(OUTLET);

        assertEquals(old + 1, kekOf(after));
        assertEquals(old, vault(other).kekVersion(), "this node has not heard of it");
        readAgain(other);
        for (var waybill : List.of(before, meanwhile, after)) {
            assertEquals("林晓梅", opened(other, waybill));
        }
        await("everything moved", () -> "LEFT_BEHIND".equals(state("RECORDS", old)));
        assertAll(() -> assertEquals(old + 1, kekOf(before)), () -> assertEquals(sealed, fields(before)),
                () -> assertEquals("林晓梅", opened(other, before)),
                () -> assertEquals(200, company.look(COURIER, before, "DELIVER").statusCode()));

        change("RECORDS", "DESTROY", old).then().statusCode(200);

        assertAll(() -> assertEquals("DESTROYED", state("RECORDS", old)),
                () -> assertEquals(0, Backstage.count("select sum(length(wrapped)) from wrapped_key where "
                        + "purpose like 'kek/%' and version = ?", old)),
                () -> assertEquals(200, company.look(COURIER, before, "DELIVER").statusCode()));
    }

    @Test
    void keyThatARecordNeedsIsNotDestroyed() throws SQLException {
        var broken = company.parcel(OUTLET);
        int old = vault(keyring).kekVersion();
        Backstage.change("update sealed_record set wrapped_dek = set_byte(wrapped_dek, 30, "
                + "get_byte(wrapped_dek, 30) # 1) where waybill = ?", broken);
        rotate("RECORDS").then().statusCode(200);
        age("kek/%", old + 1, EVERYBODY_WRITES_IT);
        readAgain(keyring);

        await("looked at", () -> Backstage.count("select count(*) from key_move where kind = 'RECORDS' and version = ? "
                + "and finished_at is not null", old + 1) == 3);
        Problems.refused(change("RECORDS", "DESTROY", old), 409, "key-in-use");
        Problems.refused(change("RECORDS", "DESTROY", old + 1), 409, "key-in-use");
        Problems.refused(rotate("RECORDS"), 409, "key-change-under-way");
        try (var connection = Backstage.application()) {
            assertEquals("42501", Backstage.refusal(connection, "update wrapped_key set wrapped = '' where "
                    + "purpose like 'kek/%' and version = " + old));
        }
        assertEquals(1, progress("RECORDS", old + 1, "records").get("unreadable"));

        Backstage.change("delete from sealed_record where waybill = ?", broken);
        Backstage.change("delete from key_move where kind = 'RECORDS'");
        await("everything moved", () -> "LEFT_BEHIND".equals(state("RECORDS", old)));
    }

    @Test
    void phoneNumberIsFoundAtEveryMomentWhileTheIndexChanges() {
        var number = "16412349921";
        var before = parcelTo(number);
        int old = vault(keyring).phoneKeyVersion();
        rotate("PHONE_INDEX").then().statusCode(200);
        age("blind-index/phone", old + 1, NEW);
        readAgain(keyring);
        var after = parcelTo(number);
        assertFalse(Set.of(mac(before)).contains(mac(after)), "indexed by the new key");
        assertEquals(Set.of(before, after), found(number));

        age("blind-index/phone", old + 1, EVERYBODY_WRITES_IT);
        await("everything moved", () -> {
            assertEquals(Set.of(before, after), found(number));
            return "LEFT_BEHIND".equals(state("PHONE_INDEX", old));
        });

        readAgain(keyring);
        assertAll(() -> assertEquals(mac(after), mac(before)), () -> assertEquals(Set.of(before, after), found(number)),
                () -> assertEquals(1, vault(keyring).phoneIndexes(number).size(), "the old one is not asked any more"),
                () -> assertEquals(0, Backstage.count("""
                        select count(*) from parcel p where waybill = any (?) and not exists (
                          select from blind_index b where b.waybill = p.waybill and b.mac = p.recipient_ref
                          and b.field = 'recipient.phone')""", (Object) new String[]{before, after})));
        Problems.refused(change("PHONE_INDEX", "DESTROY", old), 409, "key-in-use");
    }

    @Test
    void logIsSearchedByEveryIndexThatItsEntriesWereWrittenWith() {
        var number = "16412349922";
        found(number);
        int old = vault(keyring).phoneKeyVersion();
        rotate("PHONE_INDEX").then().statusCode(200);
        age("blind-index/phone", old + 1, EVERYBODY_WRITES_IT);
        readAgain(keyring);
        await("everything moved", () -> "LEFT_BEHIND".equals(state("PHONE_INDEX", old)));
        found(number);

        var entries = company.person("D4004", "desk-auditor").body(Map.of("phone", number))
                .post("/v1/access-log/search").then().statusCode(200).extract()
                .<List<Map<String, Object>>>path("entries")
                .stream().filter(entry -> "SEARCH".equals(entry.get("action"))).toList();

        assertEquals(2, entries.size());
    }

    @Test
    void checkpointsAreSignedWithBothKeysAndTheOldOnesSignForTheNew() {
        var keys = given().get("/log/keys").asString();
        try {
            rotate("LOG").then().statusCode(200);
            assertEquals(3, lines(given().get("/log/checkpoint").asString()), "announced, not yet signed with");
            age("sign/%", 2, EVERYBODY_WRITES_IT);
            readAgain(keyring);

            await("signed with both", () -> {
                company.look(COURIER, Company.freshWaybill(), "DELIVER");
                return lines(given().get("/log/checkpoint").asString()) == 5;
            });
            var succession = given().get("/log/keys/succession").asString();
            assertAll(() -> assertTrue(given().get("/log/keys").asString().startsWith(keys)),
                    () -> assertEquals(4, given().get("/log/keys").asString().lines().count()),
                    () -> assertTrue(given().get("/log/keys").asString().endsWith(
                            String.join("\n", succession.lines().skip(2).limit(2).toList()) + "\n"), succession));
            Problems.refused(rotate("LOG"), 409, "key-change-under-way");
            Problems.refused(change("LOG", "DESTROY", 1), 409, "key-in-use");
        } finally {
            Backstage.change("delete from wrapped_key where purpose like 'sign/%' and version > 1");
            Backstage.change("update wrapped_key set retired_at = null where purpose like 'sign/%'");
            readAgain(keyring);
        }
    }

    @Test
    void changeTakesTwoPeopleAndEachStepIsAnEntry() {
        Problems.refused(ask(SECURITY, "LOG", "ROTATE", null), 403, "post-not-allowed");
        String change = ask(SYSTEM, "LOG", "DESTROY", 9).then().statusCode(201).extract().path("change");
        Problems.refused(approve(SYSTEM, change), 403, "post-not-allowed");
        Problems.refused(approve(SECURITY, change), 409, "key-in-use");
        Problems.refused(approve(SECURITY, "00000000-0000-0000-0000-000000000000"), 404, "unknown-key-change");
        ask(SYSTEM, "LOG", "DESTROY", null).then().statusCode(400);

        var steps = company.entries("subject", "LOG/9");

        assertEquals(List.of(SYSTEM), steps.stream().map(step -> step.get("actor")).toList(),
                "what was refused was not done, and is not told as done");
    }

    @Test
    void rootKeyChangesInThreeStepsAndANodeWithoutTheRightOneSaysSo() {
        var waybill = company.parcel(OUTLET);
        var old = config.rootKeyFile();
        var next = Path.of("target", "test-root-next-" + System.nanoTime() + ".key");
        var id = FileRootKey.loadOrCreate(next).id();
        try {
            // Both read, the old one writes: what every node is given first.
            assertEquals("林晓梅", opened(otherNode(old, List.of(next)), waybill));
            // Both read, the new one writes.
            assertEquals("林晓梅", opened(otherNode(next, List.of(old)), waybill));
            assertEquals(Set.of(id), rootIds());
            // The old one is taken out.
            assertEquals("林晓梅", opened(otherNode(next, List.of()), waybill));
            assertThrows(ProblemException.class, () -> vault(otherNode(old, List.of())));
            assertEquals(200, company.machine("dispatch").get("/q/health/ready").statusCode(),
                    "a node that runs has its keys open");
        } finally {
            vault(otherNode(old, List.of(next)));
        }
        assertFalse(rootIds().contains(id));
    }

    /** Another node on the same database: it opens its keys by itself. */
    private Keyring otherNode(Path root, List<Path> others) {
        var node = new Keyring(new VaultConfig() {
            @Override
            public Path rootKeyFile() {
                return root;
            }

            @Override
            public Optional<List<Path>> otherRootKeyFiles() {
                return Optional.of(others);
            }

            @Override
            public Algorithm algorithm() {
                return config.algorithm();
            }
        }, database);
        node.start(new StartupEvent());
        return node;
    }

    private static Vault vault(Keyring node) {
        return node.vault().await().atMost(LIMIT);
    }

    private static void readAgain(Keyring node) {
        node.readAgain().await().atMost(LIMIT);
    }

    private static String opened(Keyring node, String waybill) {
        var row = Backstage.rows("select wrapped_dek, recipient_name from sealed_record where waybill = ?", waybill)
                .getFirst();
        return vault(node).open(new SealedRecord(waybill, (byte[]) row.get("wrapped_dek"),
                Map.of(SealedField.RECIPIENT_NAME, (byte[]) row.get("recipient_name"))))
                .get(SealedField.RECIPIENT_NAME);
    }

    private Response rotate(String kind) {
        return change(kind, "ROTATE", null);
    }

    private Response change(String kind, String step, Integer version) {
        return approve(SECURITY, ask(SYSTEM, kind, step, version).then().statusCode(201).extract().path("change"));
    }

    private Response ask(String person, String kind, String step, Integer version) {
        var body = new HashMap<String, Object>(Map.of("kind", kind, "step", step, "reason", "年度密钥更换"));
        body.put("version", version);
        return company.person(person, "desk-" + person).body(body).post("/v1/keys/changes");
    }

    private Response approve(String person, String change) {
        return company.person(person, "desk-" + person).post("/v1/keys/changes/{id}/approval", change);
    }

    /** As if it had been written with since then. */
    private static void age(String purpose, int version, String since) {
        Backstage.change(
                "update wrapped_key set active_from = now() - ?::interval where purpose like ? and version = ?",
                since, purpose, version);
    }

    private String state(String kind, int version) {
        return generation(kind, version).get("state").toString();
    }

    private Map<String, Object> generation(String kind, int version) {
        return company.person(SYSTEM, "desk-" + SYSTEM).get("/v1/keys").then().statusCode(200).extract()
                .<List<Map<String, Object>>>path("generations").stream()
                .filter(one -> one.get("kind").equals(kind) && one.get("version").equals(version)).findFirst()
                .orElseThrow();
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> progress(String kind, int version, String part) {
        return ((List<Map<String, Object>>) generation(kind, version).get("progress")).stream()
                .filter(one -> one.get("part").equals(part)).findFirst().orElseThrow();
    }

    private static int kekOf(String waybill) {
        return (int) Backstage.count("select kek_version from sealed_record where waybill = ?", waybill);
    }

    private static Object fields(String waybill) {
        return Backstage
                .rows("select (to_jsonb(r) - 'kek_version' - 'wrapped_dek')::text as fields from sealed_record r "
                        + "where waybill = ?", waybill);
    }

    private static String mac(String waybill) {
        return Backstage.rows("select encode(mac, 'hex') as mac from blind_index where field = 'recipient.phone' and "
                + "waybill = ?", waybill).getFirst().get("mac").toString();
    }

    private static Set<Object> rootIds() {
        return Set.copyOf(Backstage.rows("select distinct encode(substring(wrapped from 3 for 4), 'hex') as id from "
                + "wrapped_key where wrapped <> ''").stream().map(row -> row.get("id")).toList());
    }

    private String parcelTo(String phone) {
        var waybill = Company.freshWaybill();
        company.handIn(Company.record(waybill, OUTLET, phone)).then().statusCode(201);
        return waybill;
    }

    private Set<String> found(String phone) {
        Backstage.forgetLimits();
        return Set.copyOf(company.person(AGENT, "desk-" + AGENT).body(Map.of("phone", phone, "reason", "来电询问"))
                .post("/v1/parcels/search").then().statusCode(200).extract().<List<String>>path("parcels.waybill"));
    }

    private static long lines(String note) {
        return note.lines().filter(line -> line.startsWith("\u2014 ")).count() + 1;
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, what);
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}

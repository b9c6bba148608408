package org.doorstep.verifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

import org.doorstep.stack.EmbeddedDatabase;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of entries against the tree, in a real PostgreSQL, by a reader with no more than the auditor's rights. */
class TableTest {

    static final int ENTRIES = 700;
    private static final String ROWS = """
        insert into access_entry (entry_id, at, zone, actor, actor_kind, post, outlet, device, source_address, action,
          purpose, stage, waybill, recipient_ref, parcels, fields, reason, ticket, subject, decision, problem, rule,
          policy_version, lease_id, lease_until, trace)
        select 10 + n + n / 5, timestamptz '2026-11-20 08:00:00.000001+08' + n * interval '1.000007 s', 'Asia/Shanghai',
          'K' || 1001 + n % 12, 'STAFF', case when n % 3 > 0 then 'COURIER' end, 'HZ0' || n % 4,
          case when n % 2 = 0 then 'device-' || n % 7 end, '192.0.2.' || n % 200,
          (array['VIEW', 'RUN_LIST', 'SEARCH'])[1 + n % 3], case when n % 3 = 0 then 'DELIVER' end,
          case when n % 3 = 0 then 'DELIVERING' end, case when n % 3 = 0 then '圆"\\' || n end,
          case when n % 4 = 0 then sha256(n::text::bytea) end, case when n % 3 = 1 then n end,
          case when n % 3 = 0 then array['phone:FULL', 'name:MASKED'] else array[]::text[] end,
          case when n % 5 = 0 then E'line one\\nline two 电话' end, case when n % 11 = 0 then 'T' || n end,
          case when n % 13 = 0 then 'K1007' end, case when n % 6 > 0 then 'GRANTED' else 'REFUSED' end,
          case when n % 6 = 0 then 'not-assigned' end, 'deliver-own', '2026-11-01',
          case when n % 3 = 0 then gen_random_uuid() end,
          case when n % 3 = 0 then timestamptz '2026-11-20 09:00:00.5+08' + n * interval '1 s' end, md5(n::text)
        from generate_series(1, :entries) n""";

    private static EmbeddedDatabase server;
    private static SampleLog log;
    private String url;

    @BeforeAll
    static void seal() {
        server = EmbeddedDatabase.start();
        log = prepare(server, "sealed", ENTRIES);
        var sealer = new SampleSealer(server.adminUrl("sealed"));
        for (int size : new int[]{1, 255, 256, 300, 512, 699}) {
            sealer.sign(log, size);
        }
    }

    static SampleLog prepare(EmbeddedDatabase server, String name, int entries) {
        EmbeddedDatabase.execute(server.adminUrl("postgres"), "create database " + name);
        Flyway.configure().dataSource(server.adminUrl(name), null, null).load().migrate();
        EmbeddedDatabase.execute(server.adminUrl(name), ROWS.replace(":entries", Integer.toString(entries)));
        return new SampleSealer(server.adminUrl(name)).seal();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void copy() {
        EmbeddedDatabase.execute(server.adminUrl("postgres"), "drop database if exists tried with (force)",
                "create database tried template sealed");
        url = server.adminUrl("tried");
    }

    @Test
    void aWholeTableIsProved() {
        var ran = check();

        assertEquals(0, ran.code(), ran.out() + ran.err());
        assertTrue(ran.says("Table:        700 rows compared"), ran.out());
        assertTrue(ran.says("Checkpoints:  7 compared"), ran.out());
        assertTrue(ran.says("Not sealed:   0 rows"), ran.out());
        assertFalse(ran.says("WARNING"), ran.out());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        waybill         | '圆"\\9991'                            | waybill
        outlet          | 'HZ09'                                | outlet
        at              | at + interval '0.000001 s'            | at
        fields          | array['phone:FULL']                   | fields
        fields          | array[null]::text[]                   | fields
        parcels         | 999999                                | parcels
        decision        | 'NEEDS_APPROVAL'                      | decision
        lease_until     | lease_until + interval '1 s'          | leaseUntil
        lease_id        | gen_random_uuid()                     | lease
        problem         | null                                  | problem
        actor           | 'K1009'                               | who (actor, device or subject)
        device          | 'device-x'                            | who (actor, device or subject)
        subject         | 'K1002'                               | who (actor, device or subject)
        who_salt        | uuid_send(gen_random_uuid())          | who (actor, device or subject)
        reason          | 'another'                             | detail (reason, recipient or address)
        recipient_ref   | sha256('another')                     | detail (reason, recipient or address)
        source_address  | '192.0.2.254'                         | detail (reason, recipient or address)
        """)
    void anAlteredRowIsNamedWithItsMember(String column, String value, String member) {
        change("update access_entry set %s = %s where entry_id = %d".formatted(column, value, entry(330)));

        var ran = check();

        assertEquals(1, ran.code());
        assertTrue(ran.says("Entry " + entry(330) + " was altered: " + member + "."), ran.out());
        assertEquals(1, DirectoryLogTest.findings(ran), ran.out());
    }

    @Test
    void theNewestRowThatWasRemovedIsNamed() {
        change("delete from access_entry where entry_id = " + entry(700));

        var ran = check();

        assertEquals(1, ran.code());
        assertTrue(ran.says("Entry " + entry(700) + ", the newest that is sealed, is missing in the table"), ran.out());
        assertEquals(1, DirectoryLogTest.findings(ran), ran.out());
    }

    @Test
    void everyRemovedRowIsNamed() {
        change("delete from access_entry where entry_id in (%d, %d, %d)".formatted(entry(1), entry(256), entry(257)));

        var ran = check();

        for (int removed : new int[]{1, 256, 257}) {
            assertTrue(ran.says("Entry " + entry(removed) + " is missing in the table: it was removed."), ran.out());
        }
        assertEquals(3, DirectoryLogTest.findings(ran), ran.out());
    }

    @Test
    void aTruncatedTableIsNotProved() {
        change("truncate access_entry");

        var ran = check();

        assertEquals(1, ran.code());
        assertTrue(ran.says("- and 600 more"), ran.out());
    }

    @Test
    void twoExchangedRowsAreNamedTogether() {
        change("update access_entry set entry_id = -1 where entry_id = " + entry(40),
                "update access_entry set entry_id = %d where entry_id = %d".formatted(entry(40), entry(500)),
                "update access_entry set entry_id = %d where entry_id = -1".formatted(entry(500)));

        var ran = check();

        assertTrue(ran.says("Entry " + entry(40) + " was exchanged with entry " + entry(500) + "."), ran.out());
        assertTrue(ran.says("Entry " + entry(500) + " was exchanged with entry " + entry(40) + "."), ran.out());
        assertEquals(2, DirectoryLogTest.findings(ran), ran.out());
    }

    @Test
    void rowsExchangedWithoutTheirSaltsAreNamedToo() {
        var columns = "at, actor, post, outlet, device, source_address, action, purpose, stage, waybill, recipient_ref, "
                + "parcels, fields, reason, ticket, subject, decision, problem, lease_id, lease_until, trace";
        change("""
            update access_entry set (%1$s) = (select %1$s from (select * from access_entry) other
              where other.entry_id = %2$d + %3$d - access_entry.entry_id) where entry_id in (%2$d, %3$d)"""
                .formatted(columns, entry(40), entry(500)));

        assertTrue(check().says("Entry " + entry(40) + " was exchanged with entry " + entry(500) + "."));
    }

    @Test
    void aRowPutInBetweenIsNamed() {
        change("""
            insert into access_entry (entry_id, at, zone, actor, actor_kind, action, fields, decision)
            values (%d, now(), 'Asia/Shanghai', 'K1001', 'STAFF', 'VIEW', array[]::text[], 'GRANTED')"""
                .formatted(entry(4) + 1));

        var ran = check();

        assertEquals(1, ran.code());
        assertTrue(ran.says("Entry " + (entry(4) + 1) + " was never sealed, although younger ones are"), ran.out());
        assertEquals(1, DirectoryLogTest.findings(ran), ran.out());
    }

    @Test
    void aRenumberedRowIsNamedAtBothNumbers() {
        change("update access_entry set entry_id = %d where entry_id = %d".formatted(entry(4) + 1, entry(90)));

        var ran = check();

        assertTrue(ran.says("Entry " + (entry(4) + 1) + " was never sealed"), ran.out());
        assertTrue(ran.says("and holds what was sealed as entry " + entry(90) + "."), ran.out());
        assertTrue(ran.says("Entry " + entry(90) + " is missing in the table"), ran.out());
    }

    @Test
    void rowsThatWaitToBeSealedAreCountedAndWarnedOfWhenLate() {
        var now = Instant.parse("2026-11-22T10:00:00Z");
        append("VIEW", now.minusSeconds(5));
        append("VIEW", now.minusSeconds(3));

        var soon = check(now);
        var late = check(now.plus(Duration.ofMinutes(2)));

        assertEquals(0, soon.code(), soon.out());
        assertTrue(soon.says("Not sealed:   2 rows"), soon.out());
        assertFalse(soon.says("WARNING"), soon.out());
        assertEquals(0, late.code(), late.out());
        assertTrue(late.says("WARNING: the oldest row that is not sealed is of 2026-11-22T09:59:55Z"), late.out());
    }

    @Test
    void anErasedDetailIsProvedByTheEntryThatTellsOfIt() {
        long erasure = append("LOG_ERASURE", Instant.parse("2026-11-22T10:00:00Z"));
        new SampleSealer(url).seal();
        erase(entry(330), erasure);
        erase(entry(331), erasure);

        var ran = check();

        assertEquals(0, ran.code(), ran.out());
        assertTrue(ran.says("Table:        701 rows compared"), ran.out());
    }

    @Test
    void anErasedRowIsStillNamedWhenWhatIsLeftIsAltered() {
        long erasure = append("LOG_ERASURE", Instant.parse("2026-11-22T10:00:00Z"));
        new SampleSealer(url).seal();
        erase(entry(330), erasure);
        change("update access_entry set actor = 'K1009' where entry_id = " + entry(330));

        assertTrue(check().says("Entry " + entry(330) + " was altered: who (actor, device or subject)."));
    }

    @Test
    void anErasureThatNamesNoErasureIsWrong() {
        erase(entry(330), entry(400));

        var ran = check();

        assertEquals(1, ran.code());
        assertTrue(ran.says("Entry " + entry(330) + " names entry " + entry(400)
                + " as its erasure, which is no granted erasure in the tree."), ran.out());
        assertEquals(1, DirectoryLogTest.findings(ran), ran.out());
    }

    @Test
    void anErasureThatIsOlderIsWrong() {
        erase(entry(330), entry(7));

        assertTrue(check().says("names entry " + entry(7) + " as its erasure, which is not younger"));
    }

    @Test
    void aDetailThatIsGoneWithoutReasonIsWrong() {
        change("update access_entry set detail_salt = null, reason = null, recipient_ref = null, source_address = null "
                + "where entry_id = " + entry(330));

        assertTrue(check().says("Entry " + entry(330) + " has lost its detail, and names no entry that says why."));
    }

    @Test
    void aDetailThatIsForgedBehindAnErasureIsWrong() {
        long erasure = append("LOG_ERASURE", Instant.parse("2026-11-22T10:00:00Z"));
        new SampleSealer(url).seal();
        erase(entry(330), erasure);
        change("update access_entry set reason = 'another' where entry_id = " + entry(330));

        assertTrue(check().says("Entry " + entry(330) + " has a detail without the salt that proves it."));
    }

    @Test
    void anErasureThatIsNotSealedYetIsNotWrong() {
        long erasure = append("LOG_ERASURE", Instant.parse("2026-11-22T10:00:00Z"));
        erase(entry(330), erasure);

        var ran = check(Instant.parse("2026-11-22T10:00:01Z"));

        assertEquals(0, ran.code(), ran.out());
        assertTrue(ran.says("1 erasures name an entry that is not sealed yet."), ran.out());
    }

    @Test
    void aLeafThatWasAlteredDoesNotSpeakAgainstItsRow() {
        change("update log_bundle set leaves = set_byte(leaves, 100, get_byte(leaves, 100) # 1) where tile = 1");

        var ran = check();

        assertEquals(1, ran.code());
        assertTrue(ran.says("Leaf 257 in the bundle tile/entries/001 is not what was sealed"), ran.out());
        assertEquals(1, DirectoryLogTest.findings(ran), ran.out());
        assertTrue(ran.says("Table:        700 rows compared"), ran.out());
    }

    @Test
    void aMissingBundleDoesNotSpeakAgainstItsRows() {
        change("delete from log_bundle where tile = 1",
                "update access_entry set waybill = 'X' where entry_id = " + entry(300));

        var ran = check();

        assertTrue(ran.says("The bundle tile/entries/001 is missing"), ran.out());
        assertTrue(ran.says("Entry " + entry(300) + " is not what was sealed, and neither is its leaf"), ran.out());
        assertEquals(2, DirectoryLogTest.findings(ran), ran.out());
    }

    @Test
    void theLastBundleAlteredDoesNotSpeakAgainstItsRows() {
        change("update log_edge set hashes = overlay(hashes placing 'x' from length(hashes) - 9) where level = -1");

        var ran = check();

        assertTrue(ran.says("Leaf 700 in the bundle tile/entries/002.p/188 is not what was sealed"), ran.out());
        assertEquals(1, DirectoryLogTest.findings(ran), ran.out());
    }

    @Test
    void aCheckpointOfAForkInTheTableIsNamed() throws SQLException {
        var forked = log.tree().root(5, 105);
        try (var connection = DriverManager.getConnection(url)) {
            SampleSealer.sign(connection, 100, SampleLog.signed(SampleLog.text(100, forked)), forked, entry(100));
        }

        var ran = check();

        assertEquals(1, ran.code());
        assertTrue(ran.says("A checkpoint of size 100 from the log's table is signed and has another root"), ran.out());
        assertEquals(1, DirectoryLogTest.findings(ran), ran.out());
    }

    @Test
    void aCheckpointThatWasChangedInTheTableIsNamed() {
        change("update log_checkpoint set note = replace(note, E'\\n300\\n', E'\\n301\\n') where size = 300",
                "update log_checkpoint set last_entry = last_entry + 1 where size = 512");

        var ran = check();

        assertTrue(ran
                .says("The checkpoint of size 300 in the log's table is not to be believed: its Ed25519 signature is "
                        + "wrong."),
                ran.out());
        assertTrue(ran.says("of the checkpoint of size 512 that its last entry is " + (entry(512) + 1)), ran.out());
        assertEquals(2, DirectoryLogTest.findings(ran), ran.out());
    }

    @Test
    void aLogThatWasCutOffWithItsTableIsToldFromAKeptCheckpoint(@TempDir Path kept) {
        SampleLog.write(kept.resolve("kept"), log.checkpoint(700).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        change("delete from access_entry where entry_id > " + entry(650), "delete from log_checkpoint");
        new SampleSealer(url).seal();

        var ran = check("--known", kept.resolve("kept").toString());

        assertEquals(1, ran.code());
        assertTrue(ran.says("A checkpoint of size 700 was published"), ran.out());
        assertTrue(ran.says("the log now has 650 entries"), ran.out());
        assertEquals(0, check().code());
    }

    @Test
    void aTableIsComparedWithAnOlderCopyOfTheTree(@TempDir Path copy) {
        log.writeTo(copy, 600);
        change("update access_entry set outlet = 'HZ09' where entry_id = " + entry(17));

        var ran = Ran.with("--directory", copy.toString(), "--table", asAuditor(), "--key",
                SampleLog.SIGNER.ed25519Key());

        assertEquals(1, ran.code());
        assertTrue(ran.says("Entry " + entry(17) + " was altered: outlet."), ran.out());
        assertTrue(ran.says("100 rows were sealed after this checkpoint"), ran.out());
        assertTrue(ran.says("Not sealed:   0 rows"), ran.out());
    }

    @Test
    void cosignaturesInTheTableCountForTheNewestThatHasThem() {
        var witness = new SampleSigner("witness.example/one", "one");
        change("insert into log_cosignature (size, witness, cosigned_at, line) values (699, 'witness.example/one', now(), '"
                + witness.cosignature(log.text(699), 1_795_000_000L) + "')");

        var ran = check("--witness-key", witness.witnessKey());

        assertEquals(0, ran.code(), ran.out());
        assertTrue(ran.says("The checkpoint of size 699 is cosigned by 1 of 1 witnesses"), ran.out());
        assertTrue(ran.says("The 1 youngest entries are not cosigned."), ran.out());
        assertEquals(1, check("--witness-key", new SampleSigner("witness.example/two", "two").witnessKey()).code());
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsNotWrong() {
        var ran = Ran.with("--database", "jdbc:postgresql://127.0.0.1:1/none?user=nobody", "--key", SampleLog.SIGNER
                .ed25519Key());

        assertEquals(2, ran.code());
        assertTrue(ran.err().startsWith("Could not check: The database did not answer"), ran.err());
    }

    static long entry(int n) {
        return 10 + n + n / 5;
    }

    private void change(String... statements) {
        EmbeddedDatabase.execute(url, statements);
    }

    private void erase(long entry, long by) {
        change("update access_entry set detail_salt = null, reason = null, recipient_ref = null, source_address = null, "
                + "erased_by = " + by + " where entry_id = " + entry);
    }

    private long append(String action, Instant at) {
        try (var connection = DriverManager.getConnection(url);
                var result = connection.createStatement().executeQuery("""
                    insert into access_entry (entry_id, at, zone, actor, actor_kind, action, fields, decision)
                    values ((select max(entry_id) + 1 from access_entry), '%s', 'Asia/Shanghai', 'D4003', 'STAFF', '%s',
                      array[]::text[], 'GRANTED') returning entry_id""".formatted(at, action))) {
            result.next();
            return result.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private String asAuditor() {
        return url.replace("user=postgres", "user=doorstep_auditor&password=embedded-doorstep_auditor");
    }

    private Ran check(String... more) {
        return Ran.with(DirectoryLogTest.with(words(), more));
    }

    private Ran check(Instant now) {
        return Ran.with(Clock.fixed(now, ZoneOffset.UTC), words());
    }

    private String[] words() {
        return new String[]{"--database", asAuditor(), "--key", SampleLog.SIGNER.ed25519Key(), "--key",
                SampleLog.SIGNER.sm2Key()};
    }
}

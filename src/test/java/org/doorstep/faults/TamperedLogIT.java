package org.doorstep.faults;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.doorstep.stack.EmbeddedDatabase;
import org.doorstep.stack.LocalStack;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Promise P5 against whoever owns the database: its superuser alters what was sealed, and the verifier, which has only
 * the log's keys and one checkpoint from before, says what and where.
 */
class TamperedLogIT {

    private static final String COURIER = "K1001";
    private static final String SEALED = "(select last_entry from log_checkpoint order by size desc limit 1)";

    private static Installation doorstep;
    private static String keys;
    private static String kept;
    private static int middle;
    private static int newest;
    private static int unused;

    @BeforeAll
    static void start() throws IOException {
        doorstep = Installation.start("tampered", LocalStack.sharedIssuer(), Map.of());
        var waybills = doorstep.outForDelivery(COURIER, "SH-PD-01", 12);
        look(waybills, 300);
        // A number that was drawn and rolled back: where a forged entry would not collide with another one.
        unused = doorstep.count("select next_entry_number()");
        look(waybills, 300);
        sealed();
        doorstep.copyTo("yesterday");
        doorstep.service().restart();
        look(waybills, 50);
        sealed();
        keys = Published.get(doorstep.service(), "/log/keys");
        kept = Published.get(doorstep.service(), "/log/checkpoint");
        newest = doorstep.count("select max(entry_id) from access_entry where entry_id <= " + SEALED);
        middle = doorstep.count("select min(entry_id) from access_entry where entry_id > " + unused);
        doorstep.service().kill();
    }

    @AfterAll
    static void end() {
        doorstep.close();
    }

    private static void look(List<String> waybills, int times) {
        var views = Views.start(doorstep, COURIER, waybills);
        while (views.answers().size() < times) {
            Installation.pause(Duration.ofMillis(20));
        }
        views.stop();
    }

    private static void sealed() {
        int last = doorstep.count("select max(entry_id) from access_entry");
        for (int tries = 0; doorstep.count("select max(last_entry) from log_checkpoint") < last; tries++) {
            assertTrue(tries < 100, "not sealed");
            Installation.pause(Duration.ofMillis(100));
        }
    }

    @Test
    void untouchedLogIsProved() {
        doorstep.copyTo("tampered");

        var verified = Verified.database(doorstep.adminUrl("tampered"), keys, List.of(kept));

        assertAll(() -> assertEquals(0, verified.exit(), verified::says),
                () -> assertTrue(verified.says().contains("PROVED"), verified::says));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "one letter of the waybill | update access_entry set waybill = overlay(waybill placing 'X' from 3 for 1) "
                    + "where entry_id = {middle} | Entry {middle} was altered: waybill",
            "who it was | update access_entry set actor = 'K1002' where entry_id = {middle} | "
                    + "Entry {middle} was altered: who",
            "where from | update access_entry set source_address = '10.9.9.9' where entry_id = {middle} | "
                    + "Entry {middle} was altered: detail",
            "when | update access_entry set at = at - interval '1 microsecond' where entry_id = {middle} | "
                    + "Entry {middle} was altered: at",
            "what was shown | update access_entry set fields = '{}' where entry_id = {middle} | "
                    + "Entry {middle} was altered: fields",
            "the newest taken away | delete from access_entry where entry_id = {newest} | Entry {newest}, the newest",
            "one taken away | delete from access_entry where entry_id = {middle} | "
                    + "Entry {middle} is missing in the table",
            "two swapped | update access_entry set entry_id = -1 where entry_id = {middle} ; "
                    + "update access_entry set entry_id = {middle} where entry_id = {middle} + 1 ; "
                    + "update access_entry set entry_id = {middle} + 1 where entry_id = -1 | "
                    + "Entry {middle} was exchanged with entry {next}",
            "one put in | insert into access_entry (entry_id, at, zone, actor, actor_kind, action, fields, decision) "
                    + "select {unused}, at, zone, actor, actor_kind, action, fields, decision from access_entry "
                    + "where entry_id = {middle} | Entry {unused} was never sealed, although younger ones are",
            "a tile replaced | update log_tile set hashes = set_byte(hashes, 40, get_byte(hashes, 40) # 1) "
                    + "where level = 0 and tile = 1 | The tile tile/0/001 was changed",
            "a leaf of the tree | update log_bundle set leaves = set_byte(leaves, 60, get_byte(leaves, 60) # 1) "
                    + "where tile = 0 | Leaf 1 in the bundle",
            "a row and its leaf | update access_entry set actor = 'K1002', at = now() where entry_id = {middle} ; "
                    + "update log_bundle set leaves = overlay(leaves placing '\\x7b'::bytea from 4 for 1) "
                    + "where tile = 0 | Entry {middle} was altered"})
    void whateverIsAlteredIsNamed(String what, String sql, String named) {
        doorstep.copyTo("tampered");
        EmbeddedDatabase.execute(doorstep.adminUrl("tampered"), filled(sql).split(" ; "));

        var verified = Verified.database(doorstep.adminUrl("tampered"), keys, List.of(kept));

        assertAll(() -> assertEquals(1, verified.exit(), () -> what + ": " + verified.says()),
                () -> assertTrue(verified.says().contains(filled(named)), () -> what + ": " + verified.says()));
    }

    private static String filled(String text) {
        return text.replace("{middle}", Integer.toString(middle)).replace("{next}", Integer.toString(middle + 1))
                .replace("{newest}", Integer.toString(newest)).replace("{unused}", Integer.toString(unused));
    }

    @Test
    void yesterdaysCopyIsNamedByWhoeverKeptACheckpoint() {
        var without = Verified.database(doorstep.adminUrl("yesterday"), keys, List.of());
        var with = Verified.database(doorstep.adminUrl("yesterday"), keys, List.of(kept));

        assertAll(() -> assertEquals(0, without.exit(), without::says),
                () -> assertEquals(1, with.exit(), with::says),
                () -> assertTrue(with.says().contains("rolled back"), with::says));
    }
}

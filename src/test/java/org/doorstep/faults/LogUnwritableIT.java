package org.doorstep.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;

import org.doorstep.stack.EmbeddedDatabase;
import org.doorstep.stack.LocalStack;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Promise P1: no answer without its log entry; log down, no data. */
class LogUnwritableIT {

    private static final String COURIER = "K1001";
    private static final String COLLEAGUE = "K1002";
    private static final String OUTLET = "SH-PD-01";

    private static Installation doorstep;
    private static List<String> waybills;

    @BeforeAll
    static void start() {
        doorstep = Installation.start("log-unwritable", LocalStack.sharedIssuer(), Map.of());
        waybills = doorstep.outForDelivery(COURIER, OUTLET, 2);
        doorstep.outForDelivery(COLLEAGUE, OUTLET, 1);
    }

    @AfterAll
    static void end() {
        doorstep.close();
    }

    @AfterEach
    void viewsGoOnOnceTheLogIsWritable() {
        sql("grant insert on access_entry to doorstep_app", "drop trigger if exists full_disk on access_entry");
        assertEquals(Answer.SHOWN, doorstep.look(COURIER, waybills.getFirst()).status());
    }

    @Test
    void nothingIsAnsweredWithoutTheRightToLog() {
        sql("revoke insert on access_entry from doorstep_app");

        assertNothingIsAnswered();
    }

    @Test
    void nothingIsAnsweredWhenTheLogRefusesTheEntry() {
        sql("""
                create or replace function refuse() returns trigger language plpgsql as $$
                begin raise exception 'no space left on device' using errcode = '53100'; end $$""",
                "create trigger full_disk before insert on access_entry for each row execute function refuse()");

        assertNothingIsAnswered();
    }

    /** The entry is refused at the very last moment: when all statements have succeeded and their rows are sent. */
    @Test
    void nothingIsAnsweredWhenTheCommitFails() {
        sql("""
                create or replace function refuse() returns trigger language plpgsql as $$
                begin raise exception 'no space left on device' using errcode = '53100'; end $$""",
                """
                        create constraint trigger full_disk after insert on access_entry
                        deferrable initially deferred for each row execute function refuse()""");

        assertNothingIsAnswered();
    }

    private static void assertNothingIsAnswered() {
        var entries = entries();
        doorstep.look(COURIER, waybills.getFirst()).assertUnavailable();
        doorstep.look(COURIER, waybills.getLast()).assertUnavailable();
        doorstep.look(COLLEAGUE, waybills.getFirst()).assertUnavailable();
        doorstep.look(COURIER, "NOT-A-WAYBILL").assertUnavailable();
        assertEquals(entries, entries());
    }

    private static int entries() {
        return doorstep.count("select count(*) from access_entry");
    }

    private static void sql(String... statements) {
        EmbeddedDatabase.execute(doorstep.adminUrl(), statements);
    }
}

package org.doorstep.accesslog;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** An event is what OCSF 1.9 wants of class 6005, and says nothing but ids. */
class OcsfEventTest {

    /** Canonical by hand; its fingerprint was computed over it with another implementation. */
    private static final String EVENT = """
            {"action_id":1,"activity_id":1,"actor":{"user":{"type_id":1,"uid":"K1001"}},\
            "attestation_list":[{"chain_uid":"doorstep/access-log","fingerprint":{"algorithm_id":3,"encoding_id":1,\
            "serialization_id":2,"value":"%s"}}],\
            "authorizations":[{"decision":"GRANTED","policy":{"uid":"courier-delivers","version":"2026-1"}}],\
            "category_uid":6,"class_uid":6005,"database":{"name":"doorstep","type_id":1},\
            "device":{"type_id":0,"uid":"device-K1001"},"disposition_id":1,\
            "message":"K1001 as COURIER_DELIVERY asked for VIEW.",\
            "metadata":{"correlation_uid":"0af7651916cd43dd8448eb211c80319c","event_code":"VIEW",\
            "log_name":"access_entry","original_event_uid":"17","product":{"name":"Doorstep","vendor_name":"Doorstep"},\
            "profiles":["host","record_integrity","security_control"],"sequence":17,"uid":"doorstep-17",\
            "version":"1.9.0"},"severity_id":1,"src_endpoint":{"ip":"10.1.2.3"},"status_id":1,"time":1795335330123,\
            "timezone_offset":480,"type_id":1,"type_uid":600501,\
            "unmapped":{"fields":["recipient.phone=TAIL4"],"lease":"00000000-0000-0001-0000-000000000002",\
            "leaseUntil":"2026-11-22T08:30:30Z","outlet":"SH-PD-01","post":"COURIER_DELIVERY","purpose":"DELIVER",\
            "recipient":"00ff","stage":"OUT_FOR_DELIVERY","waybill":"DS00000000000001","zone":"Asia/Shanghai"}}""";

    @Test
    void eventIsThisOne() {
        assertEquals(EVENT.formatted("e73274d4e0be069c430e481c274befca8bf4dd8783a5fffd568fe2f5ac4d307d"),
                OcsfEvent.json(entry(Action.VIEW, Decision.GRANTED)));
    }

    @Test
    void reasonIsNotTold() {
        assertFalse(OcsfEvent.json(entry(Action.VIEW, Decision.GRANTED)).contains("because"));
    }

    @Test
    void refusalFailsAndIsBlocked() throws Exception {
        var event = read(OcsfEvent.json(entry(Action.SEARCH, Decision.REFUSED)));

        assertAll(() -> assertEquals(2, event.get("status_id").asInt()),
                () -> assertEquals(2, event.get("action_id").asInt()),
                () -> assertEquals(2, event.get("disposition_id").asInt()),
                () -> assertEquals(600504, event.get("type_uid").asInt()));
    }

    @ParameterizedTest
    @EnumSource(Action.class)
    void everyActionHasTheMembersThatTheSchemaRequires(Action action) throws Exception {
        var event = read(OcsfEvent.json(entry(action, Decision.GRANTED)));

        assertAll(List.of("activity_id", "category_uid", "class_uid", "metadata", "severity_id", "time", "type_uid",
                "actor", "src_endpoint", "database").stream().map(name -> () -> assertTrue(event.has(name), name)));
        assertEquals(event.get("activity_id").asInt() == 99, event.has("activity_name"));
        assertEquals(600500 + event.get("activity_id").asInt(), event.get("type_uid").asInt());
    }

    @Test
    void whatIsErasedIsNotInvented() throws Exception {
        var event = read(OcsfEvent.json(new EntryView(17, Instant.EPOCH, "UTC", "K1001", "STAFF", null, null, null,
                null, Action.VIEW, null, null, null, null, null, List.of(), null, null, null, Decision.GRANTED, null,
                null, null, null, null, null, 99L, "")));

        assertAll(() -> assertEquals("unknown", event.at("/src_endpoint/name").asText()),
                () -> assertEquals(99, event.at("/unmapped/erasedBy").asInt()),
                () -> assertFalse(event.has("device")));
    }

    @Test
    void wordsOfAnotherScriptAreWrittenInAscii() {
        var entry = new EntryView(17, Instant.EPOCH, "UTC", "K1001", "STAFF", null, "沪-01", null, "local",
                Action.VIEW, null, null, null, null, null, List.of(), null, null, null, Decision.GRANTED, null, null,
                null, null, null, null, null, "");

        assertTrue(OcsfEvent.json(entry).contains("\"outlet\":\"\\u6CAA-01\""), OcsfEvent.json(entry));
    }

    private static JsonNode read(String json) throws Exception {
        return new ObjectMapper().readTree(json);
    }

    private static EntryView entry(Action action, Decision decision) {
        return new EntryView(17, Instant.parse("2026-11-22T08:15:30.123456Z"), "Asia/Shanghai", "K1001", "STAFF",
                "COURIER_DELIVERY", "SH-PD-01", "device-K1001", "10.1.2.3", action, "DELIVER", "OUT_FOR_DELIVERY",
                "DS00000000000001", "00ff", null, List.of("recipient.phone=TAIL4"), "because", null, null, decision,
                null, "courier-delivers", "2026-1", new UUID(1, 2), Instant.parse("2026-11-22T08:30:30Z"),
                "0af7651916cd43dd8448eb211c80319c", null, "K1001 as COURIER_DELIVERY asked for VIEW.");
    }
}

package org.doorstep.transparency;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;

import jakarta.inject.Inject;

import org.doorstep.stack.LocalStackResource;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.vertx.mutiny.sqlclient.Pool;

/** Leaves are pinned byte for byte; what is expected was computed with another implementation (Python's json, hashlib). */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
class LeafTest {

    @Inject
    Pool database;

    @Test
    void entryWithEverythingIsEncodedLikeThis() throws Throwable {
        assertEquals("{\"action\":\"VIEW\",\"at\":\"2026-11-22T00:15:30.120000Z\",\"decision\":\"GRANTED\",\"detail\":"
                + "\"84ba00d03fe37b4d972df210e07ea3ae05c56820bd34dca44c1441bbfbba6383\",\"entry\":9007199254740991,"
                + "\"fields\":[\"recipient.phone=TAIL4\",\"items=CLASS\"],\"lease\":"
                + "\"dff0e203-0dfe-4132-b96d-2b3881986dcf\",\"leaseUntil\":\"2026-11-22T00:30:30.000001Z\",\"outlet\":"
                + "\"SH-PD-01\",\"parcels\":3,\"policyVersion\":\"1\",\"post\":\"COURIER_DELIVERY\",\"problem\":\"p\","
                + "\"purpose\":\"DELIVER\",\"rule\":\"r\u00e9gle\",\"stage\":\"OUT_FOR_DELIVERY\",\"ticket\":\"T-1\","
                + "\"trace\":\"0af7651916cd43dd8448eb211c80319c\",\"v\":1,\"waybill\":\"TS000000000001\",\"who\":"
                + "\"fec2684653f6102ed4a4f24996a046468713ff0a2c1b2968c0a9c0509770665c\",\"zone\":\"Asia/Shanghai\"}",
                leaf("""
                        select 9007199254740991 as entry_id, '2026-11-22 08:15:30.12+08'::timestamptz as at,
                          'Asia/Shanghai'::text as zone, 'K1001'::text as actor, 'STAFF'::text as actor_kind,
                          'COURIER_DELIVERY'::text as post, 'SH-PD-01'::text as outlet, 'device-0001'::text as device,
                          '10.0.0.7'::text as source_address, 'VIEW'::text as action, 'DELIVER'::text as purpose,
                          'OUT_FOR_DELIVERY'::text as stage, 'TS000000000001'::text as waybill,
                          '\\x0102ff'::bytea as recipient_ref, 3 as parcels,
                          '{recipient.phone=TAIL4,items=CLASS}'::text[] as fields,
                          E'\u67e5\u8be2 "\\x1b\\b/\\\\'::text as reason, 'T-1'::text as ticket, 'K1002'::text as subject,
                          'GRANTED'::text as decision, 'p'::text as problem, 'r\u00e9gle'::text as rule,
                          '1'::text as policy_version, 'dff0e203-0dfe-4132-b96d-2b3881986dcf'::uuid as lease_id,
                          '2026-11-22 00:30:30.000001+00'::timestamptz as lease_until,
                          '0af7651916cd43dd8448eb211c80319c'::text as trace,
                          '\\x000102030405060708090a0b0c0d0e0f'::bytea as who_salt,
                          '\\x101112131415161718191a1b1c1d1e1f'::bytea as detail_salt"""));
    }

    @Test
    void entryWithTheLeastLeavesOutTheRest() throws Throwable {
        assertEquals(
                "{\"action\":\"ROSTER\",\"at\":\"1970-01-01T00:00:00.000000Z\",\"decision\":\"REFUSED\",\"detail\":"
                        + "\"dbe68ff5c3a36dc2c97af8a0f49617b7dc11617b490add3ebaa3cc5683411471\",\"entry\":1,\"fields\":[],"
                        + "\"v\":1,\"who\":\"c345dbac4650803066bb2f273c4e3b00d48e581ca636db86e5bcef90d95d241d\",\"zone\":\"UTC\"}",
                leaf("""
                        select 1::bigint as entry_id, 'epoch'::timestamptz as at, 'UTC'::text as zone,
                          'hr'::text as actor, 'CLIENT'::text as actor_kind, null::text as post, null::text as outlet,
                          null::text as device, null::text as source_address, 'ROSTER'::text as action,
                          null::text as purpose, null::text as stage, null::text as waybill,
                          null::bytea as recipient_ref, null::int as parcels, '{}'::text[] as fields,
                          null::text as reason, null::text as ticket, null::text as subject,
                          'REFUSED'::text as decision, null::text as problem, null::text as rule,
                          null::text as policy_version, null::uuid as lease_id, null::timestamptz as lease_until,
                          null::text as trace, '\\x00000000000000000000000000000000'::bytea as who_salt,
                          '\\xffffffffffffffffffffffffffffffff'::bytea as detail_salt"""));
    }

    private String leaf(String sql) throws Throwable {
        var rows = VertxContextSupport.subscribeAndAwait(() -> database.query(sql).execute());
        return new String(Leaf.of(rows.iterator().next()), StandardCharsets.UTF_8);
    }
}

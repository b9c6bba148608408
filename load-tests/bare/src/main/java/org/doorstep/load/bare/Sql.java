package org.doorstep.load.bare;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The SQL of the walk (org.doorstep.view.FactsQuery and Disclosure, for a delivery courier whose lease stands) with
 * named places, and a log of its own: {@code bare_entry}, made like {@code access_entry}.
 */
final class Sql {

    static final String FACTS = """
            select s.standing, s.posts, s.outlet, s.epoch, s.tokens_from,
                   exists (select from hold h where h.released_at is null and (h.kind, h.subject) in
                        (('PERSON', :staff), ('DEVICE', 'load-tests-0001'), ('OUTLET', s.outlet),
                         ('CLIENT', 'demo-cli'))) as held,
                   exists (select from staff_origin o where o.staff_id = :staff and o.device = 'load-tests-0001'
                           and o.client = 'demo-cli') as origin_known,
                   p.stage, p.version, p.identity_verified, p.recipient_ref,
                   p.at_outlet = s.outlet as here, a.staff_id is not null as own, t.ticket_id is not null as ticketed,
                   r.assigned, l.lease_id, l.until
            from (select :staff::text as staff_id, :waybill::text as waybill) asked
            left join staff s on s.staff_id = asked.staff_id
            left join parcel p on p.waybill = asked.waybill
            left join assignment a on a.waybill = asked.waybill and a.staff_id = asked.staff_id
                 and a.run_date = (now() at time zone 'Asia/Shanghai')::date and a.ended_at is null
                 and a.assigned_at >= s.post_since
            left join run r on r.staff_id = asked.staff_id
                 and r.run_date = (now() at time zone 'Asia/Shanghai')::date
            left join ticket t on t.waybill = asked.waybill and t.ticket_id = 'none' and t.staff_id = asked.staff_id
                 and t.purpose = 'DELIVER' and t.closed_at is null and t.until > now()
                 and t.opened_at >= s.post_since
            left join lease l on l.waybill = asked.waybill and l.staff_id = asked.staff_id and l.purpose = 'DELIVER'
                 and l.until > now() and l.epoch = s.epoch""";

    private static final String COLUMNS = "at, zone, actor, actor_kind, post, outlet, device, source_address, action, "
            + "purpose, stage, waybill, recipient_ref, parcels, fields, reason, ticket, subject, decision, problem, "
            + "rule, policy_version, lease_id, lease_until, trace";

    private static final String ENVELOPES = "wrapped_dek, recipient_name, recipient_phone, recipient_area, "
            + "recipient_detail, items";

    static final String DISCLOSE = """
            with standing as (
              select 1 from staff where staff_id = :staff and epoch = :epoch for share
            ), fenced as (
              select r.* from standing, parcel p join sealed_record r on r.waybill = p.waybill
              where p.waybill = :waybill and p.version = :version
            ), logged as (
              insert into bare_entry (%s) select :entry from fenced returning entry_id
            )
            select logged.entry_id, %s from logged, fenced""".formatted(COLUMNS, ENVELOPES);

    static final String SELECT_FOR_SHARE = """
            select s.standing, s.posts, s.outlet, p.stage, p.recipient_ref, a.staff_id, %s
            from staff s, parcel p join sealed_record r on r.waybill = p.waybill
            join assignment a on a.waybill = p.waybill
            where s.staff_id = :staff and p.waybill = :waybill and a.staff_id = s.staff_id
              and a.run_date = (now() at time zone 'Asia/Shanghai')::date and a.ended_at is null
            for share of s""".formatted(ENVELOPES);

    static final String INSERT = "insert into bare_entry (%s) values (:entry)".formatted(COLUMNS);

    static final String SELECT_AND_INSERT = """
            with known as (
              %s
            ), logged as (
              insert into bare_entry (%s) select :entry from known returning entry_id
            )
            select logged.entry_id, known.* from logged, known""".formatted(SELECT_FOR_SHARE, COLUMNS);

    /** Where the entry's parameters begin in the statement that appends it, by form. */
    static final int[] FIRST_OF_ENTRY = {5, 1, 3};

    private static final int ENTRY_PARAMETERS = 25;

    private Sql() {
    }

    static String numbered(int first) {
        return IntStream.range(first, first + ENTRY_PARAMETERS).mapToObj(index -> "$" + index)
                .collect(Collectors.joining(", "));
    }

    /** The entry as pgbench writes it: the same values as {@link BareRoute}'s. */
    static String literals(String staff, String waybill) {
        return "now(), 'Asia/Shanghai', " + staff + ", 'STAFF', 'COURIER_DELIVERY', 'LT-AA-01', 'load-tests-0001', "
                + "'127.0.0.1', 'VIEW', 'DELIVER', 'OUT_FOR_DELIVERY', " + waybill + ", "
                + "'\\x000102030405060708090a0b0c0d0e0f'::bytea, null::integer, "
                + "'{items=CLASS,recipient.address=FULL,recipient.name=MASKED,recipient.phone=TAIL4,waybill=FULL}'"
                + "::text[], null, null, null, 'GRANTED', null, 'courier-delivers', '2026-11-21.1', "
                + "'6f1f1b1e-0000-4000-8000-000000000017'::uuid, now() + interval '15 minutes', null";
    }
}

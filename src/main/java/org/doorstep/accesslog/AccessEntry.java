package org.doorstep.accesslog;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;

import org.doorstep.identity.Post;
import org.jspecify.annotations.Nullable;

import io.opentelemetry.api.trace.Span;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * One line of the access log before it is appended: who, when, where, what, and how it ended (电信和互联网用户个人信息
 * 保护规定 (2013), art. 13(6)). It holds ids and forms, never a value.
 *
 * @param at when, UTC; {@code zone} is the company's, so that the local hour can be told
 */
public record AccessEntry(Instant at, String zone, Who who, Where where, What what, Outcome outcome) {

    /** The columns that an entry fills, in the order of {@link #tuple()}. */
    public static final List<String> COLUMNS = List.of("at", "zone", "actor", "actor_kind", "post", "outlet", "device",
            "source_address", "action", "purpose", "stage", "waybill", "recipient_ref", "parcels", "fields", "reason",
            "ticket", "subject", "decision", "problem", "rule", "policy_version", "lease_id", "lease_until", "trace");

    /** The same, decided under this post. */
    public AccessEntry in(Post post) {
        return new AccessEntry(at, zone, who.in(post), where, what, outcome);
    }

    /** The same, by somebody of this outlet. */
    public AccessEntry of(String outlet) {
        return new AccessEntry(at, zone, who, where.at(outlet), what, outcome);
    }

    /** The entry as parameters of a statement that appends it. */
    public Tuple tuple() {
        return Tuple.from(Arrays.asList(
                at.atOffset(ZoneOffset.UTC), zone,
                who.actor(), who.kind(), who.post(),
                where.outlet(), where.device(), where.sourceAddress(),
                what.action().name(), what.purpose(), what.stage(), what.waybill(), buffer(what.recipientRef()),
                what.parcels(), outcome.fields(), what.reason(), what.ticket(), what.subject(),
                outcome.decision().name(), outcome.problem(), outcome.rule(), outcome.policyVersion(),
                outcome.leaseId(), outcome.leaseUntil() == null ? null : outcome.leaseUntil().atOffset(ZoneOffset.UTC),
                trace()));
    }

    /** Adds {@link #tuple()} to the parameters of a larger statement. */
    public void addTo(Tuple parameters) {
        var own = tuple();
        for (int index = 0; index < own.size(); index++) {
            parameters.addValue(own.getValue(index));
        }
    }

    /** The trace that the entry is appended under, if traces are recorded. */
    static @Nullable String trace() {
        var context = Span.current().getSpanContext();
        return context.isValid() ? context.getTraceId() : null;
    }

    private static @Nullable Buffer buffer(byte @Nullable [] bytes) {
        return bytes == null ? null : Buffer.buffer(bytes);
    }
}

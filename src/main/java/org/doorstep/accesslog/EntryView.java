package org.doorstep.accesslog;

import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** An entry as the auditor reads it. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EntryView(long entry, Instant at, String zone, String actor, String actorKind, @Nullable String post,
        @Nullable String outlet, @Nullable String device, @Nullable String sourceAddress, Action action,
        @Nullable String purpose, @Nullable String stage, @Nullable String waybill, @Nullable String recipient,
        @Nullable Integer parcels, List<String> fields, @Nullable String reason, @Nullable String ticket,
        @Nullable String subject, Decision decision, @Nullable String problem, @Nullable String rule,
        @Nullable String policyVersion, @Nullable UUID lease, @Nullable Instant leaseUntil, @Nullable String trace,
        String explanation) {

    static EntryView of(LoggedEntry logged) {
        var who = logged.who();
        var where = logged.where();
        var what = logged.what();
        var outcome = logged.outcome();
        var recipient = what.recipientRef();
        return new EntryView(logged.entryId(), logged.at(), logged.zone(), who.actor(), who.kind(), who.post(),
                where.outlet(), where.device(), where.sourceAddress(), what.action(), what.purpose(), what.stage(),
                what.waybill(), recipient == null ? null : HexFormat.of().formatHex(recipient), what.parcels(),
                Arrays.asList(outcome.fields()), what.reason(), what.ticket(), what.subject(), outcome.decision(),
                outcome.problem(), outcome.rule(), outcome.policyVersion(), outcome.leaseId(), outcome.leaseUntil(),
                logged.trace(), explanation(who, what, outcome));
    }

    /** The decision in a sentence: who asked for what, how it ended, by which rule of which policy. */
    private static String explanation(Who who, What what, Outcome outcome) {
        var asked = who.actor() + (who.post() == null ? "" : " as " + who.post()) + " asked for " + what.action()
                + (what.purpose() == null ? "" : " to " + what.purpose())
                + (what.stage() == null ? "" : " at stage " + what.stage());
        var ended = outcome.decision() + (outcome.problem() == null ? "" : " with " + outcome.problem());
        var by = outcome.rule() == null ? "" : ", decided by rule " + outcome.rule();
        var version = outcome.policyVersion() == null ? "" : " under policy " + outcome.policyVersion();
        return asked + ": " + ended + by + version + ".";
    }
}

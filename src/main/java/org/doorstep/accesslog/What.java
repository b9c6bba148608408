package org.doorstep.accesslog;

import java.util.Optional;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;

import org.jspecify.annotations.Nullable;

/**
 * What was asked for: never a value of a personal field.
 *
 * @param subject what a change is about: the staff number; with a hold, the device, outlet or client
 * @param recipientRef blind index of the recipient, so that "who saw this recipient" can be asked
 * @param parcels how many parcels it was about, where it was about several
 * @param reason what the person typed, with numbers in it redacted
 */
@Embeddable
public record What(
        @Enumerated(EnumType.STRING) Action action,
        @Nullable String purpose,
        @Nullable String stage,
        @Nullable String waybill,
        @Column(name = "recipient_ref") byte @Nullable [] recipientRef,
        @Nullable Integer parcels,
        @Nullable String reason,
        @Nullable String ticket,
        @Nullable String subject) {

    public static What of(Action action) {
        return new What(action, null, null, null, null, null, null, null, null);
    }

    public What on(String number) {
        return new What(action, purpose, stage, number, recipientRef, parcels, reason, ticket, subject);
    }

    public What recipient(byte[] ref) {
        return new What(action, purpose, stage, waybill, ref, parcels, reason, ticket, subject);
    }

    public What at(String stageName) {
        return new What(action, purpose, stageName, waybill, recipientRef, parcels, reason, ticket, subject);
    }

    public What parcels(int count) {
        return new What(action, purpose, stage, waybill, recipientRef, count, reason, ticket, subject);
    }

    public What asked(String why, Optional<String> because, Optional<String> caseNumber) {
        return new What(action, why, stage, waybill, recipientRef, parcels, because.orElse(null),
                caseNumber.orElse(null), subject);
    }

    public What about(String staffId) {
        return new What(action, purpose, stage, waybill, recipientRef, parcels, reason, ticket, staffId);
    }
}

package org.doorstep.view;

import java.util.HexFormat;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.policy.Cap;
import org.doorstep.policy.Policy;
import org.doorstep.policy.Policy.LimitName;
import org.doorstep.policy.Rule;
import org.doorstep.quota.Limit;
import org.doorstep.quota.Quota;
import org.doorstep.quota.Spending;

import io.smallrye.mutiny.Uni;

/** Which limits a look spends: the rule's cap for the person, and those of outlet, recipient and device. */
@ApplicationScoped
class ViewLimits {

    private final Quota quota;
    private final Policy policy;

    ViewLimits(Quota quota, Policy policy) {
        this.quota = quota;
        this.policy = policy;
    }

    /** Spends one look. Whoever has seen the parcel in this window has paid for it already. */
    Uni<Spending> spend(ParcelRequest request, Facts known, Rule rule) {
        var outlet = known.staff().orElseThrow().outlet();
        var person = request.person().id();
        var recipient = HexFormat.of().formatHex(known.parcel().orElseThrow().recipientRef());
        var look = person + "/" + request.waybill();
        return quota.spend(List.of(
                limit(outlet, "person", counted(person, rule), request.waybill(), rule.cap(), known.assigned()),
                limit(outlet, "outlet", outlet, look, policy.limit(LimitName.OUTLET), 0),
                limit(outlet, "recipient", recipient, look, policy.limit(LimitName.RECIPIENT), 0),
                limit(outlet, "device", request.origin().device().orElseThrow(), request.waybill(),
                        policy.limit(LimitName.DEVICE), 0)),
                known.lease().isPresent());
    }

    /** Spends one search by a phone number, known by its blind index. */
    Uni<Spending> search(String person, String outlet, String phoneIndex, Rule rule) {
        return quota.spend(List.of(limit(outlet, "person", counted(person, rule), phoneIndex, rule.cap(), 0)), false);
    }

    /**
     * Counts a look at a parcel that is not open to the person, the same number once. What was typed may be anything,
     * a phone number too, so only sixteen bits of its hash are kept: enough to tell ten numbers apart, not to find one.
     */
    Uni<Spending> miss(ParcelRequest request, Facts known) {
        var cap = policy.limit(LimitName.MISSES);
        return quota.spend(List.of(limit(known.staff().orElseThrow().outlet(), "misses", request.person().id(),
                Integer.toHexString(request.waybill().hashCode() & 0xFFFF), cap, 0)), false);
    }

    /** Caps that follow the assignment are one count for all rules of a person; others are counted by rule. */
    private static String counted(String person, Rule rule) {
        return switch (rule.cap()) {
            case Cap.AssignedPlus _ -> person;
            case Cap.Fixed _ -> person + "/" + rule.id();
        };
    }

    private Limit limit(String outlet, String name, String subject, String member, Cap cap, int assigned) {
        return quota.limit(outlet, name, subject, member, cap.limit(assigned), cap.window());
    }
}

package org.doorstep.hr;

import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Set;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;

import org.doorstep.identity.OutletCode;
import org.doorstep.identity.Post;
import org.doorstep.identity.StaffNow;
import org.doorstep.offboarding.StaffEvent;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * An event of the HR system, in the form that Standard Webhooks 1.0 recommends.
 *
 * @param type what happened
 * @param timestamp when HR's system recorded it
 */
@RegisterForReflection
public record HrEvent(
        @NotNull @Schema(examples = "staff.left", enumeration = {
                "staff.joined", "staff.left", "staff.suspended",
                "staff.returned", "staff.transferred", "staff.phone_changed", "hr.heartbeat"}) String type,
        @NotNull OffsetDateTime timestamp,
        @Nullable @Valid Data data){

    static final String HEARTBEAT = "hr.heartbeat";
    static final String PHONE_CHANGED = "staff.phone_changed";

    /**
     * Whom it is about.
     *
     * @param posts those they hold from then on; needed where they join or are transferred
     * @param outlet where they work from then on; needed where they join or are transferred
     * @param phone their new number; personal data
     * @param effectiveAt from when it holds; the event's timestamp if it is missing
     * @param sequence HR's own number of the event: larger is later
     */
    @RegisterForReflection
    public record Data(
            @NotNull @Pattern(regexp = StaffNow.ID_FORM, message = "must be a staff number") //
            @Schema(examples = "K1001") String staffId,
            @Nullable @Size(min = 1) Set<@NotNull Post> posts,
            @Nullable @Pattern(regexp = OutletCode.FORM, message = OutletCode.MESSAGE) //
            @Schema(examples = "SH-PD-01") String outlet,
            @Nullable @Size(min = 5, max = 32) String phone,
            @Nullable OffsetDateTime effectiveAt,
            @Nullable @Positive Long sequence) {

        @Override
        public String toString() {
            return "Data[" + staffId + "]";
        }
    }

    /** What it says of the person; empty if the type is unknown or something that the type needs is missing. */
    Optional<StaffEvent> saysOf(Data about) {
        var posts = Optional.ofNullable(about.posts());
        var outlet = Optional.ofNullable(about.outlet());
        return switch (type) {
            case "staff.joined" -> posts.flatMap(all -> outlet.map(place -> new StaffEvent.Joined(all, place)));
            case "staff.left" -> Optional.of(new StaffEvent.Left());
            case "staff.suspended" -> Optional.of(new StaffEvent.Suspended());
            case "staff.returned" -> Optional.of(new StaffEvent.Returned(posts, outlet));
            case "staff.transferred" ->
                posts.flatMap(all -> outlet.map(place -> new StaffEvent.Transferred(all, place)));
            case PHONE_CHANGED -> Optional.ofNullable(about.phone()).map(_ -> new StaffEvent.PhoneChanged());
            default -> Optional.empty();
        };
    }
}

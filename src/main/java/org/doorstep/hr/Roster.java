package org.doorstep.hr;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;

import org.doorstep.identity.OutletCode;
import org.doorstep.identity.Post;
import org.doorstep.identity.StaffNow;
import org.doorstep.identity.Standing;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * HR's full list: whom it does not name has no post.
 *
 * @param asOf when HR wrote it: what HR said since counts over it
 * @param sequence HR's own number of it, where events are ordered by number
 * @param mostEnded how many people may lose access by it, where that is more than the setting allows
 */
public record Roster(
        @NotNull OffsetDateTime asOf,
        @Nullable @Positive Long sequence,
        @Nullable @PositiveOrZero Integer mostEnded,
        @NotNull List<@NotNull @Valid Line> staff) {

    /** One person of it. */
    public record Line(
            @NotNull @Pattern(regexp = StaffNow.ID_FORM, message = "must be a staff number") //
            @Schema(examples = "K1001") String staffId,
            @NotNull Standing standing,
            @NotNull Set<@NotNull Post> posts,
            @NotNull @Pattern(regexp = OutletCode.FORM, message = OutletCode.MESSAGE) //
            @Schema(examples = "SH-PD-01") String outlet) {
    }
}

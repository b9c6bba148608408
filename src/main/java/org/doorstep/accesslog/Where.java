package org.doorstep.accesslog;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

import org.doorstep.identity.Origin;
import org.jspecify.annotations.Nullable;

/**
 * Where: outlet, device and network address. A courier's own position is not kept: it would be sensitive personal
 * information itself (Personal Information Protection Law, art. 28).
 */
@Embeddable
public record Where(
        @Nullable String outlet,
        @Nullable String device,
        @Column(name = "source_address") @Nullable String sourceAddress) {

    public static Where of(Origin origin) {
        return new Where(null, origin.device().orElse(null), origin.sourceAddress());
    }

    public Where at(String outletCode) {
        return new Where(outletCode, device, sourceAddress);
    }
}

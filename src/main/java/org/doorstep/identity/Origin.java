package org.doorstep.identity;

import java.util.Optional;

/**
 * Where a request comes from: the third of the four facts that the law wants recorded (who, when, where, what).
 *
 * @param device the app's installation id as the app states it; 8 to 64 of {@code A-Za-z0-9._-}
 * @param sourceAddress the peer's network address
 */
public record Origin(Optional<String> device, String sourceAddress) {

    /** The form of an app's installation id. */
    public static final String DEVICE_FORM = "[A-Za-z0-9._-]{8,64}";
    /** The request header that carries the device. */
    public static final String DEVICE_HEADER = "Doorstep-Device";
}

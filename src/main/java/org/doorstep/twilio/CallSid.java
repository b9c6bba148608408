package org.doorstep.twilio;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Twilio's id of one leg of a call: {@code CA} and 32 hexadecimal digits. Nothing else reaches an address. */
record CallSid(String text) {

    private static final Pattern FORM = Pattern.compile("CA[0-9a-fA-F]{32}");

    static Optional<CallSid> of(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new CallSid(text)) : Optional.empty();
    }

    /** Both legs, as they are kept to end the call after a restart: the caller's first. */
    static byte[] handle(List<CallSid> legs) {
        return legs.stream().map(CallSid::text).collect(Collectors.joining(" ")).getBytes(StandardCharsets.US_ASCII);
    }

    static Stream<CallSid> legs(byte[] handle) {
        return Stream.of(new String(handle, StandardCharsets.US_ASCII).split(" ")).map(CallSid::of)
                .flatMap(Optional::stream);
    }
}

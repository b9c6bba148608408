package org.doorstep.twilio;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.netty.handler.codec.http.QueryStringDecoder;

/** The parameters of a request of Twilio's. There are phone numbers among them, so it is printed nowhere. */
record TwilioForm(Map<String, List<String>> parameters) {

    private static final int MOST_PARAMETERS = 256;

    TwilioForm {
        parameters = Map.copyOf(parameters);
    }

    /** Empty if it is none. @param body application/x-www-form-urlencoded */
    static Optional<TwilioForm> of(String body) {
        try {
            var decoder = new QueryStringDecoder(body, StandardCharsets.UTF_8, false, MOST_PARAMETERS, true);
            return Optional.of(new TwilioForm(decoder.parameters()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The parameter's value, empty without one. */
    String text(String name) {
        return parameters.getOrDefault(name, List.of("")).getFirst();
    }

    Optional<CallSid> callSid(String name) {
        return CallSid.of(text(name));
    }

    @Override
    public String toString() {
        return "TwilioForm" + parameters.keySet();
    }
}

package org.doorstep.dypls;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import org.doorstep.bridge.IncomingCall;

import com.fasterxml.jackson.databind.JsonNode;

/** One call in a report of Dypls' (Dypls, "HTTP batch push"). Numbers are in it, so it is printed nowhere. */
record CallReport(JsonNode members, ZoneId zone) {

    private static final Pattern ID = Pattern.compile("[!-~]{1,100}");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final int BY_PEER = 1;
    private static final int INTERCEPTED = 4;

    /** The types of message that are about calls; their names are parts of addresses. */
    enum Type {
        STARTED("SecretStartReport"), RINGING("SecretRingReport"), ANSWERED("SecretPickUpReport"),
        ENDED("SecretReport");

        private final String message;

        Type(String message) {
            this.message = message;
        }

        static Optional<Type> of(String message) {
            for (var type : values()) {
                if (type.message.equals(message)) {
                    return Optional.of(type);
                }
            }
            return Optional.empty();
        }
    }

    /** Dypls' id of the call; empty if there is none, or none in its form. */
    Optional<String> id() {
        return Optional.of(text("call_id")).filter(text -> ID.matcher(text).matches());
    }

    /** Not a short message, which is sent over the same numbers and reported in the same way. */
    boolean isCall() {
        int type = number("call_type", 0);
        return type == 0 || type == BY_PEER || type == INTERCEPTED;
    }

    /** Whether Dypls itself did not connect it: no binding, a black list, a restriction. */
    boolean isIntercepted() {
        return number("call_type", 0) == INTERCEPTED || number("unconnected_cause", 0) != 0;
    }

    IncomingCall incoming(String id, String source) {
        var caller = text(number("call_type", 0) == BY_PEER ? "peer_no" : "phone_no");
        var extension = Optional.of(text("extension")).filter(text -> !text.isEmpty());
        return new IncomingCall(DyplsAccount.NAME, id, text("secret_no"), extension, caller, source);
    }

    /** Whether the other side took it: then it lasted (release_time and start_time differ). */
    boolean wasAnswered() {
        var from = time("start_time");
        var to = time("release_time");
        return from.isPresent() && to.isPresent() && to.get().isAfter(from.get());
    }

    Optional<Instant> time(String member) {
        try {
            return Optional.of(LocalDateTime.parse(text(member), TIME).atZone(zone).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** Numbers come as such or as text. */
    int number(String member, int without) {
        return members.path(member).asInt(without);
    }

    private String text(String member) {
        return members.path(member).asText("");
    }

    @Override
    public String toString() {
        return "CallReport[" + id().orElse("") + "]";
    }
}

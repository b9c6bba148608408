package org.doorstep.signals;

import java.util.Optional;
import java.util.regex.Pattern;

import org.doorstep.identity.StaffNow;

import com.fasterxml.jackson.databind.JsonNode;

/** Whom an event is about (RFC 9493). */
sealed interface EventSubject {

    Pattern STAFF = Pattern.compile(StaffNow.ID_FORM);
    Pattern ACCOUNT = Pattern.compile("[A-Za-z0-9-]{1,64}");

    /** A member of staff by number. */
    record Staff(String staffId) implements EventSubject {
    }

    /** An account of our realm by Keycloak's own id. */
    record Account(String id) implements EventSubject {
    }

    /**
     * What a subject identifier says: {@code opaque} with a staff number, {@code iss_sub} of our realm, or
     * {@code complex} whose {@code user} is one of them; empty for any other.
     */
    static Optional<EventSubject> of(JsonNode identifier, String realm) {
        return identifier.path("format").asText().equals("complex") ? simple(identifier.path("user"), realm)
                : simple(identifier, realm);
    }

    private static Optional<EventSubject> simple(JsonNode identifier, String realm) {
        return switch (identifier.path("format").asText()) {
            case "opaque" -> text(identifier, "id", STAFF).map(Staff::new);
            case "iss_sub" -> text(identifier, "sub", ACCOUNT)
                    .filter(_ -> identifier.path("iss").asText().equals(realm)).map(Account::new);
            default -> Optional.empty();
        };
    }

    private static Optional<String> text(JsonNode identifier, String member, Pattern form) {
        return Optional.of(identifier.path(member)).filter(JsonNode::isTextual).map(JsonNode::asText)
                .filter(text -> form.matcher(text).matches());
    }
}

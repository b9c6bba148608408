package org.doorstep.signals;

import org.doorstep.problem.ProblemType;

import com.fasterxml.jackson.annotation.JsonIgnore;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Why an event is not taken over, in the form of RFC 8935, section 2.3. Nothing was changed.
 *
 * @param err a code of section 2.4 there
 * @param problem what the log calls it, where the event was the transmitter's
 */
@RegisterForReflection
public record Rejection(String err, String description, @JsonIgnore ProblemType problem) {

    static final String INVALID_REQUEST = "invalid_request";

    static final Rejection NO_EVENT = request("The body is not a security event token in JWS compact form");
    static final Rejection NOT_TYPED = request("The header typ is not secevent+jwt");
    static final Rejection INCOMPLETE = request(
            "The claims iss, iat, jti or events are missing, doubled, or not of the form that RFC 8417 gives them");
    static final Rejection NOT_NOW = request("The claim iat is in the future or too long ago");
    static final Rejection NOT_ONE_EVENT = request("The claim events does not hold exactly one event object");
    static final Rejection UNKNOWN_EVENT = new Rejection(INVALID_REQUEST, "The event's type is not taken here",
            ProblemType.UNKNOWN_EVENT_TYPE);
    static final Rejection UNKNOWN_FORMAT = request("The claim sub_id is missing or of a format that is not taken "
            + "here: opaque with a staff number, iss_sub of the company's realm, or complex with such a user");
    static final Rejection UNKNOWN_SUBJECT = new Rejection(INVALID_REQUEST, "Nobody here is the subject of the event",
            ProblemType.UNKNOWN_PERSON);
    static final Rejection WRONG_ALGORITHM = new Rejection("invalid_key",
            "The token is not signed by RS256, PS256, ES256 or EdDSA", ProblemType.INVALID_REQUEST);
    static final Rejection UNKNOWN_KEY = new Rejection("invalid_key",
            "The token is not signed by a key of the transmitter's key set", ProblemType.INVALID_REQUEST);
    static final Rejection WRONG_SIGNATURE = new Rejection("authentication_failed",
            "The signature is not one of the transmitter's over this token", ProblemType.INVALID_REQUEST);
    static final Rejection WRONG_ISSUER = new Rejection("invalid_issuer", "The claim iss is not the transmitter's",
            ProblemType.INVALID_REQUEST);
    static final Rejection WRONG_AUDIENCE = new Rejection("invalid_audience",
            "The claim aud does not name this receiver", ProblemType.INVALID_REQUEST);

    private static Rejection request(String description) {
        return new Rejection(INVALID_REQUEST, description, ProblemType.INVALID_REQUEST);
    }
}

package org.doorstep.dypls;

import java.util.regex.Pattern;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

/**
 * An answer of Dypls. Its messages are never passed on: they may repeat what was asked.
 *
 * @param code {@code OK}, or the code of what is wrong (Dypls, "API error codes")
 */
record DyplsAnswer(String code, JsonObject body) {

    private static final Pattern CODE = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,79}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{5}");
    private static final int SERVER_ERROR = 500;

    /** What a code means for what was asked. */
    enum Meaning {
        OK, CONFLICT,
        /** No number is free, which is also said when the number asked for already serves one of the two. */
        NONE_FREE,
        /** There is no such binding, or no more. */
        GONE,
        /** Something that passes: to be asked again, under a new nonce. */
        PASSING, REFUSED
    }

    static DyplsAnswer of(int status, String text) {
        try {
            var body = new JsonObject(text);
            var code = body.getValue("Code") instanceof String given ? given : "";
            return new DyplsAnswer(isCode(code) ? code : unnamed(status), body);
        } catch (DecodeException e) {
            return new DyplsAnswer(unnamed(status), new JsonObject());
        }
    }

    /** A code is passed on to operators and into entries, so nothing that may be a phone number is one. */
    private static boolean isCode(String text) {
        return CODE.matcher(text).matches() && !NUMBER.matcher(text).find();
    }

    private static String unnamed(int status) {
        return status >= SERVER_ERROR ? "ServiceUnavailable" : "unnamed";
    }

    Meaning meaning() {
        return switch (code) {
            case "OK" -> Meaning.OK;
            case "isv.BIND_CONFLICT", "isv.UPDATE_CONFLICT", "isv.NO_USED_BY_OTHERS" -> Meaning.CONFLICT;
            case "isv.NO_AVAILABLE_NUMBER" -> Meaning.NONE_FREE;
            case "isv.SUBS_NOT_EXIST" -> Meaning.GONE;
            case "isv.FLOW_LIMIT", "SignatureNonceUsed", "ServiceUnavailable", "InternalError" -> Meaning.PASSING;
            case "isp.RAM_PERMISSION_DENY" -> Meaning.REFUSED;
            default -> code.startsWith("isp.") || code.startsWith("Throttling") ? Meaning.PASSING : Meaning.REFUSED;
        };
    }

    /** A part of the answer, empty without one. */
    JsonObject part(String name) {
        return body.getValue(name) instanceof JsonObject part ? part : new JsonObject();
    }

    /** Ids come as text or as a number. */
    static String text(JsonObject part, String name) {
        return part.getValue(name) instanceof Object value ? value.toString() : "";
    }

    @Override
    public String toString() {
        return "DyplsAnswer[" + code + "]";
    }
}

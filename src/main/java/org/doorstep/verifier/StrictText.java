package org.doorstep.verifier;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/** Spellings that can be read in one way only. */
final class StrictText {

    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,18}");

    private StrictText() {
    }

    /** Base64 with its padding and without stray bits. */
    static byte[] base64(String text) throws Malformed {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            if (Base64.getEncoder().encodeToString(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException _) {
            // the same as another spelling
        }
        throw new Malformed("base64 that is not in its one spelling");
    }

    /** A decimal number without leading zeroes. */
    static long number(String text) throws Malformed {
        try {
            if (NUMBER.matcher(text).matches()) {
                return Long.parseLong(text);
            }
        } catch (NumberFormatException _) {
            // larger than any log
        }
        throw new Malformed("a number that is none: " + printable(text));
    }

    static String utf8(byte[] bytes) throws Malformed {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException _) {
            throw new Malformed("text that is not UTF-8");
        }
    }

    /** At most the first characters of a text from outside, fit for a terminal. */
    static String printable(String text) {
        var shown = text.codePoints().limit(80).map(sign -> Character.isISOControl(sign) ? '?' : sign)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
        return shown.toString();
    }
}

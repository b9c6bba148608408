package org.doorstep.verifier;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Writes one JSON object in the canonical form of RFC 8785. The caller names the members in their order; those without
 * a value are left out. For one thread, which may write one object after another.
 */
final class CanonicalWriter {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[1024];
    private int length;

    CanonicalWriter begin() {
        length = 0;
        put('{');
        return this;
    }

    CanonicalWriter member(String name, @Nullable String value) {
        if (value != null) {
            name(name);
            text(value);
        }
        return this;
    }

    CanonicalWriter member(String name, @Nullable Long value) {
        if (value != null) {
            name(name);
            raw(Long.toString(value));
        }
        return this;
    }

    CanonicalWriter member(String name, @Nullable Iterable<String> values) {
        if (values != null) {
            name(name);
            put('[');
            boolean first = true;
            for (var value : values) {
                if (!first) {
                    put(',');
                }
                first = false;
                text(value);
            }
            put(']');
        }
        return this;
    }

    byte[] end() {
        put('}');
        return Arrays.copyOf(bytes, length);
    }

    private void name(String name) {
        if (length > 1) {
            put(',');
        }
        text(name);
        put(':');
    }

    private void text(String text) {
        put('"');
        for (int index = 0; index < text.length(); index++) {
            char sign = text.charAt(index);
            if (sign >= 0x80) {
                int point = text.codePointAt(index);
                index += Character.charCount(point) - 1;
                raw(Character.toString(point).getBytes(StandardCharsets.UTF_8));
            } else if (sign < ' ' || sign == '"' || sign == '\\') {
                escape(sign);
            } else {
                put(sign);
            }
        }
        put('"');
    }

    private void escape(char sign) {
        put('\\');
        switch (sign) {
            case '\b' -> put('b');
            case '\t' -> put('t');
            case '\n' -> put('n');
            case '\f' -> put('f');
            case '\r' -> put('r');
            case '"' -> put('"');
            case '\\' -> put('\\');
            default -> {
                raw("u00");
                put(HEX[sign >> 4]);
                put(HEX[sign & 15]);
            }
        }
    }

    private void raw(String ascii) {
        for (int index = 0; index < ascii.length(); index++) {
            put(ascii.charAt(index));
        }
    }

    private void raw(byte[] several) {
        for (byte one : several) {
            put(one);
        }
    }

    private void put(int sign) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * length);
        }
        bytes[length++] = (byte) sign;
    }
}

package org.doorstep.crypto;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Bytes that can be read in one way only, as input of a MAC or as associated data: a first byte says what follows,
 * numbers are 4 bytes big-endian, and each text is its UTF-8 preceded by its length in bytes as such a number.
 */
final class Canonical {

    static final int AAD = 1;
    static final int WRAPPING_CONTEXT = 2;
    static final int BLIND_INDEX = 3;
    static final int ROOT_KEY_ID = 4;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(96);

    Canonical(int kind) {
        bytes.write(kind);
    }

    Canonical number(int number) {
        return raw(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    }

    Canonical text(String text) {
        byte[] utf8 = utf8(text);
        return number(utf8.length).raw(utf8);
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }

    private Canonical raw(byte[] more) {
        bytes.writeBytes(more);
        return this;
    }

    /** Unlike {@link String#getBytes}, which turns each half of a surrogate pair into the same question mark. */
    private static byte[] utf8(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            var utf8 = new byte[encoded.remaining()];
            encoded.get(utf8);
            return utf8;
        } catch (CharacterCodingException _) {
            throw new IllegalArgumentException("Text holds half of a surrogate pair");
        }
    }
}

package org.doorstep.sip;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import org.doorstep.sip.CallHandle.Side;
import org.junit.jupiter.api.Test;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The form in which a call's dialogs are kept: calls of the version before are ended by it. */
class CallHandleTest {

    private static final CallHandle HANDLE = new CallHandle(
            new Side("id-1", "sip:14400000003@192.0.2.1", "ours", "sip:14000000001@192.0.2.9", "theirs",
                    "sip:phone@192.0.2.9:5080", List.of(), 100_002, Transport.UDP),
            new Side("id-2", "sip:14400000003@192.0.2.1", "我", "sip:16000000002@192.0.2.9", "b",
                    "sip:16000000002@192.0.2.9;transport=tls", List.of("<sip:192.0.2.8;lr>", "<sip:192.0.2.7;lr>"),
                    1L << 32, Transport.TLS));

    /** Form, then each side: seven texts with their length in two bytes, eight bytes of sequence, the routes. */
    private static final String BYTES = "01"
            + text("id-1") + text("sip:14400000003@192.0.2.1") + text("ours") + text("sip:14000000001@192.0.2.9")
            + text("theirs") + text("sip:phone@192.0.2.9:5080") + "0003554450" + "00000000000186a2" + "00"
            + text("id-2") + text("sip:14400000003@192.0.2.1") + "0003e68891" + text("sip:16000000002@192.0.2.9")
            + text("b") + text("sip:16000000002@192.0.2.9;transport=tls") + "0003544c53" + "0000000100000000" + "02"
            + text("<sip:192.0.2.8;lr>") + text("<sip:192.0.2.7;lr>");

    private static String text(String ascii) {
        return "%04x".formatted(ascii.length()) + HexFormat.of().formatHex(ascii.getBytes(UTF_8));
    }

    @Test
    void bytesAreAsTheyWere() {
        assertEquals(BYTES, HexFormat.of().formatHex(HANDLE.bytes()));
    }

    @Test
    void handleIsReadFromItsBytes() {
        assertEquals(Optional.of(HANDLE), CallHandle.of(HexFormat.of().parseHex(BYTES)));
    }

    @Test
    void anotherFormIsNone() {
        var bytes = HANDLE.bytes();
        bytes[0] = 2;

        assertEquals(Optional.empty(), CallHandle.of(bytes));
    }

    @Test
    void unknownTransportIsNone() {
        var bytes = HexFormat.of().parseHex(BYTES.replace("0003554450", "0003554451"));

        assertEquals(Optional.empty(), CallHandle.of(bytes));
    }

    @Property
    void partOfOneIsNone(@ForAll @IntRange(max = 1000) int length) {
        var bytes = HANDLE.bytes();

        assertEquals(Optional.empty(), CallHandle.of(Arrays.copyOf(bytes, Math.min(length, bytes.length - 1))));
    }

    @Property
    void anyBytesAreReadAsTheyAreWrittenOrNotAtAll(@ForAll @Size(max = 200) byte[] bytes) {
        CallHandle.of(bytes).ifPresent(read -> assertArrayEquals(bytes, read.bytes()));
    }

    @Test
    void numbersInItAreNotPrinted() {
        assertFalse((HANDLE + " " + HANDLE.caller()).contains("1400"));
    }
}

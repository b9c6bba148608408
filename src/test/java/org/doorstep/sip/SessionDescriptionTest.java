package org.doorstep.sip;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;

import org.doorstep.sip.SessionDescription.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SessionDescriptionTest {

    private static final String PLANTED = "14800000008";
    private static final List<Stream> AUDIO_ALONE = List.of(new Stream("audio", "RTP/AVP", "0"));
    private static final String SESSION = "v=0\no=x 1 1 IN IP4 192.0.2.1\ns=-\nc=IN IP4 192.0.2.1\nt=0 0\n";
    private static final String AUDIO = "m=audio 6000 RTP/AVP 8 101\na=rtpmap:8 PCMA/8000\n"
            + "a=rtpmap:101 telephone-event/8000\na=fmtp:101 0-15\na=ptime:20\na=sendonly\n";

    @Test
    void descriptionIsWrittenAnew() {
        assertEquals("v=0\r\no=- 7 2 IN IP4 192.0.2.200\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"
                + AUDIO.replace("\n", "\r\n"), rewritten(SESSION + AUDIO));
    }

    @Test
    void nothingButTheStreamIsLeft() {
        var planted = "v=0\no=%1$s %1$s %1$s IN IP4 192.0.2.1\ns=%1$s\ni=%1$s\nu=http://example.com/%1$s\np=%1$s\n"
                + "c=IN IP4 192.0.2.1\nb=AS:%1$s\nt=%1$s %1$s\nr=%1$s\nz=%1$s\nk=clear:%1$s\na=tool:%1$s\na=%1$s\n"
                + "m=audio 6000 RTP/AVP 8 %1$s 96\ni=%1$s\na=rtpmap:8 PCMA/8000\na=rtpmap:96 %1$s/8000\n"
                + "a=fmtp:8 %1$s\na=ptime:%1$s\na=ssrc:%1$s cname:%1$s\na=candidate:%1$s\nm=video 9 RTP/AVP 31 %1$s\n"
                + "c=IN IP4 192.0.2.1\na=label:%1$s\n";

        assertFalse(rewritten(planted.formatted(PLANTED)).contains(PLANTED));
    }

    @Test
    void addressOfTheStreamGoesBeforeThatOfTheSession() {
        assertEquals("192.0.2.9", read(SESSION + AUDIO + "c=IN IP4 192.0.2.9\n").orElseThrow().address());
    }

    @Test
    void ipv6IsWrittenAsSuch() {
        assertTrue(rewritten(SESSION.replace("c=IN IP4 192.0.2.1", "c=IN IP6 2001:db8::1") + AUDIO)
                .contains("c=IN IP6 2001:db8:0:0:0:0:0:1\r\n"));
    }

    @Test
    void otherStreamsKeepTheirPlacesAlone() {
        var described = read(SESSION + "m=video 6002 RTP/AVP 31\n" + AUDIO + "m=application 9 TCP/BFCP *\n")
                .orElseThrow();

        assertEquals(1, described.audio());
        assertEquals(List.of(new Stream("video", "RTP/AVP", "31"), new Stream("audio", "RTP/AVP", "8"),
                new Stream("application", "TCP/BFCP", "*")), described.streams());
        assertEquals(List.of("m=video 0 RTP/AVP 31", "m=audio 0 RTP/AVP 8", "m=application 0 TCP/BFCP *"),
                described.refusal("192.0.2.200").lines().filter(line -> line.startsWith("m=")).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"m=audio 6000 RTP/SAVP 8", "m=audio 6000 UDP/TLS/RTP/SAVPF 8", "m=audio 0 RTP/AVP 8",
            "m=audio 65536 RTP/AVP 8", "m=audio 6000 RTP/AVP 13 101", "m=audio 6000 RTP/AVP 96",
            "m=audio 6000 RTP/AVP 136",
            "m=video 6000 RTP/AVP 8", "m=14800000008 6000 RTP/AVP 8", "m=audio 6000 X 8", "m=audio 6000 RTP/AVP",
            "m=audio 6000 RTP/AVP ;8", "a=sendrecv"})
    void streamThatCannotBeLetThroughIsRefused(String media) {
        assertEquals(Optional.empty(), read(SESSION + media + "\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"c=IN IP4 phone.example.com", "c=IN IP6 192.0.2.1", "c=IN IP4 2001:db8::1",
            "c=IN IP6 fe80::1%1",
            "c=IN IP4", "c=ATM IP4 192.0.2.1", "c=IN IP4 14800000008", "b=AS:64"})
    void addressMustBeALiteral(String connection) {
        assertEquals(Optional.empty(), read(SESSION.replace("c=IN IP4 192.0.2.1", connection) + AUDIO));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "v=1\n", "\nv=0\n", "o=- 1 1 IN IP4 192.0.2.1\n"})
    void whatIsNoDescriptionIsNone(String start) {
        assertEquals(Optional.empty(), read(start + SESSION.substring(4) + AUDIO));
    }

    @Test
    void descriptionWithTooManyStreamsIsRefused() {
        assertTrue(read(SESSION + AUDIO + "m=video 0 RTP/AVP 31\n".repeat(7)).isPresent());
        assertEquals(Optional.empty(), read(SESSION + AUDIO + "m=video 0 RTP/AVP 31\n".repeat(8)));
    }

    @ParameterizedTest
    @CsvSource({"20,true", "120,true", "21,false", "0,false", "020,false", "148,false"})
    void packetTimesAreTheUsualOnes(String time, boolean kept) {
        assertEquals(kept, rewritten(SESSION + AUDIO.replace("a=ptime:20", "a=ptime:" + time)).contains("a=ptime:"));
    }

    @Property
    void noLineCarriesANumber(@ForAll("lines") List<String> lines) {
        read(SESSION + AUDIO + String.join("\n", lines)).ifPresent(read -> {
            var text = read.write("192.0.2.200", 7, 2, AUDIO_ALONE, 0);
            assertFalse(text.contains(PLANTED), text);
            assertEquals(read.formats(), SessionDescription.read(text.getBytes(UTF_8)).orElseThrow().formats());
        });
    }

    @Provide
    Arbitrary<List<String>> lines() {
        return Arbitraries.of("a=%s", "a=rtpmap:8 %s/8000", "a=rtpmap:8 PCMA/%s", "a=fmtp:8 mode=%s", "a=fmtp:101 %s",
                "a=ptime:%s", "i=%s", "m=video %s RTP/AVP 31", "m=video 9 RTP/AVP %s", "m=video 9 %s 31",
                "m=%s 9 RTP/AVP 31",
                "a=rtpmap:97 AMR/8000", "a=rtpmap:%s PCMA/8000", "b=AS:%s", "c=IN IP4 192.0.2.%s",
                "c=IN IP4 192.0.2.1/%s")
                .map(line -> line.formatted(PLANTED)).list().ofMaxSize(6);
    }

    private static Optional<SessionDescription> read(String text) {
        return SessionDescription.read(text.getBytes(UTF_8));
    }

    private static String rewritten(String text) {
        var read = read(text).orElseThrow();
        return read.write("192.0.2.200", 7, 2, AUDIO_ALONE, 0);
    }
}

package org.doorstep.sip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

/**
 * Inputs that nobody meant, made of good ones by chance. Each run takes another seed, told when it fails;
 * {@code SIP_FUZZ_SEED} takes one again, and {@code SIP_FUZZ_ROUNDS} says how many thousand inputs a test takes (3).
 */
class SipFuzzTest {

    private static final String PLANTED = "14000000001";
    private static final Pattern ALLOWED = Pattern
            .compile("v=0|o=- [0-9]+ [0-9]+ IN IP[46] \\S+|s=-|c=IN IP[46] [0-9a-f.:]+"
                    + "|t=0 0|m=[a-z]+ [0-9]{1,5} \\S+( \\S+)+|a=rtpmap:[0-9]{1,3} [A-Za-z0-9-]+/[0-9]+(/2)?"
                    + "|a=fmtp:[0-9]{1,3} [-a-z0-9=;,]+|a=ptime:[0-9]{2,3}|a=(sendrecv|sendonly|recvonly|inactive)");
    private static final String DESCRIPTION = """
            v=0
            o=14000000001 53655765 2353687637 IN IP4 192.0.2.1
            s=14000000001
            i=14000000001
            c=IN IP4 192.0.2.7
            b=AS:64
            t=0 0
            m=audio 6000 RTP/AVP 8 96 97 101
            a=rtpmap:8 PCMA/8000
            a=rtpmap:96 AMR/8000
            a=fmtp:96 octet-align=1;mode-set=0,2,4,7;max-red=220
            a=rtpmap:97 opus/48000/2
            a=fmtp:97 useinbandfec=1;maxplaybackrate=16000
            a=rtpmap:101 telephone-event/8000
            a=fmtp:101 0-15
            a=ptime:20
            a=sendrecv
            m=video 3227 RTP/AVP 31
            a=rtpmap:31 LPC/14000000001
            """;

    private final long seed = Long.parseLong(Optional.ofNullable(System.getenv("SIP_FUZZ_SEED"))
            .orElse(Long.toString(System.nanoTime())));
    private final int rounds = 1000
            * Integer.parseInt(Optional.ofNullable(System.getenv("SIP_FUZZ_ROUNDS")).orElse("3"));
    private final Random random = new Random(seed);

    @Test
    void aRebuiltDescriptionHoldsOnlyWhatIsAllowedAndReadsAsItself() {
        int rebuilt = 0;
        for (int round = 0; round < rounds; round++) {
            var body = mutated(DESCRIPTION.getBytes(UTF_8));
            var read = SessionDescription.read(body);
            if (read.isPresent()) {
                rebuilt++;
                assertRebuilt(read.get(), new String(body, UTF_8));
            }
        }
        assertTrue(rebuilt > rounds / 50, "hardly any could be read: " + rebuilt + told());
    }

    private void assertRebuilt(SessionDescription read, String body) {
        var text = write(read);
        for (var line : text.split("\r\n")) {
            assertTrue(ALLOWED.matcher(line).matches(), () -> line + " of " + body + told());
        }
        assertFalse(text.contains(PLANTED), () -> text + " of " + body + told());
        assertEquals(text, write(SessionDescription.read(text.getBytes(UTF_8)).orElseThrow()), this::told);
    }

    private static String write(SessionDescription description) {
        return description.write("192.0.2.9", 7, 1, List.of(description.streams().get(description.audio())), 0);
    }

    @Test
    void whatIsDialledIsANumberOrNothing() {
        var numbers = new Numbers(Settings.of(5060, Map.of("numbers.strip", "+86,0086")).numbers());
        for (int round = 0; round < rounds; round++) {
            var user = new String(mutated("+8614400000003;ext=12;phone-context=x".getBytes(UTF_8)), UTF_8);
            var caller = round % 4 == 0 ? ";".repeat(random.nextInt(5)) : user;

            assertTrue(numbers.caller(caller).orElse("1").matches("\\+?[0-9]{1,24}"), () -> caller + told());
            assertTrue(numbers.dialled(caller).map(Numbers.Dialled::number).orElse("1").matches("\\+?[0-9]{1,24}"),
                    () -> caller + told());
        }
    }

    @Test
    void aHandleIsReadAsItWasWrittenOrNotAtAll() {
        var side = new CallHandle.Side("id", "sip:1@a", "t1", "sip:2@b", "t2", "sip:3@c", List.of("<sip:r;lr>"), 7,
                Transport.TCP);
        var bytes = new CallHandle(side, side).bytes();
        assertArrayEquals(bytes, CallHandle.of(bytes).orElseThrow().bytes());
        for (int round = 0; round < rounds; round++) {
            CallHandle.of(mutated(bytes)).ifPresent(read -> assertEquals(Optional.of(read),
                    CallHandle.of(read.bytes()), this::told));
        }
    }

    @Test
    void anEntryOfTheAllowListIsANetworkOrRefused() {
        for (int round = 0; round < rounds; round++) {
            var entry = new String(mutated((round % 2 == 0 ? "192.0.2.0/24" : "2001:db8::/32").getBytes(UTF_8)), UTF_8);
            try {
                var _ = new AllowList(List.of(entry));
            } catch (IllegalArgumentException _) {
                // Said at the start, where it can be mended.
            }
        }
    }

    /** Mutated torture messages and calls; after each batch the agent takes a call. */
    @Test
    void noMessageStopsTheAgentOrGetsThroughIt() {
        var bridges = new ScriptedBridges();
        try (var trunk = new RawPeer();
                var peer = new RawPeer();
                var agent = SipAgent.start(Settings.of(trunk.port(), Map.of("limits.calls-per-second", "100000",
                        "limits.calls", "100000")), bridges, Clock.systemUTC())) {
            int port = agent.port(Transport.UDP);
            trunk.answering(port, _ -> 486);
            var seeds = seeds(port);
            for (int round = 0; round < rounds; round++) {
                peer.send(port, mutated(seeds.get(random.nextInt(seeds.size()))));
                if (round % 50 == 49) {
                    assertTrue(peer.isAnswered(port), this::told);
                    peer.received().clear();
                }
            }
            assertFalse(String.join("\n", trunk.received()).contains("Planted"), this::told);
            assertTrue(trunk.received().stream().filter(message -> message.startsWith("INVITE "))
                    .allMatch(message -> message.startsWith("INVITE sip:" + ScriptedBridges.RECIPIENT + "@")
                            || message.startsWith("INVITE sip:" + ScriptedBridges.COURIER + "@")),
                    this::told);
        }
    }

    private static List<byte[]> seeds(int port) {
        try {
            var seeds = new ArrayList<byte[]>();
            for (var name : TortureMessagesTest.messages()) {
                seeds.add(Files.readAllBytes(TortureMessagesTest.FOLDER.resolve(name)));
            }
            for (int copies = 0; copies < 25; copies++) {
                seeds.add(("INVITE sip:" + ScriptedBridges.X + "@127.0.0.1:" + port + " SIP/2.0\r\n"
                        + "Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK" + UUID.randomUUID()
                        + "\r\nFrom: \"Planted\" <sip:" + ScriptedBridges.COURIER
                        + "@127.0.0.1>;tag=Planted\r\nTo: <sip:"
                        + ScriptedBridges.X + "@127.0.0.1>\r\nCall-ID: Planted" + UUID.randomUUID()
                        + "\r\nCSeq: 1 INVITE\r\nContact: <sip:Planted@127.0.0.1:9>\r\nSubject: Planted\r\n"
                        + "X-Planted: Planted\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n").getBytes(ISO_8859_1));
            }
            return seeds;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One to four changes: bytes set, taken out or repeated, lines swapped, the planted number put in, the end cut. */
    private byte[] mutated(byte[] good) {
        var text = new StringBuilder(new String(good, ISO_8859_1));
        for (int changes = 1 + random.nextInt(4); changes > 0 && !text.isEmpty(); changes--) {
            int at = random.nextInt(text.length());
            int to = Math.min(text.length(), at + 1 + random.nextInt(12));
            switch (random.nextInt(8)) {
                case 0 -> text.setCharAt(at, (char) random.nextInt(256));
                case 1 -> text.delete(at, to);
                case 2 -> text.insert(at, text.substring(at, to));
                case 3 -> text.insert(at, PLANTED);
                case 4 -> text.setLength(random.nextInt(20) == 0 ? at : text.length());
                case 5 -> text.insert(at, "\r\n;,=:<>@/ \"\0".charAt(random.nextInt(13)));
                case 6 -> swapLines(text);
                default -> text.replace(at, to, Long.toString(random.nextLong()));
            }
        }
        return text.toString().getBytes(ISO_8859_1);
    }

    private void swapLines(StringBuilder text) {
        var lines = text.toString().split("(?<=\n)");
        int one = random.nextInt(lines.length);
        int other = random.nextInt(lines.length);
        var kept = lines[one];
        lines[one] = lines[other];
        lines[other] = kept;
        text.setLength(0);
        text.append(String.join("", lines));
    }

    private String told() {
        return " (SIP_FUZZ_SEED=" + seed + ")";
    }
}

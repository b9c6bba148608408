package org.doorstep.sip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The torture messages of RFC 4475, from an address that may speak: none of them stops the agent or gets through it. */
class TortureMessagesTest {

    static final Path FOLDER = Path.of("src", "test", "resources", "sip", "rfc4475");
    /** What the agent writes itself, or keeps of a session description: its port. */
    private static final Set<String> OWN = Set.of("invite", "branch", "z9hg4bk", "phone", "audio", "49217", "contact",
            "forwards", "content", "length", "application", "cancel", "update", "options", "prack", "allow", "rport",
            "sendrecv", "session", "expires", "rtpmap", "call", "user", "register", "refer", "bye");

    private static final String MARK = "planted";

    private static final int LEAST_CONNECTED = 1;

    private static RawPeer trunk;
    private static RawPeer peer;
    private static SipAgent agent;
    /** Whom the planted messages call, and who is busy. */
    private static final String OTHER_COURIER = "14000000009";
    private static final String OTHER_RECIPIENT = "16000000009";
    private static final ScriptedBridges BRIDGES = new ScriptedBridges();

    @BeforeAll
    static void start() {
        BRIDGES.pairs.put(OTHER_COURIER, OTHER_RECIPIENT);
        trunk = new RawPeer();
        peer = new RawPeer();
        agent = SipAgent.start(Settings.of(trunk.port(), Map.of("tcp-port", "0", "limits.calls-per-second", "1000")),
                BRIDGES, Clock.systemUTC());
        trunk.answering(agent.port(Transport.UDP), request -> request.contains(OTHER_RECIPIENT) ? 486 : 200);
    }

    @AfterAll
    static void stop() {
        agent.close();
        peer.close();
        trunk.close();
    }

    static List<String> messages() throws IOException {
        try (var files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".dat")).sorted()
                    .toList();
        }
    }

    @Test
    void allOfThemAreThere() throws IOException {
        assertEquals(49, messages().size());
    }

    @Test
    void withoutThemACallGoesThrough() {
        assertStillConnects();
    }

    @ParameterizedTest
    @MethodSource("messages")
    void aDatagramConnectsNothingAndTheAgentGoesOn(String name) throws IOException {
        int sent = trunk.received().size();

        peer.send(agent.port(Transport.UDP), bytes(name));

        assertTrue(peer.isAnswered(agent.port(Transport.UDP)), "no answer after it");
        assertEquals(List.of(), List.copyOf(trunk.received().subList(sent, trunk.received().size())));
        assertStillConnects();
    }

    @ParameterizedTest
    @MethodSource("messages")
    void overAConnectionItConnectsNothingAndTheAgentGoesOn(String name) throws IOException {
        int sent = trunk.received().size();

        try (var connection = connected()) {
            connection.getOutputStream().write(bytes(name));
            connection.getOutputStream().flush();
            assertTrue(peer.isAnswered(agent.port(Transport.UDP)), "no answer after it");
        }

        assertAnswersOverAConnection();
        assertEquals(List.of(), List.copyOf(trunk.received().subList(sent, trunk.received().size())));
        assertStillConnects();
    }

    /** As if it came from the courier and dialled X: its call may be connected, and nothing else of it. */
    @ParameterizedTest
    @MethodSource("messages")
    void nothingOfItReachesTheOtherSide(String name) throws IOException {
        int before = trunk.received().size();

        peer.send(agent.port(Transport.UDP), addressed(bytes(name), MARK));

        assertTrue(peer.isAnswered(agent.port(Transport.UDP)), "no answer after it");
        assertStillConnects();
        var sent = String.join("\n", trunk.received().subList(before, trunk.received().size()));
        var kept = words(sent);
        kept.retainAll(words(new String(bytes(name), ISO_8859_1)));
        assertFalse(sent.toLowerCase(Locale.ROOT).contains(MARK), sent);
        assertEquals(Set.of(), kept, () -> kept + " in " + sent);
    }

    private static void assertStillConnects() {
        assertTrue(peer.callsThrough(agent.port(Transport.UDP), ScriptedBridges.X, ScriptedBridges.COURIER),
                "no call after it");
        assertTrue(trunk.settled(), "its end did not come through");
    }

    private static void assertAnswersOverAConnection() throws IOException {
        var request = "OPTIONS sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1:9;branch=z9hG4bKtcp"
                + System.nanoTime() + "\r\nFrom: <sip:a@127.0.0.1>;tag=1\r\nTo: <sip:127.0.0.1>\r\nCall-ID: c"
                + System.nanoTime() + "\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n";
        try (var connection = connected()) {
            connection.getOutputStream().write(request.getBytes(ISO_8859_1));
            connection.getOutputStream().flush();
            assertEquals("SIP/2.0 200", new String(connection.getInputStream().readNBytes(11), ISO_8859_1));
        }
    }

    private static Socket connected() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), agent.port(Transport.TCP));
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static byte[] bytes(String name) throws IOException {
        return Files.readAllBytes(FOLDER.resolve(name));
    }

    /** The message with the courier as its caller and X in its request line, as one that was not sent before. */
    private static byte[] addressed(byte[] message, String mark) {
        return new String(message, ISO_8859_1).replace("branch=z9hG4bK", "branch=z9hG4bK" + mark)
                .replaceFirst("(?im)^(i|call-id) *: *", "Call-ID: " + mark)
                .replaceFirst("^(INVITE +<?sip:)[^@;?> ]*@", "$1" + ScriptedBridges.X + "@")
                .replaceFirst("(?im)^(f|from) *:[^\r]*sip:[^@]*@", "From: \"Planted\" <sip:" + OTHER_COURIER
                        + "@")
                .replaceFirst("(\"Planted\" <sip:[^;>\r]*)(>?)", "$1>").getBytes(ISO_8859_1);
    }

    private static Set<String> words(String text) {
        return Arrays.stream(text.toLowerCase(Locale.ROOT).split("[^a-z0-9]+"))
                .filter(word -> word.length() > 4 && !OWN.contains(word))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void someOfThemAreConnectedOnceTheyAreAddressed() throws IOException {
        int before = BRIDGES.asked.size();
        for (var name : messages()) {
            peer.send(agent.port(Transport.UDP), addressed(bytes(name), MARK + "again"));
            assertTrue(peer.isAnswered(agent.port(Transport.UDP)));
        }

        long end = System.nanoTime() + 3_000_000_000L;
        while (BRIDGES.asked.size() - before < LEAST_CONNECTED && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertTrue(BRIDGES.asked.size() - before >= LEAST_CONNECTED, "asked " + (BRIDGES.asked.size() - before)
                + " times");
    }
}

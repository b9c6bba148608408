package org.doorstep.sip;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;

/** Speaks SIP by texts of its own making, so that nothing it sends was mended by a SIP stack. */
final class RawPeer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final String DESCRIPTION = """
            v=0
            o=peer 1 1 IN IP4 127.0.0.1
            s=-
            c=IN IP4 127.0.0.1
            t=0 0
            m=audio 6000 RTP/AVP 8
            a=rtpmap:8 PCMA/8000
            """.replace("\n", "\r\n");

    private final Wire wire;
    private final Set<String> taken = ConcurrentHashMap.newKeySet();
    private final Set<String> ended = ConcurrentHashMap.newKeySet();
    private final List<String> received = new CopyOnWriteArrayList<>();

    /** What its texts travel over. */
    interface Wire extends AutoCloseable {

        Transport transport();

        int port();

        void send(int port, byte[] message) throws IOException;

        /** The next message; empty if none comes. @param wait zero for as long as it takes */
        Optional<String> next(Duration wait) throws IOException;

        @Override
        void close();
    }

    RawPeer() {
        this(new UdpWire());
    }

    RawPeer(Wire wire) {
        this.wire = wire;
    }

    int port() {
        return wire.port();
    }

    /** What came to it. */
    List<String> received() {
        return received;
    }

    void send(int port, byte[] message) {
        try {
            wire.send(port, message);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void send(int port, String message) {
        send(port, message.getBytes(StandardCharsets.UTF_8));
    }

    /** The next message that fits; empty if none comes. Others are kept and passed over. */
    Optional<String> await(Predicate<String> fits) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            var message = next(PATIENCE);
            if (message.filter(fits).isPresent()) {
                return message;
            }
        }
        return Optional.empty();
    }

    private Optional<String> next(Duration wait) {
        try {
            var message = wire.next(wait);
            message.ifPresent(received::add);
            return message;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Plays the trunk until it is closed: answers a call with this status, and everything else with 200. */
    RawPeer answering(int agent, ToIntFunction<String> status) {
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    next(Duration.ZERO).filter(message -> !message.startsWith("SIP/2.0")
                            && !message.startsWith("ACK ")).ifPresent(request -> send(agent,
                                    answer(request, request.startsWith("INVITE ") ? status.applyAsInt(request) : 200)));
                }
            } catch (UncheckedIOException _) {
                // Closed.
            }
        });
        return this;
    }

    /** Waits until every call that was taken was also hung up. */
    boolean settled() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (taken.size() > ended.size() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        return taken.size() == ended.size();
    }

    private String answer(String request, int status) {
        if (request.startsWith("BYE ")) {
            ended.add(header(request, "Call-ID"));
        } else if (status == 200 && request.startsWith("INVITE ")) {
            taken.add(header(request, "Call-ID"));
        }
        var to = header(request, "To");
        var body = status == 200 && request.startsWith("INVITE ") ? DESCRIPTION : "";
        return "SIP/2.0 " + status + " Said\r\nVia: " + header(request, "Via") + "\r\nFrom: " + header(request, "From")
                + "\r\nTo: " + to + (to.contains("tag=") ? "" : ";tag=" + UUID.randomUUID()) + "\r\nCall-ID: "
                + header(request, "Call-ID") + "\r\nCSeq: " + header(request, "CSeq") + "\r\nContact: "
                + contact() + "\r\n" + (body.isEmpty() ? "" : "Content-Type: application/sdp\r\n") + "Content-Length: "
                + body.length() + "\r\n\r\n" + body;
    }

    /** Calls; its Call-ID. @param more header lines, each with its end */
    String invites(int agent, String number, String caller, String more) {
        var id = UUID.randomUUID().toString();
        send(agent, request("INVITE", agent, number, id, 1, caller, DESCRIPTION).replace("Max-Forwards",
                more + "Max-Forwards"));
        return id;
    }

    /** Confirms the answer to a call. */
    void acknowledges(int agent, String number, String caller, String answer) {
        var tag = header(answer, "To").replaceAll(".*(;tag=[^;]*).*", "$1");
        send(agent, request("ACK", agent, number + tag, header(answer, "Call-ID"), 1, caller, ""));
    }

    /** Asks the agent whether it is there; true if it says so. */
    boolean isAnswered(int agent) {
        var id = UUID.randomUUID().toString();
        send(agent, request("OPTIONS", agent, "14400000003", id, 1, "", ""));
        return await(message -> message.startsWith("SIP/2.0 200") && message.contains(id)).isPresent();
    }

    /** Calls, and hangs up; true if the call was answered and its end confirmed. */
    boolean callsThrough(int agent, String number, String caller) {
        var id = UUID.randomUUID().toString();
        send(agent, request("INVITE", agent, number, id, 1, caller, DESCRIPTION));
        var answer = await(message -> message.startsWith("SIP/2.0 2") && message.contains(id));
        if (answer.isEmpty()) {
            return false;
        }
        var tag = header(answer.get(), "To").replaceAll(".*(;tag=[^;]*).*", "$1");
        send(agent, request("ACK", agent, number + tag, id, 1, caller, ""));
        send(agent, request("BYE", agent, number + tag, id, 2, caller, ""));
        return await(message -> message.startsWith("SIP/2.0 200") && message.contains(id) && message.contains("2 BYE"))
                .isPresent();
    }

    private String request(String method, int agent, String numberAndTag, String id, int sequence, String caller,
            String body) {
        var parts = numberAndTag.split(";", 2);
        var to = "<sip:" + parts[0] + "@127.0.0.1:" + agent + ">" + (parts.length > 1 ? ";" + parts[1] : "");
        return method + " sip:" + parts[0] + "@127.0.0.1:" + agent + " SIP/2.0\r\nVia: SIP/2.0/" + wire.transport()
                + " 127.0.0.1:" + port() + ";branch=z9hG4bK" + UUID.randomUUID() + "\r\nFrom: <sip:" + caller
                + "@127.0.0.1>;tag=t" + id
                + "\r\nTo: " + to + "\r\nCall-ID: " + id + "\r\nCSeq: " + sequence + " " + method
                + "\r\nContact: " + contact() + "\r\nMax-Forwards: 70\r\n"
                + (body.isEmpty() ? "" : "Content-Type: application/sdp\r\n") + "Content-Length: " + body.length()
                + "\r\n\r\n" + body;
    }

    private String contact() {
        return "<sip:127.0.0.1:" + port() + ";transport=" + wire.transport().token() + ">";
    }

    private static String header(String message, String name) {
        var found = Pattern.compile("(?im)^" + name + ": *(.*?)\\r?$").matcher(message);
        return found.find() ? found.group(1) : "";
    }

    @Override
    public void close() {
        wire.close();
    }

    private record UdpWire(DatagramSocket socket) implements Wire {

        UdpWire() {
            this(opened());
        }

        private static DatagramSocket opened() {
            try {
                return new DatagramSocket(0, InetAddress.getLoopbackAddress());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Transport transport() {
            return Transport.UDP;
        }

        @Override
        public int port() {
            return socket.getLocalPort();
        }

        @Override
        public void send(int port, byte[] message) throws IOException {
            socket.send(new DatagramPacket(message, message.length,
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
        }

        @Override
        public Optional<String> next(Duration wait) throws IOException {
            socket.setSoTimeout((int) wait.toMillis());
            var packet = new DatagramPacket(new byte[65536], 65536);
            try {
                socket.receive(packet);
            } catch (SocketTimeoutException _) {
                return Optional.empty();
            }
            return Optional.of(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8));
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}

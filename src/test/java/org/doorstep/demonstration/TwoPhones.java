package org.doorstep.demonstration;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A telephone network with two phones, for trying calls out: one dials a number of Doorstep's from a caller's number,
 * the other is whoever Doorstep rings, takes the call after a moment and talks until somebody ends it. Prints what each
 * phone gets to see. Its SIP is as little as a call over a lossless loopback needs.
 */
public final class TwoPhones implements AutoCloseable {

    private static final int LARGEST = 65_535;
    private static final Duration STEP = Duration.ofMillis(200);
    private static final Pattern SHOWN = Pattern.compile("<sip:([^@>;]+)");

    private final InetSocketAddress agent;
    private final DatagramSocket caller;
    private final DatagramSocket called;
    private final PrintStream out;

    private TwoPhones(int agentPort, int trunkPort, PrintStream out) throws IOException {
        this.agent = new InetSocketAddress(InetAddress.getLoopbackAddress(), agentPort);
        this.caller = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        this.called = new DatagramSocket(trunkPort, InetAddress.getLoopbackAddress());
        this.out = out;
        caller.setSoTimeout((int) STEP.toMillis());
        called.setSoTimeout((int) STEP.toMillis());
    }

    /** Arguments: the settings of the running stack, the caller's number, the number to dial, seconds to talk. */
    public static void main(String[] arguments) throws IOException {
        var settings = new Properties();
        try (InputStream file = Files.newInputStream(Path.of(arguments[0]))) {
            settings.load(file);
        }
        try (var phones = new TwoPhones(Integer.parseInt(settings.getProperty("doorstep.sip.udp-port")),
                Integer.parseInt(settings.getProperty("doorstep.sip.trunk.port")), System.out)) {
            phones.call(arguments[1], arguments[2], Duration.ofSeconds(Long.parseLong(arguments[3])));
        }
    }

    private void call(String from, String to, Duration talk) throws IOException {
        var id = UUID.randomUUID().toString();
        out.println("The caller's phone " + from + " dials " + to + ".");
        send(caller, request("INVITE", from, to, id, 1, "", body(caller)), agent);
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos() + talk.toNanos();
        long hangUp = Long.MAX_VALUE;
        var toTag = "";
        while (System.nanoTime() < end) {
            var answer = receive(caller);
            if (answer.startsWith("SIP/2.0 200") && header(answer, "CSeq").endsWith("INVITE")) {
                toTag = tag(header(answer, "To"));
                send(caller, request("ACK", from, to, id, 1, toTag, ""), agent);
                out.println("They talk; it ends in " + talk.toSeconds() + " s, or when Doorstep ends it.");
                hangUp = System.nanoTime() + talk.toNanos();
            } else if (answer.startsWith("SIP/2.0 200")) {
                out.println("The call is over.");
                drain();
                return;
            } else if (answer.startsWith("SIP/2.0 18")) {
                out.println("The caller's phone: it rings.");
            } else if (answer.matches("(?s)SIP/2\\.0 [3-6].*")) {
                out.println("The caller's phone: refused with " + answer.lines().findFirst().orElseThrow()
                        .substring("SIP/2.0 ".length()) + ".");
                return;
            } else if (answer.startsWith("BYE")) {
                send(caller, response(answer, "200 OK", "", ""), agent);
                out.println("Doorstep ended the call at the caller's phone.");
                drain();
                return;
            }
            answerTheOther();
            if (System.nanoTime() > hangUp) {
                hangUp = Long.MAX_VALUE;
                out.println("The caller hangs up.");
                send(caller, request("BYE", from, to, id, 2, toTag, ""), agent);
            }
        }
        out.println("Nothing more was heard.");
    }

    /** The other phone's side of it. */
    private void answerTheOther() throws IOException {
        var message = receive(called);
        if (message.startsWith("INVITE")) {
            out.println("A phone rings: " + SHOWN.matcher(header(message, "To")).results().findFirst().orElseThrow()
                    .group(1) + ". It shows the caller "
                    + SHOWN.matcher(header(message, "From")).results().findFirst()
                            .orElseThrow().group(1)
                    + ".");
            send(called, response(message, "180 Ringing", "phone", ""), agent);
            pause();
            send(called, response(message, "200 OK", "phone", body(called)), agent);
        } else if (message.startsWith("BYE")) {
            send(called, response(message, "200 OK", "", ""), agent);
            out.println("The other phone: the call is over.");
        } else if (message.startsWith("CANCEL") || message.startsWith("OPTIONS")) {
            send(called, response(message, "200 OK", "", ""), agent);
        }
    }

    private void drain() throws IOException {
        for (int step = 0; step < 5; step++) {
            answerTheOther();
        }
    }

    private String request(String method, String from, String to, String id, int sequence, String toTag, String body) {
        var me = "127.0.0.1:" + caller.getLocalPort();
        var cancels = method.equals("ACK") ? "ack" : method.equals("BYE") ? "bye" : "inv";
        return """
                %1$s sip:%2$s@127.0.0.1:%3$d SIP/2.0
                Via: SIP/2.0/UDP %4$s;branch=z9hG4bK%5$s%6$s
                From: <sip:%7$s@%4$s>;tag=caller
                To: <sip:%2$s@127.0.0.1:%3$d>%8$s
                Call-ID: %5$s
                CSeq: %9$d %1$s
                Contact: <sip:phone@%4$s>
                Max-Forwards: 70
                %10$sContent-Length: %11$d

                """.formatted(method, to, agent.getPort(), me, id, cancels, from,
                toTag.isEmpty() ? "" : ";tag=" + toTag, sequence,
                body.isEmpty() ? "" : "Content-Type: application/sdp\n", body.length()).replace("\n", "\r\n") + body;
    }

    private String response(String request, String status, String toTag, String body) {
        var vias = new StringBuilder();
        request.lines().filter(line -> line.regionMatches(true, 0, "Via:", 0, 4))
                .forEach(line -> vias.append(line).append("\r\n"));
        var to = header(request, "To");
        var type = body.isEmpty() ? "" : "Content-Type: application/sdp\r\n";
        return "SIP/2.0 " + status + "\r\n" + vias + "From: " + header(request, "From") + "\r\nTo: " + to
                + (toTag.isEmpty() || to.contains("tag=") ? "" : ";tag=" + toTag) + "\r\nCall-ID: "
                + header(request, "Call-ID") + "\r\nCSeq: " + header(request, "CSeq")
                + "\r\nContact: <sip:phone@127.0.0.1:" + called.getLocalPort() + ">\r\n" + type + "Content-Length: "
                + body.length() + "\r\n\r\n" + body;
    }

    private static String body(DatagramSocket phone) {
        return """
                v=0
                o=- 1 1 IN IP4 127.0.0.1
                s=-
                c=IN IP4 127.0.0.1
                t=0 0
                m=audio %d RTP/AVP 8
                a=rtpmap:8 PCMA/8000
                """.formatted(phone.getLocalPort() - phone.getLocalPort() % 2).replace("\n", "\r\n");
    }

    private static String header(String message, String name) {
        return message.lines().filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).strip()).findFirst().orElse("");
    }

    private static String tag(String header) {
        int at = header.indexOf("tag=");
        return at < 0 ? "" : header.substring(at + 4).split("[;>\\s]")[0];
    }

    private static void send(DatagramSocket phone, String message, InetSocketAddress to) throws IOException {
        var bytes = message.getBytes(StandardCharsets.UTF_8);
        phone.send(new DatagramPacket(bytes, bytes.length, to));
    }

    /** The next message; empty if none comes in a moment. */
    private static String receive(DatagramSocket phone) throws IOException {
        var packet = new DatagramPacket(new byte[LARGEST], LARGEST);
        try {
            phone.receive(packet);
            return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
        } catch (SocketTimeoutException e) {
            return "";
        }
    }

    private static void pause() {
        try {
            Thread.sleep(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        caller.close();
        called.close();
    }
}

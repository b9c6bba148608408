package org.doorstep.sip;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is kept of a session description (RFC 4566): one audio stream in clear RTP with the address, port, known formats,
 * packet time and direction. It is written anew; nothing else of what was read is left. Encrypted media is not let
 * through: its keys and fingerprints are values that cannot be told from something smuggled.
 *
 * @param streams the streams in their order, as an answer to this description must repeat them (RFC 3264, 6)
 * @param audio index of the stream that is kept
 */
record SessionDescription(List<Stream> streams, int audio, String address, int port, List<Format> formats,
        OptionalInt packetTime, Direction direction) {

    private static final int MOST_LINES = 400;
    private static final int MOST_STREAMS = 8;
    private static final int MOST_FORMATS = 32;
    private static final Set<String> KINDS = Set.of("audio", "video", "text", "application", "message", "image");
    private static final Set<String> PROTOCOLS = Set.of("RTP/AVP", "RTP/AVPF", "RTP/SAVP", "RTP/SAVPF",
            "UDP/TLS/RTP/SAVP", "UDP/TLS/RTP/SAVPF", "udptl", "UDPTL", "TCP/MSRP", "TCP/TLS/MSRP", "UDP/BFCP",
            "TCP/BFCP");
    private static final String CLEAR = "RTP/AVP";
    private static final Pattern MEDIA = Pattern
            .compile("([a-z]{1,16}) ([0-9]{1,5})(/[0-9]{1,3})? ([A-Za-z/]{1,20}) ([^ ]+( [^ ]+)*)");
    private static final Pattern FORMAT = Pattern.compile("[A-Za-z0-9*-]{1,20}");
    private static final Pattern PAYLOAD = Pattern.compile("[0-9]{1,3}");
    private static final Pattern RTPMAP = Pattern.compile("([0-9]{1,3}) +([A-Za-z0-9./-]{1,40})");
    private static final Pattern FMTP = Pattern.compile("([0-9]{1,3}) +(.{1,200})");
    private static final Pattern PTIME = Pattern.compile("[1-9][0-9]{0,2}");
    private static final Set<Integer> PACKET_TIMES = Set.of(10, 20, 30, 40, 50, 60, 80, 100, 120);

    /** A stream of which no more than its place is kept. */
    record Stream(String kind, String protocol, String format) {
    }

    /** @param rate samples a second */
    record Format(int payload, Codec codec, int rate, Optional<String> parameters) {
    }

    /** RFC 4566, 6. */
    enum Direction {
        SENDRECV, SENDONLY, RECVONLY, INACTIVE;

        String attribute() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<Direction> of(String attribute) {
            for (var direction : values()) {
                if (direction.attribute().equals(attribute)) {
                    return Optional.of(direction);
                }
            }
            return Optional.empty();
        }
    }

    /** Reads a description; empty if it is none, or has no audio stream that can be let through. */
    static Optional<SessionDescription> read(byte[] body) {
        try {
            return new Reader().read(new String(body, UTF_8));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /**
     * Writes it as one of ours.
     *
     * @param host our address, for the origin
     * @param session id of the session and version of its description (RFC 4566, 5.2)
     * @param places the streams of the other side to keep places for, and which of them is this one
     */
    String write(String host, long session, long version, List<Stream> places, int place) {
        var text = new StringBuilder(512).append("v=0\r\no=- ").append(session).append(' ').append(version)
                .append(" IN ").append(kind(host)).append(' ').append(host).append("\r\ns=-\r\nc=IN ")
                .append(kind(address)).append(' ').append(address).append("\r\nt=0 0\r\n");
        for (int at = 0; at < places.size(); at++) {
            if (at == place) {
                writeAudio(text);
            } else {
                var other = places.get(at);
                text.append("m=").append(other.kind()).append(" 0 ").append(other.protocol()).append(' ')
                        .append(other.format()).append("\r\n");
            }
        }
        return text.toString();
    }

    /** The answer that takes none of the streams. */
    String refusal(String host) {
        return write(host, 1, 1, streams, -1);
    }

    /** Whether both describe the same stream. */
    boolean sameStream(SessionDescription other) {
        return address.equals(other.address) && port == other.port && formats.equals(other.formats)
                && packetTime.equals(other.packetTime) && direction == other.direction;
    }

    private void writeAudio(StringBuilder text) {
        text.append("m=audio ").append(port).append(' ').append(CLEAR);
        formats.forEach(format -> text.append(' ').append(format.payload()));
        text.append("\r\n");
        for (var format : formats) {
            text.append("a=rtpmap:").append(format.payload()).append(' ')
                    .append(format.codec().encoding(format.rate())).append("\r\n");
            format.parameters().ifPresent(parameters -> text.append("a=fmtp:").append(format.payload()).append(' ')
                    .append(parameters).append("\r\n"));
        }
        packetTime.ifPresent(time -> text.append("a=ptime:").append(time).append("\r\n"));
        text.append("a=").append(direction.attribute()).append("\r\n");
    }

    private static String kind(String address) {
        return address.indexOf(':') < 0 ? "IP4" : "IP6";
    }

    private static final class Reader {
        private final List<Stream> streams = new ArrayList<>();
        private int audio = -1;
        private int port;
        private String[] payloads = {};
        private final Map<Integer, String> encodings = new HashMap<>();
        private final Map<Integer, String> parameters = new HashMap<>();
        private Optional<String> ofSession = Optional.empty();
        private Optional<String> ofAudio = Optional.empty();
        private Direction direction = Direction.SENDRECV;
        private OptionalInt packetTime = OptionalInt.empty();

        Optional<SessionDescription> read(String text) {
            var lines = text.split("\r\n|\n|\r");
            if (lines.length > MOST_LINES || !lines[0].equals("v=0")) {
                return Optional.empty();
            }
            for (var line : lines) {
                line(line);
            }
            var address = ofAudio.or(() -> ofSession);
            var formats = formats();
            return audio < 0 || address.isEmpty() || formats.stream().noneMatch(format -> format.codec().speech())
                    ? Optional.empty()
                    : Optional.of(new SessionDescription(List.copyOf(streams), audio, address.get(), port, formats,
                            packetTime, direction));
        }

        private void line(String line) {
            if (line.startsWith("m=")) {
                media(line.substring(2));
            } else if (line.startsWith("c=") && streams.isEmpty()) {
                ofSession = Optional.of(connection(line.substring(2)));
            } else if (line.startsWith("c=") && inAudio()) {
                ofAudio = Optional.of(connection(line.substring(2)));
            } else if (line.startsWith("a=") && (streams.isEmpty() || inAudio())) {
                attribute(line.substring(2));
            }
        }

        private boolean inAudio() {
            return audio >= 0 && audio == streams.size() - 1;
        }

        private void media(String line) {
            var found = MEDIA.matcher(line);
            if (!found.matches() || streams.size() == MOST_STREAMS || !KINDS.contains(found.group(1))
                    || !PROTOCOLS.contains(found.group(4))) {
                throw new IllegalArgumentException("No media line");
            }
            var formats = found.group(5).split(" ");
            if (!FORMAT.matcher(formats[0]).matches()) {
                throw new IllegalArgumentException("No format");
            }
            streams.add(new Stream(found.group(1), found.group(4), formats[0]));
            int at = Integer.parseInt(found.group(2));
            if (audio < 0 && found.group(1).equals("audio") && found.group(4).equals(CLEAR) && at > 0 && at < 65536) {
                audio = streams.size() - 1;
                port = at;
                payloads = formats;
            }
        }

        /** A literal address only: a name could be anything. */
        private static String connection(String line) {
            var parts = line.split(" ");
            if (parts.length != 3 || !parts[0].equals("IN") || parts[2].indexOf('%') >= 0) {
                throw new IllegalArgumentException("No connection line");
            }
            var address = InetAddress.ofLiteral(parts[2].split("/")[0]);
            boolean four = address.getAddress().length == 4;
            if (!parts[1].equals(four ? "IP4" : "IP6")) {
                throw new IllegalArgumentException("No connection line");
            }
            return address.getHostAddress();
        }

        private void attribute(String line) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                Direction.of(line).ifPresent(found -> direction = found);
                return;
            }
            var value = line.substring(colon + 1).strip();
            switch (line.substring(0, colon)) {
                case "rtpmap" -> keep(RTPMAP, value, encodings);
                case "fmtp" -> keep(FMTP, value, parameters);
                case "ptime" -> packetTime = PTIME.matcher(value).matches()
                        && PACKET_TIMES.contains(Integer.parseInt(value)) ? OptionalInt.of(Integer.parseInt(value))
                                : OptionalInt.empty();
                default -> {
                    // Everything else stays behind.
                }
            }
        }

        private static void keep(Pattern pattern, String value, Map<Integer, String> where) {
            var found = pattern.matcher(value);
            if (found.matches()) {
                where.put(Integer.parseInt(found.group(1)), found.group(2));
            }
        }

        private List<Format> formats() {
            var kept = new ArrayList<Format>();
            var seen = new HashSet<Integer>();
            for (var text : payloads) {
                if (PAYLOAD.matcher(text).matches() && kept.size() < MOST_FORMATS) {
                    int payload = Integer.parseInt(text);
                    if (payload < 128 && seen.add(payload)) {
                        format(payload).ifPresent(kept::add);
                    }
                }
            }
            return List.copyOf(kept);
        }

        private Optional<Format> format(int payload) {
            var encoding = encodings.get(payload);
            var codec = encoding == null ? Codec.of(payload) : Codec.of(encoding);
            return codec.map(known -> new Format(payload, known,
                    encoding == null ? 8000 : Integer.parseInt(encoding.split("/")[1]),
                    Optional.ofNullable(parameters.get(payload)).flatMap(known::parameters)));
        }
    }
}

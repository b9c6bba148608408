package org.doorstep.sip;

import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The audio formats that are let through, each with the parameters (RFC 4566, 6: fmtp) and the values that it may have.
 * Only what is listed passes, so that nothing can be carried in what a phone would not read.
 */
enum Codec {
    PCMU("PCMU", 0, Set.of(8000), Map.of()),
    PCMA("PCMA", 8, Set.of(8000), Map.of()),
    GSM("GSM", 3, Set.of(8000), Map.of()),
    G722("G722", 9, Set.of(8000), Map.of()),
    G723("G723", 4, Set.of(8000), Map.of("annexa", Set.of("yes", "no"))),
    G729("G729", 18, Set.of(8000), Map.of("annexb", Set.of("yes", "no"))),
    CN("CN", 13, Set.of(8000, 16000), Map.of()),
    ILBC("iLBC", -1, Set.of(8000), Map.of("mode", Set.of("20", "30"))),
    AMR("AMR", -1, Set.of(8000), amr()),
    AMR_WB("AMR-WB", -1, Set.of(16000), amr()),
    OPUS("opus", -1, Set.of(48000), opus()),
    TELEPHONE_EVENT("telephone-event", -1, Set.of(8000, 16000, 48000), Map.of());

    private static final String MODES = "mode-set";
    private static final Pattern MODE_SET = Pattern.compile("[0-8](,[0-8]){0,8}");
    private static final Set<String> EVENTS = Set.of("0-11", "0-15", "0-16");

    private final String spelling;
    private final int payload;
    private final Set<Integer> rates;
    private final Map<String, Set<String>> parameters;

    Codec(String spelling, int payload, Set<Integer> rates, Map<String, Set<String>> parameters) {
        this.spelling = spelling;
        this.payload = payload;
        this.rates = rates;
        this.parameters = parameters;
    }

    private static Map<String, Set<String>> amr() {
        return Map.of("octet-align", Set.of("0", "1"), "mode-change-period", Set.of("1", "2"), "mode-change-capability",
                Set.of("1", "2"), "mode-change-neighbor", Set.of("0", "1"), "max-red", Set.of("0", "20", "40", "220"));
    }

    private static Map<String, Set<String>> opus() {
        return Map.of("stereo", Set.of("0", "1"), "sprop-stereo", Set.of("0", "1"), "cbr", Set.of("0", "1"),
                "useinbandfec", Set.of("0", "1"), "usedtx", Set.of("0", "1"), "minptime",
                Set.of("3", "5", "10", "20", "40", "60"), "maxplaybackrate",
                Set.of("8000", "12000", "16000", "24000", "48000"));
    }

    /** The one with a payload type of its own (RFC 3551, table 4). */
    static Optional<Codec> of(int payload) {
        for (var codec : values()) {
            if (codec.payload == payload) {
                return Optional.of(codec);
            }
        }
        return Optional.empty();
    }

    /** The one that an encoding, such as {@code PCMA/8000} or {@code opus/48000/2}, names. */
    static Optional<Codec> of(String encoding) {
        for (var codec : values()) {
            if (codec.rates.stream().anyMatch(rate -> encoding.equalsIgnoreCase(codec.encoding(rate)))
                    || codec != OPUS && codec.rates.stream()
                            .anyMatch(rate -> encoding.equalsIgnoreCase(codec.encoding(rate) + "/1"))) {
                return Optional.of(codec);
            }
        }
        return Optional.empty();
    }

    /** Whether it carries speech. */
    boolean speech() {
        return this != CN && this != TELEPHONE_EVENT;
    }

    /** The encoding as it is written. */
    String encoding(int rate) {
        return spelling + "/" + rate + (this == OPUS ? "/2" : "");
    }

    /** What is left of format parameters; empty if nothing is. */
    Optional<String> parameters(String given) {
        if (this == TELEPHONE_EVENT) {
            return Optional.of(given).filter(EVENTS::contains);
        }
        var kept = new ArrayList<String>();
        for (var part : given.split(";")) {
            var pair = part.strip().split("=", 2);
            var name = pair[0].strip().toLowerCase(Locale.ROOT);
            if (pair.length == 2 && allowed(name, pair[1].strip()) && kept.stream().noneMatch(
                    known -> known.startsWith(name + "="))) {
                kept.add(name + "=" + pair[1].strip());
            }
        }
        return kept.isEmpty() ? Optional.empty() : Optional.of(String.join(";", kept));
    }

    private boolean allowed(String name, String value) {
        if (name.equals(MODES)) {
            return (this == AMR || this == AMR_WB) && MODE_SET.matcher(value).matches() && rising(value);
        }
        return parameters.getOrDefault(name, Set.of()).contains(value);
    }

    /** A set of modes in its order can spell no number. */
    private static boolean rising(String modes) {
        for (int at = 2; at < modes.length(); at += 2) {
            if (modes.charAt(at) <= modes.charAt(at - 2)) {
                return false;
            }
        }
        return true;
    }
}

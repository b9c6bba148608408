package org.doorstep.sip;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A scenario of {@code src/test/resources/sipp}. <code>{{name key=value}}</code> stands for the file of that name in
 * {@code parts}, with these values for the names in it, or else for a value. A line that holds nothing but a value that
 * is empty goes.
 */
final class Scenario {

    private static final Path FOLDER = Path.of("src/test/resources/sipp");
    private static final Pattern PLACE = Pattern
            .compile("\\{\\{([a-zA-Z-]+)((?:\\s+[a-z]+=(?:\"[^\"]*\"|[^\\s\"{}]+))*)}}");
    private static final Pattern VALUE = Pattern.compile("([a-z]+)=(?:\"([^\"]*)\"|([^\\s\"{}]+))");
    private static final Map<String, String> DEFAULTS = Map.ofEntries(Map.entry("hops", "70"), Map.entry("allow", ""),
            Map.entry("more", ""), Map.entry("direction", "sendrecv"), Map.entry("contact", "phone"),
            Map.entry("tag", ""), Map.entry("again", ""), Map.entry("cseq", "1"), Map.entry("talk", "200"),
            Map.entry("thinks", "0"),
            Map.entry("planted", "14800000008"));
    private static final Map<String, String> SHORT = Map.of("tag", ";tag=[pid]b[call_number]", "again",
            " retrans=\"500\"");

    private Scenario() {
    }

    static String of(String name, Map<String, String> values) {
        var all = new HashMap<>(DEFAULTS);
        all.putAll(values);
        return expanded(read(FOLDER.resolve(name + ".xml")), all);
    }

    private static String expanded(String text, Map<String, String> values) {
        var now = text;
        for (var place = PLACE.matcher(now); place.find(); place = PLACE.matcher(now)) {
            var found = meant(place, values);
            boolean emptyLine = found.isEmpty() && now.startsWith("\n", place.end())
                    && now.startsWith("\n", place.start() - 1);
            now = now.substring(0, place.start()) + found + now.substring(place.end() + (emptyLine ? 1 : 0));
        }
        return now;
    }

    private static String meant(Matcher place, Map<String, String> values) {
        var name = place.group(1);
        var own = new HashMap<>(values);
        for (var each = VALUE.matcher(place.group(2)); each.find();) {
            var value = each.group(2) == null ? each.group(3) : each.group(2);
            own.put(each.group(1), value.equals("yes") ? SHORT.getOrDefault(each.group(1), value) : value);
        }
        var given = values.get(name);
        var file = FOLDER.resolve("parts")
                .resolve((given != null && given.startsWith("planted-") ? given : name) + ".txt");
        if (Files.exists(file)) {
            return expanded(read(file).stripTrailing(), own);
        }
        if (given == null) {
            throw new IllegalArgumentException("No value or part: " + name);
        }
        return given;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

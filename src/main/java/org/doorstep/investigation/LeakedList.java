package org.doorstep.investigation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import org.doorstep.masking.Phones;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemException;
import org.doorstep.problem.ProblemType;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A list that got out, as the officer has it. Its names live as long as the question and are neither kept nor logged.
 *
 * @param lines how many it has, empty ones apart
 * @param unreadable how many are none of its kind: real lists have headings and rubbish
 * @param names distinct ones in the one spelling: phones as dialled at home, hashes in lower-case hex
 * @param sha256 of the file as it was sent
 */
record LeakedList(ListKind kind, Window window, int lines, int unreadable, Set<String> names, String sha256) {

    /** Fewer are no list, and the file's hash, which the log keeps, would give a single number away. */
    static final int FEWEST = 5;

    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern WAYBILL = Pattern.compile("[A-Z0-9]{10,24}");
    private static final Pattern COLUMN = Pattern.compile("[,;\\t]");
    private static final int LONGEST_LINE = 1000;

    @Override
    public String toString() {
        return "LeakedList[" + kind + ", " + lines + " lines]";
    }

    /** A list as JSON. */
    @RegisterForReflection
    record Body(@Nullable String kind, @Nullable List<@Nullable String> entries, @Nullable String from,
            @Nullable String to) {
        @Override
        public String toString() {
            return "Body";
        }
    }

    /** Reads JSON: {@code {"kind", "entries", "from", "to"}}. */
    static LeakedList ofJson(byte[] file, ObjectMapper json, int most) {
        try {
            var body = json.readValue(file, Body.class);
            var entries = Optional.ofNullable(body).map(Body::entries)
                    .orElseThrow(() -> Window.invalid("entries", "must be an array of texts"));
            return of(body.kind(), body.from(), body.to(), entries, file, most);
        } catch (IOException e) {
            // The exception may quote the list: it ends here.
            throw new ProblemException(Problem.of(ProblemType.MALFORMED_JSON));
        }
    }

    /** Reads text, a name a line; of CSV the first column counts. */
    static LeakedList ofText(byte[] file, @Nullable String kind, @Nullable String from, @Nullable String to,
            int most) {
        var lines = new String(file, StandardCharsets.UTF_8).replaceFirst("^\uFEFF", "").lines().limit(most + 2L)
                .map(LeakedList::firstColumn).toList();
        return of(kind, from, to, lines, file, most);
    }

    private static String firstColumn(String line) {
        var text = line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) : line;
        return COLUMN.split(text, 2)[0].strip().replaceAll("^\"|\"$", "");
    }

    private static LeakedList of(@Nullable String kindName, @Nullable String from, @Nullable String to,
            List<? extends @Nullable String> lines, byte[] file, int most) {
        var kind = kind(kindName);
        var window = Window.of(from, to);
        var names = new LinkedHashSet<String>();
        int unreadable = 0;
        var filled = new ArrayList<String>();
        lines.forEach(line -> Optional.ofNullable(line).filter(text -> !text.isBlank()).ifPresent(filled::add));
        if (filled.size() > most) {
            throw new ProblemException(Problem.of(ProblemType.LIST_TOO_LONG).with("most", most));
        }
        for (var line : filled) {
            var name = normalised(kind, line.strip());
            if (name.isEmpty()) {
                unreadable++;
            } else {
                names.add(name);
            }
        }
        if (names.size() < FEWEST) {
            throw new ProblemException(Problem.of(ProblemType.LIST_TOO_SHORT).with("read", names.size())
                    .with("unreadable", unreadable).with("fewest", FEWEST));
        }
        return new LeakedList(kind, window, filled.size(), unreadable, names, sha256(file));
    }

    private static ListKind kind(@Nullable String name) {
        for (var kind : ListKind.values()) {
            if (kind.name().equals(name)) {
                return kind;
            }
        }
        throw Window.invalid("kind", "must be one of " + List.of(ListKind.values()));
    }

    /** Empty if it is none of its kind. */
    private static String normalised(ListKind kind, String text) {
        return switch (kind) {
            case PHONES -> Phones.normalised(text);
            case WAYBILLS -> matching(WAYBILL, text.toUpperCase(Locale.ROOT));
            case PHONE_HASHES -> matching(HASH, text.toLowerCase(Locale.ROOT));
            case WAYBILL_HASHES -> matching(HASH, text.toLowerCase(Locale.ROOT));
        };
    }

    private static String matching(Pattern form, String text) {
        return form.matcher(text).matches() ? text : "";
    }

    private static String sha256(byte[] file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}

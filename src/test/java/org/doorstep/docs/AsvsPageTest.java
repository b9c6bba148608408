package org.doorstep.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

/** docs/asvs.md says what is there. */
class AsvsPageTest {

    private static final Path PAGE = Path.of("docs", "asvs.md");
    private static final Path TESTS = Path.of("src", "test", "java", "org", "doorstep");
    private static final Pattern ROW = Pattern.compile("\\| (\\d+)\\.\\d+\\.\\d+ \\| ([^|]+) \\| ([^|]+) \\|");
    private static final Pattern REFERENCE = Pattern.compile("`([a-z]+/[A-Z]\\w+)(?:#(\\w+))?`");
    private static final Pattern MARK = Pattern.compile("@(Test|ParameterizedTest|TestFactory|Property)\\b");
    /** All chapters but that on WebRTC. */
    private static final Set<String> APPLICABLE = IntStream.rangeClosed(1, 16).mapToObj(Integer::toString)
            .collect(Collectors.toCollection(TreeSet::new));

    @Test
    void everyTestOfThePageIsThere() {
        var missing = references(text()).stream().filter(reference -> !there(reference)).map(MatchResult::group)
                .toList();

        assertEquals(List.of(), missing);
    }

    @Test
    void everyApplicableChapterHasARow() {
        assertEquals(APPLICABLE, rows().stream().map(row -> row.group(1)).collect(Collectors.toCollection(
                TreeSet::new)));
    }

    @Test
    void everyRowIsShownOrSaysWhyItIsNot() {
        var neither = rows().stream().filter(row -> references(row.group(3)).isEmpty())
                .filter(row -> !row.group(3).matches("\\*\\*(Not met|Operator)\\*\\*.*: .+")).map(MatchResult::group)
                .toList();

        assertEquals(List.of(), neither);
    }

    @Test
    void everyLineOfATableIsARow() {
        var lines = text().lines().filter(line -> line.startsWith("| ") && !line.startsWith("| requirement")).toList();

        assertFalse(lines.isEmpty());
        assertTrue(lines.stream().allMatch(line -> ROW.matcher(line).matches()),
                () -> lines.stream().filter(line -> !ROW.matcher(line).matches()).toList().toString());
    }

    private static List<MatchResult> rows() {
        return ROW.matcher(text()).results().toList();
    }

    private static List<MatchResult> references(String text) {
        return REFERENCE.matcher(text).results().toList();
    }

    private static boolean there(MatchResult reference) {
        var file = TESTS.resolve(reference.group(1) + ".java");
        if (!Files.isRegularFile(file)) {
            return false;
        }
        return reference.group(2) == null || declaresTest(read(file), reference.group(2));
    }

    /** Whether the paragraph of code that declares the method marks it as a test. */
    private static boolean declaresTest(String code, String method) {
        return Pattern.compile("\\n\\s*\\n").splitAsStream(code).anyMatch(paragraph -> MARK.matcher(paragraph).find()
                && paragraph.contains(" " + method + "("));
    }

    private static String text() {
        return read(PAGE);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

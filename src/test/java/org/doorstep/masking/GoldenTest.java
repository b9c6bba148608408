package org.doorstep.masking;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenTest {

    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u[0-9a-fA-F]{4}|[nt])");

    @ParameterizedTest
    @MethodSource("cases")
    void showsWhatTheGoldenFileSays(Case golden) {
        assertEquals(golden.expected(), golden.actual());
    }

    static Stream<Case> cases() {
        return lines().filter(line -> !line.isBlank() && !line.startsWith("#")).map(Case::of);
    }

    private static Stream<String> lines() {
        try (InputStream file = GoldenTest.class.getResourceAsStream("/masking/golden.tsv")) {
            byte[] bytes = Objects.requireNonNull(file).readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8).lines();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    record Case(String kind, String form, String input, String expected, String note) {

        static Case of(String line) {
            List<String> columns = List.of(line.split("\t", -1));
            assertEquals(5, columns.size(), () -> "columns in: " + line);
            return new Case(columns.get(0), columns.get(1), decoded(columns.get(2)), decoded(columns.get(3)),
                    columns.get(4));
        }

        String actual() {
            return switch (kind) {
                case "name" -> text(Names.show(input, Form.valueOf(form)));
                case "phone" -> text(Phones.show(input, Form.valueOf(form)));
                case "waybill" -> text(Waybills.show(input, Form.valueOf(form)));
                case "address" -> text(Addresses.show(part(0), part(1), Form.valueOf(form)));
                case "normalised" -> Phones.normalised(input);
                case "redacted" -> FreeText.redacted(input);
                case "premasked-name" -> yesOrNo(Names.isPremasked(input));
                case "premasked-phone" -> yesOrNo(Phones.isPremasked(input));
                case "premasked-address" -> yesOrNo(Addresses.isPremasked(input));
                case "premasked-waybill" -> yesOrNo(Waybills.isPremasked(input));
                default -> throw new IllegalArgumentException("no such kind: " + kind);
            };
        }

        private String part(int index) {
            return input.split("\\|", -1)[index].strip();
        }

        private static String yesOrNo(boolean is) {
            return is ? "yes" : "no";
        }

        private static String text(Shown shown) {
            return shown.text().orElse("HIDDEN");
        }

        private static String decoded(String column) {
            return ESCAPE.matcher(column).replaceAll(escape -> Matcher.quoteReplacement(character(escape.group())));
        }

        private static String character(String escape) {
            return switch (escape) {
                case "\\n" -> "\n";
                case "\\t" -> "\t";
                default -> String.valueOf((char) Integer.parseInt(escape.substring(2), 16));
            };
        }
    }
}

package org.doorstep.demonstration;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.restassured.response.Response;

/** What must hold for every refusal, whatever was wrong: RFC 9457, and nothing in it that a stranger could use. */
public final class Problems {

    private static final Pattern INSIDES = Pattern.compile("Exception|Throwable|\\bat [a-z]+\\.|\\.java\\b|"
            + "\\b(?:org|com|io|java|jakarta)\\.[a-z]+\\.|select |insert |PostgreSQL|Vert\\.x|Quarkus|Jackson|Hibernate");
    private static final List<String> DATA = List.of("林晓梅", "林*", "欧阳", "14012340001", "16098765432", "****",
            "幸福里", "学府路", "浦东", "羽绒服", "CLOTHING");

    private Problems() {
    }

    /** The answer is this problem and holds nothing but the problem; the answer itself, to look further. */
    public static Response refused(Response answer, int status, String slug) {
        var body = answer.asString();
        assertAll(body,
                () -> assertEquals(status, answer.statusCode()),
                () -> assertEquals("application/problem+json", answer.contentType().split(";")[0]),
                () -> assertEquals("/problems/" + slug, answer.path("type")),
                () -> assertEquals(Integer.valueOf(status), answer.path("status")),
                () -> Stream.of("title", "detail").forEach(
                        member -> assertFalse(answer.<String>path(member).isBlank(), member)),
                () -> assertEquals("no-store", answer.header("Cache-Control")),
                () -> innocent(answer));
        return answer;
    }

    /** Nothing in the answer's head or body tells of the insides or of anybody's data. */
    public static void innocent(Response answer) {
        var all = answer.headers() + "\n" + answer.asString();
        assertFalse(INSIDES.matcher(all).find(), all);
        assertTrue(DATA.stream().noneMatch(all::contains), all);
    }

    /** The refusal is in the log, by this person and with its problem; the entry, to look further. */
    public static Map<String, Object> logged(Company company, Response answer, String actor, String slug) {
        var entry = company.entry(answer.header("Doorstep-Entry"));
        assertAll(() -> assertEquals(slug, entry.get("problem")), () -> assertEquals(actor, entry.get("actor")),
                () -> assertEquals(List.of(), entry.get("fields")),
                () -> assertFalse(entry.get("decision").equals("GRANTED"), "decision"));
        return entry;
    }
}

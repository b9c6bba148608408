package org.doorstep.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * What a client got for one look.
 *
 * @param status the HTTP status, or {@link #NONE}
 * @param sent when it was asked, by {@link System#nanoTime()}
 * @param took until the answer's last byte
 */
record Answer(String waybill, int status, String type, String retryAfter, String limit, String body, long sent,
        Duration took) {

    /** The connection was refused or broke before an answer. */
    static final int NONE = 0;
    static final int SHOWN = 200;
    static final int LIMITED = 429;
    static final int UNAVAILABLE = 503;
    /** Longer than any time limit of the service: whoever waits this long hangs. */
    static final Duration BOUND = Duration.ofSeconds(10);

    /** What the people of the tests' parcels are called, where they live, and what a stack trace looks like. */
    private static final List<String> NEVER_IN_A_PROBLEM = List.of("fields", "watermark", "林", "欧阳", "幸福里", "陆家嘴",
            "14012", "Exception", "org.doorstep", "\\tat ", "io.vertx");
    private static final String NOBODY_KNOWS_WHAT_IS_LEFT = ";r=0;";
    private static final ObjectMapper JSON = new ObjectMapper();

    static Answer of(String waybill, HttpResponse<String> answer, long sent) {
        Function<String, String> header = name -> answer.headers().firstValue(name).orElse("");
        return new Answer(waybill, answer.statusCode(), header.apply("Content-Type"), header.apply("Retry-After"),
                header.apply("RateLimit"), answer.body(), sent, Duration.ofNanos(System.nanoTime() - sent));
    }

    static Answer none(String waybill, IOException why, long sent) {
        return new Answer(waybill, NONE, "", "", "", why.getClass().getName(), sent,
                Duration.ofNanos(System.nanoTime() - sent));
    }

    boolean shown() {
        return status == SHOWN;
    }

    /** Whether a local allowance let it pass: with Redis, none of the tests comes to the end of the person's limit. */
    boolean shownWithoutRedis() {
        return shown() && limit.contains(NOBODY_KNOWS_WHAT_IS_LEFT);
    }

    boolean arrivedBetween(long from, long to) {
        long arrived = sent + took.toNanos();
        return arrived >= from && arrived <= to;
    }

    /** The number of its entry, as it says itself. */
    long entry() {
        return json().path("entry").asLong();
    }

    /** The last part of its problem's address. */
    String problem() {
        return json().path("type").asText().replace("/problems/", "");
    }

    /** It is a 503 that says when to try again, shows nobody's data, and came in time. */
    void assertUnavailable() {
        assertEquals(UNAVAILABLE, status, this::toString);
        assertTrue(type.startsWith("application/problem+json"), this::toString);
        assertTrue(retryAfter.matches("[1-9][0-9]*"), this::toString);
        assertEquals(List.of(), NEVER_IN_A_PROBLEM.stream().filter(body::contains).toList(), this::toString);
        assertInTime();
    }

    /** Whether a problem holds what never belongs into one. */
    boolean leaks() {
        return status != NONE && NEVER_IN_A_PROBLEM.stream().anyMatch(body::contains);
    }

    void assertInTime() {
        assertTrue(took.compareTo(BOUND) < 0, this::toString);
    }

    /** How many of each status: what a failed assertion needs to tell. */
    static String summary(List<Answer> answers) {
        return answers.stream().collect(Collectors.groupingBy(Answer::status, Collectors.counting())).toString();
    }

    private JsonNode json() {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package org.doorstep.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.doorstep.stack.LocalStack;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * "When a part fails", Redis, and promise P9: views go on within a local allowance, then 503. An allowance lasts a
 * day, so every test has a courier, an outlet and a device of its own.
 */
class RedisLostIT {

    private static final int ALLOWANCE = 5;
    private static final int RECIPIENTS_LIMIT = 30;
    private static final Chosen CHOSEN = new Chosen("RedisLostIT");

    private static Installation doorstep;

    @BeforeAll
    static void start() {
        doorstep = Installation.start("redis-lost", LocalStack.sharedIssuer(),
                Map.of("doorstep.quota.local-allowance", Integer.toString(ALLOWANCE)));
    }

    @AfterAll
    static void end() {
        doorstep.close();
    }

    @Test
    void viewsGoOnWithinTheLocalAllowanceThenAreRefused() {
        var waybills = doorstep.outForDelivery("K1001", "TE-RL01", ALLOWANCE + 3);
        doorstep.redis().kill();

        var answers = waybills.stream().map(waybill -> doorstep.look("K1001", waybill)).toList();

        answers.subList(0, ALLOWANCE).forEach(answer -> assertEquals(Answer.SHOWN, answer.status(), answer::toString));
        answers.subList(ALLOWANCE, answers.size()).forEach(RedisLostIT::assertLimitsUnavailable);
        doorstep.redis().restart();
        waybills.forEach(waybill -> doorstep.lookUntil(Answer::shown, "K1001", waybill));
        doorstep.assertEachHasItsEntry(answers);
    }

    @Test
    void everyNodeHasOneAllowanceAndNoMore() {
        var waybills = doorstep.outForDelivery("K1007", "TE-RL-07", 4 * ALLOWANCE);
        var token = doorstep.company().token("K1007");
        try (var second = doorstep.replica("redis-lost-2")) {
            doorstep.redis().kill();
            var nodes = List.of(doorstep.service(), second, doorstep.service());
            var answers = nodes.stream().flatMap(node -> waybills.stream()
                    .map(waybill -> doorstep.lookAt(node, token, "device-K1007", waybill))).toList();
            doorstep.redis().restart();

            assertEquals(2 * ALLOWANCE, distinct(answers, Answer::shown).size(), Answer.summary(answers));
            doorstep.assertEachHasItsEntry(answers);
        }
    }

    @Test
    void secondLookWithinItsLeaseStaysFree() {
        var waybills = doorstep.outForDelivery("K1002", "TE-RL02", ALLOWANCE + 3);
        waybills.forEach(waybill -> assertTrue(doorstep.look("K1002", waybill).shown()));

        doorstep.redis().kill();
        var answers = waybills.stream().map(waybill -> doorstep.look("K1002", waybill)).toList();
        doorstep.redis().restart();

        assertEquals(waybills.size(), distinct(answers, Answer::shown).size(), Answer.summary(answers));
    }

    @Test
    void limitHoldsButForOneAllowanceWhileRedisFlaps() {
        var waybills = doorstep.outForOneRecipient("K1003", "TE-RL03", RECIPIENTS_LIMIT + 3 * ALLOWANCE);
        List<Answer> answers;
        try (var views = Views.start(doorstep, "K1003", waybills)) {
            for (int outage = 0; outage < 4; outage++) {
                doorstep.redis().kill();
                CHOSEN.pause(Duration.ofMillis(100), Duration.ofMillis(600));
                doorstep.redis().restart();
                CHOSEN.pause(Duration.ofMillis(20), Duration.ofMillis(400));
            }
            doorstep.lookUntil(Answer::shown, "K1003", views.answers().getFirst().waybill());
            Installation.pause(Duration.ofSeconds(1));
            answers = views.stop();
        }

        var withoutRedis = firstShownWithoutRedis(answers);
        assertFalse(withoutRedis.isEmpty(), "nothing was shown without Redis");
        assertTrue(withoutRedis.size() <= ALLOWANCE, () -> "without Redis: " + withoutRedis);
        var shown = distinct(answers, Answer::shown);
        assertTrue(shown.size() >= RECIPIENTS_LIMIT, () -> "with Redis: " + shown.size());
        assertTrue(shown.size() <= RECIPIENTS_LIMIT + ALLOWANCE, () -> "in all: " + shown.size());
        answers.stream().filter(answer -> answer.status() == Answer.UNAVAILABLE)
                .forEach(RedisLostIT::assertLimitsUnavailable);
        assertEquals(Set.of(Answer.SHOWN, Answer.LIMITED, Answer.UNAVAILABLE), statuses(answers));
        doorstep.assertEachHasItsEntry(answers);
    }

    @Test
    void everyAnsweredViewHasItsEntryAfterRedisIsKilledUnderLoad() {
        var waybills = doorstep.outForDelivery("K1005", "TE-RL05", ALLOWANCE);
        List<Answer> answers;
        try (var views = Views.start(doorstep, "K1005", waybills)) {
            CHOSEN.pause(Duration.ofMillis(300), Duration.ofMillis(1000));
            doorstep.redis().kill();
            Installation.pause(Duration.ofSeconds(1));
            doorstep.redis().restart();
            doorstep.lookUntil(RedisLostIT::countedByRedis, "K1005", waybills.getFirst());
            answers = views.stop();
        }

        assertEquals(Set.of(Answer.SHOWN), statuses(answers), () -> Answer.summary(answers));
        doorstep.assertEachHasItsEntry(answers);
    }

    @Test
    void viewsGoOnWithinTheLocalAllowanceWhileRedisHangs() {
        var waybills = doorstep.outForDelivery("K1006", "TE-RL-06", 3 * ALLOWANCE);
        doorstep.redis().suspend();
        List<Answer> answers;
        try (var views = Views.start(doorstep, "K1006", waybills)) {
            Installation.pause(Duration.ofSeconds(3));
            doorstep.redis().resume();
            waybills.forEach(waybill -> doorstep.lookUntil(RedisLostIT::countedByRedis, "K1006", waybill));
            answers = views.stop();
        }

        answers.forEach(Answer::assertInTime);
        assertEquals(ALLOWANCE, firstShownWithoutRedis(answers).size(), () -> Answer.summary(answers));
        answers.stream().filter(answer -> !answer.shown()).forEach(RedisLostIT::assertLimitsUnavailable);
        doorstep.assertEachHasItsEntry(answers);
    }

    @Test
    void serviceIsReadyAndLiveWithoutRedis() throws IOException {
        doorstep.redis().kill();
        try {
            assertEquals(200, doorstep.service().health("ready").statusCode());
            assertEquals(200, doorstep.service().health("live").statusCode());
        } finally {
            doorstep.redis().restart();
        }
    }

    @Test
    void serviceIsReadyWhileRedisHangs() throws IOException {
        doorstep.redis().suspend();
        try {
            assertEquals(200, doorstep.service().health("ready").statusCode());
        } finally {
            doorstep.redis().resume();
        }
    }

    private static boolean countedByRedis(Answer answer) {
        return answer.shown() && !answer.shownWithoutRedis();
    }

    private static void assertLimitsUnavailable(Answer answer) {
        answer.assertUnavailable();
        assertEquals("limits-unavailable", answer.problem());
    }

    private static Set<String> distinct(List<Answer> answers, Predicate<Answer> which) {
        return answers.stream().filter(which).map(Answer::waybill).collect(Collectors.toSet());
    }

    /** Parcels that a local allowance paid for; a later look within the lease is free. */
    private static Set<String> firstShownWithoutRedis(List<Answer> answers) {
        var first = answers.stream().filter(Answer::shown).collect(Collectors.toMap(Answer::waybill, answer -> answer,
                BinaryOperator.minBy(Comparator.comparingLong(Answer::entry))));
        return distinct(List.copyOf(first.values()), Answer::shownWithoutRedis);
    }

    private static Set<Integer> statuses(List<Answer> answers) {
        return answers.stream().map(Answer::status).collect(Collectors.toSet());
    }
}

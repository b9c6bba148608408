package org.doorstep.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.doorstep.identity.Post;
import org.doorstep.parcel.Stage;
import org.doorstep.policy.PolicyTable.Row;
import org.doorstep.problem.ProblemType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The policy file against the table of posts: every post, purpose, stage and set of scopes (promise P4). */
class PolicyTableTest {

    private static final Policy POLICY = PolicyFile.read(new InputStreamReader(
            Objects.requireNonNull(PolicyTableTest.class.getResourceAsStream("/policy/policy.yaml")),
            StandardCharsets.UTF_8));
    private static final Optional<Duration> JUST_NOW = Optional.of(Duration.ZERO);
    private static final List<Set<Scope>> SCOPE_SETS = IntStream.range(0, 1 << Scope.values().length)
            .mapToObj(PolicyTableTest::scopes).toList();

    @ParameterizedTest
    @EnumSource
    void onlyWhatTheTableGrantsIsGrantedAndInExactlyTheseForms(Post post) {
        var wrong = new ArrayList<String>();
        questions(Set.of(post)).forEach(question -> {
            var expected = expected(post, question);
            var decided = words(POLICY.decide(question));
            if (!decided.equals(expected)) {
                wrong.add(question + ": " + decided + ", not " + expected);
            }
        });
        assertEquals(List.of(), wrong);
    }

    @Test
    void everyPurposeOfTheTableIsKnownAndNoOther() {
        assertEquals(PolicyTable.rows().stream().map(Row::purpose).collect(Collectors.toSet()), POLICY.purposes());
    }

    @Test
    void twoPostsOpenNoMoreThanEachAlone() {
        for (var first : Post.values()) {
            for (var second : EnumSet.complementOf(EnumSet.of(first))) {
                questions(Set.of(first, second)).forEach(question -> assertEquals(
                        words(alone(first, question)).startsWith("granted")
                                || words(alone(second, question)).startsWith("granted"),
                        words(POLICY.decide(question)).startsWith("granted"), question::toString));
            }
        }
    }

    @Test
    void somebodyWithoutAPostGetsNothing() {
        questions(Set.of()).forEach(question -> assertEquals("refused PURPOSE_NOT_ALLOWED",
                words(POLICY.decide(question)), question::toString));
    }

    @Test
    void parcelThatDoesNotExistIsRefusedAsOneThatIsNotOpen() {
        for (var row : PolicyTable.rows()) {
            SCOPE_SETS.forEach(scopes -> assertEquals("refused PARCEL_NOT_AVAILABLE",
                    words(POLICY.decide(new Question(Set.of(row.post()), row.purpose(), Optional.empty(), scopes, true,
                            JUST_NOW)))));
        }
    }

    @Test
    void unknownPurposeIsRefused() {
        assertEquals("refused PURPOSE_NOT_ALLOWED", words(POLICY.decide(new Question(EnumSet.allOf(Post.class),
                "CURIOSITY", Optional.of(Stage.OUT_FOR_DELIVERY), EnumSet.allOf(Scope.class), true, JUST_NOW))));
    }

    @ParameterizedTest
    @MethodSource("rowsWithReason")
    void rowThatNeedsAReasonIsRefusedWithoutOne(Row row) {
        assertEquals("refused REASON_REQUIRED", words(POLICY.decide(question(row, false, JUST_NOW))));
    }

    @Test
    void signInOfFiveMinutesAgoIsRecentAndOneSecondMoreIsNot() {
        var row = PolicyTable.row(Post.COURIER_DELIVERY, "HANDOVER_VERIFY").orElseThrow();
        assertTrue(POLICY.decide(question(row, true, Optional.of(Duration.ofMinutes(5)))) instanceof Decision.Granted);
        assertEquals("refused STEP_UP_REQUIRED",
                words(POLICY.decide(question(row, true, Optional.of(Duration.ofSeconds(301))))));
    }

    @Test
    void signInAtAnUnknownTimeIsNotRecent() {
        var row = PolicyTable.row(Post.COURIER_DELIVERY, "HANDOVER_VERIFY").orElseThrow();
        assertEquals("refused STEP_UP_REQUIRED", words(POLICY.decide(question(row, true, Optional.empty()))));
    }

    @ParameterizedTest
    @MethodSource("rowsWithApproval")
    void rowThatNeedsASecondPersonShowsNothing(Row row) {
        assertEquals("refused APPROVAL_NEEDED", words(POLICY.decide(question(row, true, JUST_NOW))));
    }

    @Test
    void everyRowThatHasNoStepUpIsGrantedWhateverTheSignIn() {
        PolicyTable.rows().stream().filter(row -> !row.stepUp() && !row.approval()).forEach(row -> assertTrue(
                POLICY.decide(question(row, true, Optional.empty())) instanceof Decision.Granted, row::toString));
    }

    private static Stream<Row> rowsWithReason() {
        return PolicyTable.rows().stream().filter(Row::reason);
    }

    private static Stream<Row> rowsWithApproval() {
        return PolicyTable.rows().stream().filter(Row::approval);
    }

    private static Stream<Question> questions(Set<Post> posts) {
        return POLICY.purposes().stream().flatMap(purpose -> Stream.of(Stage.values()).flatMap(stage -> SCOPE_SETS
                .stream().map(scopes -> new Question(posts, purpose, Optional.of(stage), scopes, true, JUST_NOW))));
    }

    private static Decision alone(Post post, Question question) {
        return POLICY.decide(new Question(Set.of(post), question.purpose(), question.stage(), question.scopes(), true,
                JUST_NOW));
    }

    private static Question question(Row row, boolean reason, Optional<Duration> sinceSignIn) {
        return new Question(Set.of(row.post()), row.purpose(), row.stages().stream().findFirst(), Set.of(row.scope()),
                reason, sinceSignIn);
    }

    private static String expected(Post post, Question question) {
        var row = PolicyTable.row(post, question.purpose());
        if (row.isEmpty()) {
            return "refused " + ProblemType.PURPOSE_NOT_ALLOWED;
        }
        if (!question.scopes().contains(row.get().scope())) {
            return "refused " + ProblemType.PARCEL_NOT_AVAILABLE;
        }
        if (!row.get().stages().contains(question.stage().orElseThrow())) {
            return "refused " + ProblemType.STAGE_NOT_ALLOWED;
        }
        return row.get().approval() ? "refused " + ProblemType.APPROVAL_NEEDED
                : "granted " + new java.util.TreeMap<>(row.get().forms());
    }

    private static String words(Decision decision) {
        return switch (decision) {
            case Decision.Granted granted -> "granted " + new java.util.TreeMap<>(granted.granting().fields());
            case Decision.Refused refused -> "refused " + refused.why();
        };
    }

    private static Set<Scope> scopes(int bits) {
        var scopes = EnumSet.noneOf(Scope.class);
        for (var scope : Scope.values()) {
            if ((bits >> scope.ordinal() & 1) == 1) {
                scopes.add(scope);
            }
        }
        return scopes;
    }
}

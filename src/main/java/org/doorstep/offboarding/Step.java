package org.doorstep.offboarding;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** What follows from a change of access, each until done. All of them may be done twice without harm. */
enum Step {
    /** Open screens are told to clear. */
    SCREENS,
    /** The telephone side lets go of their virtual numbers, and calls that are up are dropped. */
    CALLS,
    /** The account in Keycloak is switched off; or on, if HR says so. */
    ACCOUNT,
    /** The account's sessions in Keycloak end, and with them its refresh tokens. */
    SESSIONS(ACCOUNT),
    /** Posts and outlet in Keycloak are those that HR says. */
    GROUPS(SESSIONS),
    /** What the person saw is written up for the auditor. */
    AUDIT;

    private final Optional<Step> after;

    Step() {
        this.after = Optional.empty();
    }

    Step(Step after) {
        this.after = Optional.of(after);
    }

    /** The step that must be done before this one. */
    Optional<Step> after() {
        return after;
    }

    /** What follows when HR changes what somebody is. */
    static List<Step> of(Employment before, Employment after) {
        boolean ends = after.endsSomethingOf(before);
        return Arrays.stream(values()).filter(step -> switch (step) {
            case ACCOUNT, GROUPS -> true;
            case SCREENS, CALLS, SESSIONS, AUDIT -> ends;
        }).toList();
    }

    static String[] names(List<Step> steps) {
        return steps.stream().map(Step::name).toArray(String[]::new);
    }

    /** For each step the one that it waits for, if that is among them; else null. */
    static @Nullable String[] waits(List<Step> steps) {
        return steps.stream().map(step -> nearest(step, steps)).toArray(String[]::new);
    }

    private static @Nullable String nearest(Step step, List<Step> steps) {
        var before = step.after();
        while (before.isPresent() && !steps.contains(before.get())) {
            before = before.get().after();
        }
        return before.map(Step::name).orElse(null);
    }
}

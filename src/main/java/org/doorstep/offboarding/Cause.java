package org.doorstep.offboarding;

import java.util.List;

import org.doorstep.identity.HoldKind;

/** Why access changes where HR said nothing, and what follows. */
public enum Cause {
    /** Somebody or something is held back. */
    HELD,
    /** A hold was released. */
    RELEASED,
    /** Every session that began before counts no more. */
    SESSION_REVOKED,
    /** An account in Keycloak of somebody who is not active. */
    STRAY_ACCOUNT,
    /** An account in Keycloak with a post that HR does not say. */
    STRAY_POST;

    /** Whether whoever signed in before must sign in again: only where the person is in question, not their place. */
    boolean endsSessions(HoldKind kind) {
        return switch (this) {
            case HELD -> kind == HoldKind.PERSON;
            case RELEASED, STRAY_ACCOUNT, STRAY_POST -> false;
            case SESSION_REVOKED -> true;
        };
    }

    List<Step> steps(HoldKind kind) {
        boolean person = kind == HoldKind.PERSON;
        return switch (this) {
            case HELD -> person ? List.of(Step.SCREENS, Step.CALLS, Step.ACCOUNT, Step.SESSIONS)
                    : List.of(Step.SCREENS);
            case RELEASED -> person ? List.of(Step.ACCOUNT) : List.of();
            case SESSION_REVOKED -> List.of(Step.SCREENS, Step.CALLS, Step.SESSIONS);
            case STRAY_ACCOUNT -> List.of(Step.ACCOUNT, Step.SESSIONS, Step.GROUPS);
            case STRAY_POST -> List.of(Step.GROUPS);
        };
    }
}

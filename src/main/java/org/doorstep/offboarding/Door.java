package org.doorstep.offboarding;

/** Where an event came in. All doors lead to the same history and the same fence. */
public enum Door {
    /** Signed events, with HR's own order. */
    HR_WEBHOOK(true),
    /** One person at a time, over the API: holds from when it arrives. */
    HR_API(false),
    /** HR's full list, as of when HR wrote it. */
    ROSTER(true),
    /** An identity system that pushes accounts: holds from when it arrives. */
    SCIM(false);

    private final boolean ordered;

    Door(boolean ordered) {
        this.ordered = ordered;
    }

    /** Whether events say themselves from when they hold. */
    public boolean ordered() {
        return ordered;
    }
}

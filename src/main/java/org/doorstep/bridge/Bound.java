package org.doorstep.bridge;

/** What came of a {@link Binding}. */
public sealed interface Bound {

    /** It connects from now on. @param reference the telephone side's own name of it, asked for again at its end */
    record Done(String reference) implements Bound {
    }

    /** The telephone side has no number left. */
    record PoolExhausted() implements Bound {
    }

    /** The telephone side already connects one of the two over this number. */
    record Conflict() implements Bound {
    }

    /** It was refused. @param why in the telephone side's words, without numbers */
    record Rejected(String why) implements Bound {
    }
}

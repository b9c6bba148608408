package org.doorstep.investigation;

/** What the figures say of somebody. A verdict is a reason to ask, not a proof: the log tells what was shown. */
public enum Verdict {
    STANDS_OUT("Saw far more of the list than chance gives, also of what those ranked above do not explain."),
    ALIKE("Saw practically the same of the list as somebody who stands out: the log cannot tell the two apart."),
    EXPLAINED_BY_OTHERS("Saw more of the list than chance gives, but no more than follows from sharing recipients "
            + "with those ranked above."),
    CHANCE("Saw no more of the list than chance gives.");

    private final String says;

    Verdict(String says) {
        this.says = says;
    }

    /** In a sentence. */
    public String says() {
        return says;
    }
}

package org.doorstep.problem;

/** A request that is turned away before any transaction: at the door, or for its form. */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.type().name(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}

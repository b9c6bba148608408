package org.doorstep.scim;

import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemException;
import org.doorstep.problem.ProblemType;

/** Why a message cannot be taken over. */
final class Refusal {

    /** The member of a problem that names the attribute at fault, one of the schema's. */
    static final String ATTRIBUTE = "attribute";

    private Refusal() {
    }

    static ProblemException of(ProblemType type) {
        return new ProblemException(Problem.of(type));
    }

    /** A refusal for one attribute; never for what it was to be. */
    static ProblemException of(ProblemType type, String attribute) {
        return new ProblemException(Problem.of(type).with(ATTRIBUTE, attribute));
    }
}

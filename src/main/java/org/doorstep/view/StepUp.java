package org.doorstep.view;

import java.time.Duration;

import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemType;

/** The challenge of RFC 9470: sign in again, not longer ago than this. */
final class StepUp {

    private StepUp() {
    }

    static Problem challenge(Duration maxAge) {
        return Problem.of(ProblemType.STEP_UP_REQUIRED).with("maxAge", maxAge.toSeconds())
                .header("WWW-Authenticate", "Bearer error=\"insufficient_user_authentication\", "
                        + "error_description=\"A more recent sign-in is required\", max_age=\"" + maxAge.toSeconds()
                        + "\"");
    }
}

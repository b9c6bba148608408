package org.doorstep.policy;

/** A policy file that cannot be used; the message names the line. */
public final class InvalidPolicy extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidPolicy(int line, String what) {
        super("Policy, line " + line + ": " + what);
    }
}

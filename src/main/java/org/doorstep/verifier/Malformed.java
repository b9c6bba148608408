package org.doorstep.verifier;

/** Text or bytes that are not in the form their specification prescribes; the message says what is amiss. */
public final class Malformed extends Exception {

    public Malformed(String message) {
        super(message);
    }
}

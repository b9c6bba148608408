package org.doorstep.policy;

import java.time.Duration;

/**
 * That a rule lets a person call somebody over a virtual number, and how far.
 *
 * @param party whom
 * @param calls how many calls the person may begin for one parcel
 * @param longest how long a call may take
 * @param life how long the number connects the two
 * @param cap how many calls in all
 */
public record BridgeTerms(Party party, int calls, Duration longest, Duration life, Cap cap) {

    /** Whose number is rung; it is told to nobody. */
    public enum Party {
        RECIPIENT, SENDER
    }
}

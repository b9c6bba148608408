package org.doorstep.sip;

/** A message that could not be made or sent. It carries nothing of the message. */
final class SipFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SipFailure(String message) {
        super(message);
    }
}

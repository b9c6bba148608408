package org.doorstep.transparency;

/** What the database holds as the log's head is not what this log published; nothing more is signed. */
class NotOurLog extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotOurLog(String message) {
        super(message);
    }
}

package org.doorstep.dypls;

/** Dypls did not answer, or with something that passes; what was asked may have happened or not. */
final class DyplsUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param what a code of Dypls' or the name of a failure; never anything that was sent */
    DyplsUnavailable(String what) {
        super(what, null, false, false);
    }
}

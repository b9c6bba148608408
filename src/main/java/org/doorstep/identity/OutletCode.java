package org.doorstep.identity;

/** The form of an outlet's or hub's code: the last segment of its group's path in the realm. */
public final class OutletCode {

    public static final String FORM = "[A-Z0-9]{2,8}(-[A-Z0-9]{2,8}){1,3}";
    public static final String MESSAGE = "must be an outlet code such as SH-PD-01";

    private OutletCode() {
    }
}

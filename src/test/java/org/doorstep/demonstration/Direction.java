package org.doorstep.demonstration;

/** Whether the outlet delivers the parcel (its recipient lives there) or collects it (its sender does). */
public enum Direction {
    INBOUND, OUTBOUND
}

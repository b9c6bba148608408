package org.doorstep.identity;

/** Whether a person may act at all, as HR last said. 离岗 is leaving the post: suspension and transfer count. */
public enum Standing {
    ACTIVE, SUSPENDED, LEFT
}

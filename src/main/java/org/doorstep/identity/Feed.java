package org.doorstep.identity;

import java.util.Arrays;
import java.util.Optional;

/** What a machine may tell Doorstep; the constant's name is the realm role of its service account. */
public enum Feed {
    /** Parcels, stages and runs: dispatch and e-commerce systems. */
    INTAKE_FEED,
    /** Who joined, moved and left: the HR system. */
    HR_FEED,
    /** Which case of which person concerns which parcel: the service desk. */
    TICKET_FEED;

    static Optional<Feed> ofRole(String role) {
        return Arrays.stream(values()).filter(feed -> feed.name().equals(role)).findFirst();
    }
}

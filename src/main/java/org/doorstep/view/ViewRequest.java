package org.doorstep.view;

import java.util.Optional;

import org.doorstep.identity.Caller;
import org.doorstep.identity.Origin;

/** A look at one parcel, as asked for. */
record ViewRequest(Caller.Person person, Origin origin, String waybill, String purpose, Optional<String> reason,
        Optional<String> ticket) {
}

package org.doorstep.view;

import java.util.Optional;

import org.doorstep.identity.Caller;
import org.doorstep.identity.Origin;
import org.doorstep.parcel.Waybill;

/** A look at one parcel, as asked for. */
record ViewRequest(Caller.Person person, Origin origin, Waybill number, String purpose, Optional<String> reason,
        Optional<String> ticket) {

    String waybill() {
        return number.number();
    }
}

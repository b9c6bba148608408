package org.doorstep.view;

import java.util.Optional;

import org.doorstep.accesslog.Action;
import org.doorstep.identity.Caller;
import org.doorstep.identity.Origin;
import org.doorstep.parcel.Waybill;

/**
 * Something that a person asks of one parcel.
 *
 * @param action a view, or a call over a bridge
 */
public record ParcelRequest(Action action, Caller.Person person, Origin origin, Waybill number, String purpose,
        Optional<String> reason, Optional<String> ticket) {

    public String waybill() {
        return number.number();
    }
}

package org.doorstep.bridge;

import java.util.Optional;

/**
 * A call that reached the telephone side.
 *
 * @param provider {@link BridgeProvider#name()}
 * @param providerCall the telephone side's id of the call; the same id again is the same call
 * @param called the number that was dialled, as it came
 * @param extension what was dialled behind it, if the telephone side can tell
 * @param caller the caller's number as the telephone side vouches for it; empty if it is withheld
 * @param source the network address that the call came from, for the log
 */
public record IncomingCall(String provider, String providerCall, String called, Optional<String> extension,
        String caller, String source) {

    @Override
    public String toString() {
        return "IncomingCall[" + provider + "/" + providerCall + "]";
    }
}

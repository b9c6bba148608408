package org.doorstep.bridge;

import java.util.Arrays;
import java.util.UUID;

/**
 * A call as its telephone side knows it.
 *
 * @param call Doorstep's id of it
 * @param providerCall the telephone side's id
 * @param handle what the telephone side wanted kept so that it can end the call after a restart; may be empty
 */
public record LiveCall(UUID call, String providerCall, byte[] handle) {

    public LiveCall {
        handle = handle.clone();
    }

    @Override
    public byte[] handle() {
        return handle.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LiveCall(UUID theirs, String theirCall, byte[] theirHandle) && theirs.equals(call)
                && theirCall.equals(providerCall) && Arrays.equals(theirHandle, handle);
    }

    @Override
    public int hashCode() {
        return call.hashCode();
    }

    @Override
    public String toString() {
        return "LiveCall[" + call + "]";
    }
}

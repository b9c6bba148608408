package org.doorstep.sip;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Both dialogs of a call that is up (RFC 3261, 12), as bytes with which any agent at the same address can end it. The
 * URIs in it are numbers.
 */
record CallHandle(Side caller, Side called) {

    private static final byte FORM = 1;

    /**
     * @param local our URI, and the tag that names us
     * @param target what a request is sent to (RFC 3261, 12.2.1.1)
     * @param routes the route set, in order
     * @param sequence a number for a request, beyond those that the dialog uses while it lives
     */
    record Side(String callId, String local, String localTag, String remote, String remoteTag, String target,
            List<String> routes, long sequence, Transport transport) {

        @Override
        public String toString() {
            return "Side";
        }
    }

    byte[] bytes() {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(FORM);
            write(out, caller);
            write(out, called);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Empty if these are not the bytes of one. */
    static Optional<CallHandle> of(byte[] bytes) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readByte() != FORM) {
                return Optional.empty();
            }
            return Optional.of(new CallHandle(side(in), side(in)));
        } catch (IOException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static void write(DataOutputStream out, Side side) throws IOException {
        for (var text : List.of(side.callId(), side.local(), side.localTag(), side.remote(), side.remoteTag(),
                side.target(), side.transport().name())) {
            out.writeUTF(text);
        }
        out.writeLong(side.sequence());
        out.writeByte(side.routes().size());
        for (var route : side.routes()) {
            out.writeUTF(route);
        }
    }

    private static Side side(DataInputStream in) throws IOException {
        var callId = in.readUTF();
        var local = in.readUTF();
        var localTag = in.readUTF();
        var remote = in.readUTF();
        var remoteTag = in.readUTF();
        var target = in.readUTF();
        var transport = Transport.valueOf(in.readUTF());
        long sequence = in.readLong();
        var routes = new ArrayList<String>();
        for (int left = in.readUnsignedByte(); left > 0; left--) {
            routes.add(in.readUTF());
        }
        return new Side(callId, local, localTag, remote, remoteTag, target, List.copyOf(routes), sequence, transport);
    }

    @Override
    public String toString() {
        return "CallHandle";
    }
}

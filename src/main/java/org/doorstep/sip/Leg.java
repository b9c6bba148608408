package org.doorstep.sip;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.doorstep.sip.SessionDescription.Stream;
import org.jspecify.annotations.Nullable;

import javax.sip.ClientTransaction;
import javax.sip.Dialog;
import javax.sip.InvalidArgumentException;
import javax.sip.ServerTransaction;
import javax.sip.SipException;
import javax.sip.SipProvider;
import javax.sip.address.SipURI;
import javax.sip.header.CSeqHeader;
import javax.sip.header.RouteHeader;
import javax.sip.message.Request;
import javax.sip.message.Response;

/** One side of a call: its dialog and what was described to it. Used by the call's steps alone. */
final class Leg {

    /** How many requests a dialog may see before an agent that does not hold it could use a number again. */
    private static final long MARGIN = 100_000;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Call call;
    private final SipProvider provider;
    private final Messages messages;
    private final Transport transport;
    private @Nullable Dialog dialog;
    /** The streams of this side's description, of which ours keeps the places. */
    private List<Stream> places = List.of(new Stream("audio", "RTP/AVP", "0"));
    private int place;
    private final long session = RANDOM.nextLong(1, 1L << 31);
    private long version;
    private @Nullable String described;

    Leg(Call call, SipProvider provider, Messages messages, Transport transport) {
        this.call = call;
        this.provider = provider;
        this.messages = messages;
        this.transport = transport;
    }

    Call call() {
        return call;
    }

    Transport transport() {
        return transport;
    }

    Dialog dialog() {
        return Objects.requireNonNull(dialog);
    }

    boolean is(@Nullable Dialog other) {
        return dialog != null && dialog == other;
    }

    /** From now on this is its dialog. */
    void in(Dialog made) {
        dialog = made;
        made.setApplicationData(this);
    }

    /** What this side described; answers and later offers to it keep its streams' places. */
    void heard(SessionDescription theirs) {
        places = theirs.streams();
        place = theirs.audio();
    }

    /** Another side's description, written for this one. */
    String describe(SessionDescription other) {
        version++;
        var text = other.write(messages.host(), session, version, places, place);
        described = text;
        return text;
    }

    /** What was described to it last. */
    Optional<String> described() {
        return Optional.ofNullable(described);
    }

    /** A request of this dialog. */
    Request request(String method) {
        try {
            var request = dialog().createRequest(method);
            if (transport != Transport.UDP && request.getRequestURI() instanceof SipURI uri
                    && uri.getTransportParam() == null) {
                uri.setTransportParam(transport.token());
            }
            return request;
        } catch (SipException | java.text.ParseException _) {
            throw new SipFailure("A request cannot be made");
        }
    }

    /** Sends a request of this dialog. */
    ClientTransaction send(Request request) {
        try {
            var transaction = provider.getNewClientTransaction(request);
            transaction.setApplicationData(this);
            dialog().sendRequest(transaction);
            return transaction;
        } catch (SipException _) {
            throw new SipFailure("A request cannot be sent");
        }
    }

    /** Sends a request that begins a dialog. */
    ClientTransaction begin(Request invite) {
        try {
            var transaction = provider.getNewClientTransaction(invite);
            transaction.setApplicationData(this);
            in(transaction.getDialog());
            transaction.sendRequest();
            return transaction;
        } catch (SipException _) {
            throw new SipFailure("A call cannot be sent");
        }
    }

    void cancel(ClientTransaction invite) {
        try {
            provider.getNewClientTransaction(invite.createCancel()).sendRequest();
        } catch (SipException _) {
            // It was answered meanwhile: its answer is hung up on.
        }
    }

    /** Ends the dialog. Where that cannot be sent, there is nobody to tell. */
    void bye() {
        try {
            var _ = send(request(Request.BYE));
        } catch (SipFailure _) {
            dialog().delete();
        }
    }

    /** Confirms a 2xx to an INVITE (RFC 3261, 13.2.2.4). */
    void acknowledge(Dialog answered, Response response, @Nullable String description) {
        try {
            var ack = answered.createAck(((CSeqHeader) response.getHeader(CSeqHeader.NAME)).getSeqNumber());
            if (description != null) {
                messages.describe(ack, description);
            }
            answered.sendAck(ack);
        } catch (SipException | InvalidArgumentException _) {
            throw new SipFailure("An answer cannot be confirmed");
        }
    }

    /** Sends a response. Where its transaction is over nobody waits for it. */
    static void respond(ServerTransaction transaction, Response response) {
        var _ = delivered(transaction, response);
    }

    /** Sends a response. False if its transaction is over. */
    static boolean delivered(ServerTransaction transaction, Response response) {
        try {
            transaction.sendResponse(response);
            return true;
        } catch (SipException | InvalidArgumentException _) {
            return false;
        }
    }

    CallHandle.Side handle() {
        var known = dialog();
        var routes = new ArrayList<String>();
        for (Iterator<?> route = known.getRouteSet(); route.hasNext();) {
            routes.add(((RouteHeader) route.next()).getAddress().toString());
        }
        return new CallHandle.Side(known.getCallId().getCallId(), known.getLocalParty().getURI().toString(),
                known.getLocalTag(), known.getRemoteParty().getURI().toString(), known.getRemoteTag(),
                known.getRemoteTarget().getURI().toString(), List.copyOf(routes), known.getLocalSeqNumber() + MARGIN,
                transport);
    }
}

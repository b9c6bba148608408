package org.doorstep.sip;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

import org.doorstep.sip.SessionDescription.Stream;
import org.jspecify.annotations.Nullable;

import javax.sip.ClientTransaction;
import javax.sip.Dialog;
import javax.sip.DialogState;
import javax.sip.InvalidArgumentException;
import javax.sip.ServerTransaction;
import javax.sip.SipException;
import javax.sip.SipProvider;
import javax.sip.address.SipURI;
import javax.sip.header.CSeqHeader;
import javax.sip.header.RSeqHeader;
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
    private final LiveCalls live;
    private final Transport transport;
    private @Nullable Dialog dialog;
    /** The streams of this side's description, of which ours keeps the places. */
    private List<Stream> places = List.of(new Stream("audio", "RTP/AVP", "0"));
    private int place;
    private final long session = RANDOM.nextLong(1, 1L << 31);
    private long version;
    private @Nullable String described;

    private @Nullable SessionDescription heard;
    private final SessionTimer timer;
    private final ReentrantLock answering = new ReentrantLock();
    /** The last reliable provisional response that was confirmed (RFC 3262). */
    private long confirmed;
    private boolean left;
    private @Nullable ClientTransaction cancelled;

    Leg(Call call, Parts parts, Transport transport) {
        this.call = call;
        this.provider = parts.provider();
        this.messages = parts.messages();
        this.live = parts.live();
        this.transport = transport;
        this.timer = new SessionTimer(parts, this);
    }

    SessionTimer timer() {
        return timer;
    }

    /** Whether its dialog is confirmed. */
    boolean up() {
        return dialog != null && dialog.getState() == DialogState.CONFIRMED;
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
    void hear(SessionDescription theirs) {
        heard = theirs;
        places = theirs.streams();
        place = theirs.audio();
    }

    /** What this side described last. */
    Optional<SessionDescription> heard() {
        return Optional.ofNullable(heard);
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

    /** Takes an INVITE back, once. */
    void cancel(ClientTransaction invite) {
        if (cancelled == invite) {
            return;
        }
        cancelled = invite;
        try {
            provider.getNewClientTransaction(invite.createCancel()).sendRequest();
        } catch (SipException _) {
            // It was answered meanwhile: its answer is hung up on.
        }
    }

    /** Confirms a provisional response that wants it (RFC 3262, 4), though nobody offered to. */
    void confirm(Dialog early, Response response) {
        if (response.getHeader(RSeqHeader.NAME) instanceof RSeqHeader number
                && number.getSequenceNumber() > confirmed) {
            confirmed = number.getSequenceNumber();
            try {
                early.sendRequest(provider.getNewClientTransaction(early.createPrack(response)));
            } catch (SipException _) {
                throw new SipFailure("A ringing cannot be confirmed");
            }
        }
    }

    /** Confirms a 2xx with an offer and takes none of its streams (RFC 3264, 6): the call is over. */
    void decline(Response offered) {
        acknowledge(dialog(), offered,
                Body.description(offered).map(theirs -> theirs.refusal(messages.host())).orElse(null));
    }

    /** This side ended it, or is not there any more. */
    void left() {
        left = true;
    }

    /** Ends the dialog. Where that cannot be sent, there is nobody to tell. */
    void bye() {
        if (left) {
            return;
        }
        left = true;
        try {
            var _ = send(request(Request.BYE));
            live.told();
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

    /** An answer, which may be confirmed before the stack knows that it waits for that. False if nobody waits for it. */
    boolean answer(ServerTransaction transaction, Response response) {
        answering.lock();
        try {
            return delivered(transaction, response);
        } finally {
            answering.unlock();
        }
    }

    /** Waits while an answer is being sent: a stack that misses its confirmation sends it again. */
    void awaitAnswer() {
        answering.lock();
        answering.unlock();
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
        return handle(dialog().getLocalTag());
    }

    /** @param tag ours, where no response has carried it yet */
    CallHandle.Side handle(String tag) {
        var known = dialog();
        var routes = new ArrayList<String>();
        for (Iterator<?> route = known.getRouteSet(); route.hasNext();) {
            routes.add(((RouteHeader) route.next()).getAddress().toString());
        }
        return new CallHandle.Side(known.getCallId().getCallId(), known.getLocalParty().getURI().toString(),
                tag, known.getRemoteParty().getURI().toString(), known.getRemoteTag(),
                known.getRemoteTarget().getURI().toString(), List.copyOf(routes), known.getLocalSeqNumber() + MARGIN,
                transport);
    }
}

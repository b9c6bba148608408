package org.doorstep.sip;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

import gov.nist.javax.sip.DialogTimeoutEvent;
import gov.nist.javax.sip.SipListenerExt;
import gov.nist.javax.sip.message.SIPRequest;
import javax.sip.ClientTransaction;
import javax.sip.Dialog;
import javax.sip.DialogTerminatedEvent;
import javax.sip.IOExceptionEvent;
import javax.sip.RequestEvent;
import javax.sip.ResponseEvent;
import javax.sip.ServerTransaction;
import javax.sip.TimeoutEvent;
import javax.sip.TransactionAlreadyExistsException;
import javax.sip.TransactionTerminatedEvent;
import javax.sip.TransactionUnavailableException;
import javax.sip.header.CSeqHeader;
import javax.sip.header.ToHeader;
import javax.sip.header.ViaHeader;
import javax.sip.message.Request;

/** Takes what the SIP stack hands over to the call that it belongs to. */
final class Exchange implements SipListenerExt {

    private final Parts parts;
    private final Incoming incoming;
    private final StrayCalls strays;

    Exchange(Parts parts, StrayCalls strays) {
        this.parts = parts;
        this.incoming = new Incoming(parts.config(), parts.numbers());
        this.strays = strays;
    }

    @Override
    public void processRequest(RequestEvent event) {
        var request = event.getRequest();
        var leg = leg(event.getDialog());
        if (Request.ACK.equals(request.getMethod())) {
            leg.ifPresent(known -> known.call().post(() -> known.call().acknowledged(request)));
            return;
        }
        transaction(event).ifPresent(transaction -> take(request, transaction, leg));
    }

    private void take(Request request, ServerTransaction transaction, Optional<Leg> leg) {
        boolean first = ((ToHeader) request.getHeader(ToHeader.NAME)).getTag() == null;
        switch (request.getMethod()) {
            case Request.INVITE -> {
                if (first) {
                    begin(request, transaction);
                } else {
                    refuse(transaction, leg.isPresent() ? 488 : 481);
                }
            }
            case Request.CANCEL -> leg.ifPresentOrElse(
                    known -> known.call().post(() -> known.call().cancelled(transaction)),
                    () -> refuse(transaction, 481));
            case Request.BYE -> leg.ifPresentOrElse(
                    known -> known.call().post(() -> known.call().bye(known, transaction)),
                    () -> refuse(transaction, 481));
            case Request.OPTIONS -> refuse(transaction, 200);
            case Request.REFER -> refuse(transaction, 403);
            default -> refuse(transaction, 405);
        }
    }

    private Optional<ServerTransaction> transaction(RequestEvent event) {
        try {
            var known = event.getServerTransaction();
            return Optional.of(known != null ? known
                    : parts.provider().getNewServerTransaction(event.getRequest()));
        } catch (TransactionAlreadyExistsException | TransactionUnavailableException _) {
            return Optional.empty();
        }
    }

    private void begin(Request invite, ServerTransaction transaction) {
        var via = (ViaHeader) invite.getHeader(ViaHeader.NAME);
        var transport = Transport.of(via.getTransport()).orElse(Transport.UDP);
        switch (incoming.read(invite, source(invite), ourselves(transport))) {
            case Incoming.Read.Refused(int status) -> refuse(transaction, status);
            case Incoming.Read.Demands(String options) -> {
                var response = parts.messages().response(420, invite);
                response.addHeader(parts.messages().header("Unsupported", options));
                Leg.respond(transaction, response);
            }
            case Incoming.Read.Call(var call, var offer, int hops) -> {
                if (parts.live().all().stream().anyMatch(known -> known.cameBack(call.caller(), call.called()))) {
                    refuse(transaction, 482);
                    return;
                }
                Leg.respond(transaction, parts.messages().response(100, invite));
                var made = new Call(parts, transaction, call, offer, hops, transport);
                parts.live().add(made);
                made.post(made::begin);
            }
        }
    }

    private String ourselves(Transport transport) {
        return parts.messages().host() + ":" + parts.provider().getListeningPoint(transport.token()).getPort();
    }

    private static String source(Request invite) {
        return ((SIPRequest) invite).getRemoteAddress().getHostAddress();
    }

    private void refuse(ServerTransaction transaction, int status) {
        var response = parts.messages().response(status, transaction.getRequest());
        if (status == 405 || status == 200) {
            parts.messages().allow(response);
        }
        if (status == 415) {
            response.addHeader(parts.messages().header("Accept", "application/sdp"));
        }
        Leg.respond(transaction, response);
    }

    @Override
    public void processResponse(ResponseEvent event) {
        var transaction = event.getClientTransaction();
        var response = event.getResponse();
        if (transaction == null || strays.responded(transaction, response.getStatusCode())) {
            return;
        }
        var method = ((CSeqHeader) response.getHeader(CSeqHeader.NAME)).getMethod();
        if (Request.INVITE.equals(method)) {
            leg(transaction).ifPresent(leg -> leg.call()
                    .post(() -> leg.call().responded(transaction, event.getDialog(), response)));
        }
    }

    @Override
    public void processTimeout(TimeoutEvent event) {
        var transaction = event.getClientTransaction();
        if (transaction != null && !strays.responded(transaction, 408)) {
            lost(leg(transaction));
        }
    }

    @Override
    public void processDialogTimeout(DialogTimeoutEvent event) {
        lost(leg(event.getDialog()));
    }

    private static void lost(Optional<Leg> leg) {
        leg.ifPresent(known -> known.call().post(() -> known.call().lost(known)));
    }

    @Override
    public void processIOException(IOExceptionEvent event) {
        // The transaction times out, which is dealt with.
    }

    @Override
    public void processTransactionTerminated(TransactionTerminatedEvent event) {
        // Nothing is kept of transactions.
    }

    @Override
    public void processDialogTerminated(DialogTerminatedEvent event) {
        // Its call ended it, or is told by a timeout.
    }

    private static Optional<Leg> leg(@Nullable Dialog dialog) {
        return dialog != null && dialog.getApplicationData() instanceof Leg leg ? Optional.of(leg) : Optional.empty();
    }

    private static Optional<Leg> leg(ClientTransaction transaction) {
        return transaction.getApplicationData() instanceof Leg leg ? Optional.of(leg) : Optional.empty();
    }
}

package org.doorstep.sip;

import java.util.Optional;
import java.util.function.Consumer;

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
import javax.sip.header.CallIdHeader;
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
            leg.ifPresent(known -> known.call().post(() -> known.call().acknowledged(known, request)));
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
                    hand(transaction, leg, known -> known.call().changes(known, transaction));
                }
            }
            case Request.UPDATE -> hand(transaction, leg, known -> known.call().changes(known, transaction));
            case Request.CANCEL -> hand(transaction, leg, known -> known.call().cancelled(known, transaction));
            case Request.BYE -> hand(transaction, leg, known -> known.call().bye(known, transaction));
            case Request.OPTIONS -> answer(transaction, 200);
            case Request.REFER -> answer(transaction, 403);
            case Request.PRACK -> answer(transaction, 481);
            default -> answer(transaction, 405);
        }
    }

    private void hand(ServerTransaction transaction, Optional<Leg> leg, Consumer<Leg> step) {
        leg.ifPresentOrElse(known -> known.call().post(() -> step.accept(known)), () -> answer(transaction, 481));
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
            case Incoming.Read.Refused(int status) -> answer(transaction, status);
            case Incoming.Read.Demands(var options) ->
                Leg.respond(transaction, parts.messages().lacking(options, invite));
            case Incoming.Read.Call call -> begin(call, transaction, transport);
        }
    }

    private void begin(Incoming.Read.Call call, ServerTransaction transaction, Transport transport) {
        if (parts.live().cameBack(call.call().caller(), call.call().called())) {
            answer(transaction, 482);
            return;
        }
        answer(transaction, 100);
        var made = new Call(parts, transaction, call, transport);
        parts.live().add(made);
        made.post(made::begin);
    }

    private String ourselves(Transport transport) {
        return parts.messages().host() + ":" + parts.provider().getListeningPoint(transport.token()).getPort();
    }

    private static String source(Request invite) {
        return ((SIPRequest) invite).getRemoteAddress().getHostAddress();
    }

    private void answer(ServerTransaction transaction, int status) {
        Leg.respond(transaction, parts.messages().response(status, transaction.getRequest()));
    }

    @Override
    public void processResponse(ResponseEvent event) {
        var transaction = event.getClientTransaction();
        var response = event.getResponse();
        if (transaction == null) {
            return;
        }
        if (response.getStatusCode() >= 200) {
            confirmed(transaction);
        }
        leg(transaction).ifPresent(leg -> leg.call()
                .post(() -> leg.call().responded(leg, transaction, event.getDialog(), response)));
    }

    @Override
    public void processTimeout(TimeoutEvent event) {
        var transaction = event.getClientTransaction();
        if (transaction != null) {
            strays.heard(((CallIdHeader) transaction.getRequest().getHeader(CallIdHeader.NAME)).getCallId(), 408);
            confirmed(transaction);
            leg(transaction).filter(_ -> !Request.BYE.equals(transaction.getRequest().getMethod()))
                    .ifPresent(Exchange::lost);
        }
    }

    @Override
    public void processDialogTimeout(DialogTimeoutEvent event) {
        leg(event.getDialog()).ifPresent(Exchange::lost);
    }

    private void confirmed(ClientTransaction transaction) {
        if (Request.BYE.equals(transaction.getRequest().getMethod()) && leg(transaction).isPresent()) {
            parts.live().confirmed();
        }
    }

    private static void lost(Leg leg) {
        leg.call().post(() -> leg.call().lost());
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

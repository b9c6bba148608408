package org.doorstep.sip;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

import javax.sip.ClientTransaction;
import javax.sip.ServerTransaction;
import javax.sip.message.Request;
import javax.sip.message.Response;

/**
 * Changes of a session that is up (RFC 3261, 14; RFC 3311): what one side describes anew is rebuilt and asked of the
 * other in an INVITE of ours, and its answer goes back rebuilt. One change at a time: another meets 491.
 */
final class Renegotiation {

    private final Parts parts;
    private final Call call;
    private @Nullable Relay relay;

    Renegotiation(Parts parts, Call call) {
        this.parts = parts;
        this.call = call;
    }

    /** A change that is under way. */
    private static final class Relay {
        private final Leg from;
        private final ServerTransaction asked;
        private final Leg to;
        /** What the asking side described before. */
        private final Optional<SessionDescription> before;
        private final ClientTransaction asking;
        /** The other side's offer, while the asking side's answer to it is awaited. */
        private @Nullable Response offer;

        Relay(Leg from, ServerTransaction asked, Leg to, Optional<SessionDescription> before,
                ClientTransaction asking) {
            this.from = from;
            this.asked = asked;
            this.to = to;
            this.before = before;
            this.asking = asking;
        }
    }

    boolean isUnderWay() {
        return relay != null;
    }

    /** An INVITE or UPDATE of a side whose session is up. */
    void asked(Leg from, Leg to, ServerTransaction transaction) {
        var request = transaction.getRequest();
        if (relay != null || from.timer().isAsking() || to.timer().isAsking()) {
            call.answer(transaction, 491);
        } else if (SessionTimer.tooShort(request, parts.config().session())) {
            call.answer(transaction, 422);
        } else {
            switch (Body.of(request)) {
                case Body.None() -> silent(from, to, transaction);
                case Body.Described(var theirs) -> described(from, to, transaction, theirs);
                case Body.OtherKind() -> call.answer(transaction, 415);
                case Body.Unusable() -> call.answer(transaction, 488);
            }
        }
    }

    /** An UPDATE that describes nothing refreshes the session; an INVITE wants an offer. */
    private void silent(Leg from, Leg to, ServerTransaction transaction) {
        if (Request.UPDATE.equals(transaction.getRequest().getMethod())) {
            agree(from, transaction, null);
        } else {
            ask(from, to, transaction, null);
        }
    }

    private void described(Leg from, Leg to, ServerTransaction transaction, SessionDescription theirs) {
        if (from.heard().filter(theirs::sameStream).isPresent()) {
            agree(from, transaction, from.described().orElse(null));
        } else {
            ask(from, to, transaction, theirs);
        }
    }

    private void ask(Leg from, Leg to, ServerTransaction transaction, @Nullable SessionDescription theirs) {
        var request = to.request(Request.INVITE);
        request.setHeader(parts.messages().contact(to.transport()));
        parts.messages().allow(request);
        to.timer().ask(request);
        var before = from.heard();
        if (theirs != null) {
            from.hear(theirs);
            parts.messages().describe(request, to.describe(theirs));
        }
        relay = new Relay(from, transaction, to, before, to.send(request));
    }

    /** Whether this answers a change that was passed on. */
    boolean responded(ClientTransaction transaction, Response response) {
        var known = relay;
        if (known == null || known.asking != transaction) {
            return false;
        }
        int status = response.getStatusCode();
        if (status >= 300) {
            refused(known, status);
        } else if (status >= 200 && known.offer == null) {
            agreed(known, response);
        }
        return true;
    }

    private void refused(Relay known, int status) {
        relay = null;
        known.before.ifPresent(known.from::hear);
        if (status == 408 || status == 481) {
            call.answer(known.asked, 500);
            call.lost();
            return;
        }
        call.answer(known.asked, switch (status) {
            case 487, 491 -> status;
            case 415, 488, 606 -> 488;
            default -> 500;
        });
    }

    private void agreed(Relay known, Response response) {
        boolean offered = Body.of(known.asked.getRequest()) instanceof Body.None;
        known.to.timer().agreed(response);
        known.to.timer().restart();
        if (!offered) {
            known.to.acknowledge(known.to.dialog(), response, null);
        }
        var theirs = Body.description(response);
        if (theirs.isEmpty()) {
            if (offered) {
                known.to.acknowledge(known.to.dialog(), response, null);
            }
            relay = null;
            call.answer(known.asked, 488);
            call.fail();
            return;
        }
        known.to.hear(theirs.get());
        if (offered) {
            known.offer = response;
        } else {
            relay = null;
        }
        agree(known.from, known.asked, known.from.describe(theirs.get()));
    }

    private void agree(Leg from, ServerTransaction transaction, @Nullable String description) {
        var response = parts.messages().response(200, transaction.getRequest());
        response.setHeader(parts.messages().contact(from.transport()));
        parts.messages().allow(response);
        from.timer().agree(transaction.getRequest(), response);
        if (description != null) {
            parts.messages().describe(response, description);
        }
        Leg.respond(transaction, response);
        from.timer().restart();
    }

    /** The asking side confirmed, and described itself there if an offer was made to it. */
    void acknowledged(Leg from, Request ack) {
        var known = relay;
        if (known == null || known.from != from || known.offer == null) {
            return;
        }
        relay = null;
        var theirs = Body.description(ack);
        if (theirs.isEmpty()) {
            known.to.decline(known.offer);
            call.fail();
            return;
        }
        from.hear(theirs.get());
        known.to.acknowledge(known.to.dialog(), known.offer, known.to.describe(theirs.get()));
    }

    /** The asking side takes its INVITE back. */
    void cancelled(Leg from) {
        var known = relay;
        if (known != null && known.from == from && known.offer == null) {
            known.to.cancel(known.asking);
        }
    }

    /** The call is over: nothing that was asked stays without an answer. */
    void stop() {
        var known = relay;
        relay = null;
        if (known == null) {
            return;
        }
        if (known.offer == null) {
            call.answer(known.asked, 487);
            known.to.cancel(known.asking);
        } else {
            known.to.decline(known.offer);
        }
    }
}

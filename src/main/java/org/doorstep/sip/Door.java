package org.doorstep.sip;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.stack.MessageChannel;
import gov.nist.javax.sip.stack.SIPDialog;
import gov.nist.javax.sip.stack.SIPMessageValve;
import gov.nist.javax.sip.stack.SIPTransactionStack;
import javax.sip.SipStack;
import javax.sip.message.Request;
import javax.sip.message.Response;

/**
 * Looks at a message before anything is kept of it. Who is not of the trunk gets no answer at all: an answer would tell
 * that there is a telephone side, and over UDP might hit somebody who asked for none. New calls beyond what is taken at
 * once are refused here, statelessly.
 */
final class Door implements SIPMessageValve {

    private final AllowList allowed;
    private final Admission admission;
    private final LiveCalls live;
    private final CallMetrics metrics;
    private final StrayCalls strays;
    private final Messages messages;
    private final SipConfig.Limits limits;
    private final SIPTransactionStack stack;

    Door(AllowList allowed, Admission admission, LiveCalls live, CallMetrics metrics, StrayCalls strays,
            Messages messages,
            SipConfig.Limits limits,
            SIPTransactionStack stack) {
        this.allowed = allowed;
        this.admission = admission;
        this.live = live;
        this.metrics = metrics;
        this.strays = strays;
        this.messages = messages;
        this.limits = limits;
        this.stack = stack;
    }

    @Override
    public boolean processRequest(SIPRequest request, MessageChannel channel) {
        if (!isOfTrunk(channel)) {
            return false;
        }
        if (Request.ACK.equals(request.getMethod())
                && stack.getDialog(request.getDialogId(true)) instanceof SIPDialog dialog
                && dialog.getApplicationData() instanceof Leg leg) {
            leg.awaitAnswer();
        }
        if (!begins(request) || admission.enter(live.count())) {
            return true;
        }
        metrics.refused(CallMetrics.Refusal.OVERLOAD);
        refuse(request, channel);
        return false;
    }

    private boolean isOfTrunk(MessageChannel channel) {
        boolean known = allowed.allows(channel.getPeerPacketSourceAddress());
        if (!known) {
            metrics.refused(CallMetrics.Refusal.ADDRESS);
        }
        return known;
    }

    @Override
    public boolean processResponse(Response response, MessageChannel channel) {
        if (!isOfTrunk(channel)) {
            return false;
        }
        // The stack hands over no response to a request of a dialog that it does not hold.
        if (response.getStatusCode() >= 200 && response instanceof SIPResponse known
                && Request.BYE.equals(known.getCSeq().getMethod())) {
            strays.heard(known.getCallId().getCallId(), known.getStatusCode());
        }
        return true;
    }

    /** Whether it is the first of a call, and not that one sent again. */
    private boolean begins(SIPRequest request) {
        return Request.INVITE.equals(request.getMethod()) && request.getToTag() == null
                && stack.findTransaction(request, true) == null;
    }

    private void refuse(SIPRequest request, MessageChannel channel) {
        var response = request.createResponse(Response.SERVICE_UNAVAILABLE);
        response.setToTag(Messages.random());
        messages.retryAfter(response, limits.retryAfter());
        try {
            channel.sendMessage(response);
        } catch (IOException _) {
            // Whoever is gone needs no answer.
        }
    }

    @Override
    public void init(@Nullable SipStack started) {
    }

    @Override
    public void destroy() {
    }
}

package org.doorstep.twilio;

import java.time.Clock;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.bridge.BridgeCalls;
import org.doorstep.bridge.CallDecision;
import org.doorstep.bridge.CallDecision.Refusal;
import org.doorstep.bridge.CallEvent;
import org.doorstep.bridge.CallEvent.Cause;
import org.doorstep.bridge.CallEvent.EndedBy;
import org.doorstep.bridge.IncomingCall;
import org.doorstep.twilio.TwiMl.Reject;
import org.jboss.logging.Logger;

import io.smallrye.mutiny.Uni;

/** Tells Twilio what to do with a call that came in. */
@ApplicationScoped
class AnswerCall {

    private static final Logger LOG = Logger.getLogger(AnswerCall.class);
    /** Address incomplete (RFC 3261, 21.4.22): the number cannot be dialled from there. */
    private static final int ADDRESS_INCOMPLETE = 484;

    private final TwilioAccount account;
    private final TwilioConfig config;
    private final BridgeCalls bridges;
    private final CallsHere calls;
    private final Clock clock;

    AnswerCall(TwilioAccount account, TwilioConfig config, BridgeCalls bridges, CallsHere calls, Clock clock) {
        this.account = account;
        this.config = config;
        this.bridges = bridges;
        this.calls = calls;
        this.clock = clock;
    }

    /** TwiML. Whatever fails rejects the call. @param source where the request came from, for the log */
    Uni<String> answer(TwilioForm form, String source) {
        var call = form.callSid("CallSid");
        if (call.isEmpty()) {
            return Uni.createFrom().item(TwiMl.reject(Reject.REJECTED));
        }
        if (!calls.mayAsk(call.get())) {
            LOG.warnf("Call %s was asked for again too late, from %s", call.get().text(), source);
            return Uni.createFrom().item(TwiMl.reject(Reject.REJECTED));
        }
        var incoming = new IncomingCall(TwilioAccount.NAME, call.get().text(), form.text("To"), Optional.empty(),
                DialledNumber.caller(form.text("From")), source);
        return bridges.decide(incoming)
                .chain(decision -> carryOut(call.get(), decision))
                .onFailure().invoke(failure -> LOG.errorf("Call %s cannot be decided: %s", call.get().text(),
                        failure.getClass().getName()))
                .onFailure().recoverWithItem(() -> TwiMl.reject(Reject.BUSY));
    }

    private Uni<String> carryOut(CallSid call, CallDecision decision) {
        return switch (decision) {
            case CallDecision.Connect connect -> connect(call, connect);
            case CallDecision.Refuse(Refusal why) -> Uni.createFrom().item(TwiMl.reject(how(why)));
        };
    }

    private static Reject how(Refusal why) {
        return switch (why) {
            case UNKNOWN_NUMBER, STRANGER, ENDED -> Reject.REJECTED;
            case LIMIT_REACHED, UNAVAILABLE -> Reject.BUSY;
        };
    }

    private Uni<String> connect(CallSid call, CallDecision.Connect connect) {
        var number = DialledNumber.of(connect.target());
        var shows = DialledNumber.of(connect.display());
        if (number.isEmpty() || shows.isEmpty()) {
            var ended = new CallEvent.Ended(connect.call(), clock.instant(), EndedBy.NETWORK, Cause.FAILED,
                    ADDRESS_INCOMPLETE);
            return bridges.onEvent(ended).map(_ -> TwiMl.reject(Reject.REJECTED));
        }
        calls.connected(call, connect);
        var events = account.eventsUrl(new ConnectedCall(connect.call(), connect.longest()));
        return Uni.createFrom().item(
                TwiMl.dial(number.get(), shows.get(), connect.longest(), config.ringing(), events));
    }
}

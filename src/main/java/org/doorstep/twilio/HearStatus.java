package org.doorstep.twilio;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.bridge.BridgeCalls;
import org.doorstep.bridge.CallEvent;
import org.doorstep.bridge.CallEvent.Cause;
import org.doorstep.bridge.CallEvent.EndedBy;
import org.doorstep.bridge.EndReason;
import org.doorstep.bridge.HungUp;
import org.jboss.logging.Logger;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;

/**
 * Hears how a call goes on (Twilio, "TwiML Voice: Number", status callbacks). They are about the leg to the other side;
 * {@code ParentCallSid} is the caller's. Twilio sends each once, in no certain order.
 */
@ApplicationScoped
class HearStatus {

    private static final Logger LOG = Logger.getLogger(HearStatus.class);
    private static final int TRIES = 4;
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,6}");

    private final BridgeCalls bridges;
    private final CallsHere calls;
    private final HangUpCall hangUp;
    private final Vertx vertx;
    private final Clock clock;

    HearStatus(BridgeCalls bridges, CallsHere calls, HangUpCall hangUp, Vertx vertx, Clock clock) {
        this.bridges = bridges;
        this.calls = calls;
        this.hangUp = hangUp;
        this.vertx = vertx;
        this.clock = clock;
    }

    /** Takes a status over; done when a call that may not go on was ended. */
    Uni<Void> hear(ConnectedCall call, TwilioForm form) {
        var caller = form.callSid("ParentCallSid");
        caller.ifPresent(calls::begun);
        var at = at(form);
        return switch (form.text("CallStatus")) {
            case "ringing" -> bridges.onEvent(new CallEvent.Ringing(call.id(), at)).replaceWithVoid();
            case "in-progress", "answered" -> answered(call.id(), at,
                    Stream.of(caller, form.callSid("CallSid")).flatMap(Optional::stream).distinct().toList());
            case "completed" -> ended(completed(call, form, at));
            case "busy" -> ended(unanswered(call.id(), at, EndedBy.CALLED, Cause.BUSY, form, 486));
            case "no-answer" -> ended(unanswered(call.id(), at, EndedBy.NETWORK, Cause.NO_ANSWER, form, 480));
            case "canceled" -> ended(unanswered(call.id(), at, EndedBy.CALLER, Cause.CANCELLED, form, 487));
            case "failed" -> ended(unanswered(call.id(), at, EndedBy.NETWORK, Cause.FAILED, form, 500));
            default -> Uni.createFrom().voidItem();
        };
    }

    private Uni<Void> answered(UUID call, Instant at, List<CallSid> legs) {
        return bridges.onEvent(new CallEvent.Answered(call, at, CallSid.handle(legs)))
                .onFailure().recoverWithItem(false)
                .chain(mayGoOn -> {
                    if (mayGoOn) {
                        return Uni.createFrom().voidItem();
                    }
                    calls.ending(call, EndReason.REVOKED);
                    return drop(call, legs, TRIES);
                });
    }

    private Uni<Void> drop(UUID call, List<CallSid> legs, int tries) {
        return hangUp.hangUp(legs).chain(outcome -> {
            if (outcome != HungUp.UNKNOWN) {
                return Uni.createFrom().voidItem();
            }
            if (tries == 1) {
                LOG.errorf("Call %s may not go on, and Twilio did not end it", call);
                return Uni.createFrom().voidItem();
            }
            return pause().chain(() -> drop(call, legs, tries - 1));
        });
    }

    /** By Vert.x's timer, so that what follows stays where it was. */
    private Uni<Void> pause() {
        return Uni.createFrom()
                .emitter(after -> vertx.getDelegate().setTimer(PAUSE.toMillis(), _ -> after.complete(null)));
    }

    private Uni<Void> ended(CallEvent.Ended event) {
        var told = calls.over(event.call()).map(why -> new CallEvent.Ended(event.call(), event.at(), EndedBy.DOORSTEP,
                cause(why), event.status())).orElse(event);
        return bridges.onEvent(told).replaceWithVoid();
    }

    private static Cause cause(EndReason why) {
        return switch (why) {
            case EXPIRED -> Cause.EXPIRED;
            case LONGEST -> Cause.LONGEST;
            case RESTARTED -> Cause.RESTARTED;
            case REVOKED, PARCEL_MOVED, CLOSED, PHONE_CHANGED, NOT_BOUND -> Cause.REVOKED;
        };
    }

    /** An answered call's end. Twilio does not tell which side hung up. */
    private static CallEvent.Ended completed(ConnectedCall call, TwilioForm form, Instant at) {
        boolean longest = number(form, "CallDuration").filter(seconds -> seconds >= call.longest().toSeconds())
                .isPresent();
        return longest ? new CallEvent.Ended(call.id(), at, EndedBy.DOORSTEP, Cause.LONGEST, 0)
                : new CallEvent.Ended(call.id(), at, EndedBy.NETWORK, Cause.HUNG_UP, 0);
    }

    private static CallEvent.Ended unanswered(UUID call, Instant at, EndedBy by, Cause cause, TwilioForm form,
            int status) {
        int told = number(form, "SipResponseCode").filter(code -> code >= 300 && code < 700).orElse(status);
        return new CallEvent.Ended(call, at, by, cause, told);
    }

    private static Optional<Integer> number(TwilioForm form, String name) {
        return Optional.of(form.text(name)).filter(text -> NUMBER.matcher(text).matches()).map(Integer::valueOf);
    }

    private Instant at(TwilioForm form) {
        try {
            return DateTimeFormatter.RFC_1123_DATE_TIME.parse(form.text("Timestamp"), Instant::from);
        } catch (DateTimeException e) {
            return clock.instant();
        }
    }
}

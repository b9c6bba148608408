package org.doorstep.sip;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import org.doorstep.bridge.CallDecision;
import org.doorstep.bridge.CallDecision.Connect;
import org.doorstep.bridge.CallDecision.Refuse;
import org.doorstep.bridge.CallEvent;
import org.doorstep.bridge.CallEvent.Cause;
import org.doorstep.bridge.CallEvent.EndedBy;
import org.doorstep.bridge.EndReason;
import org.doorstep.bridge.HungUp;
import org.doorstep.bridge.IncomingCall;
import org.doorstep.bridge.LiveCall;
import org.doorstep.time.Deadline;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;

import javax.sip.ClientTransaction;
import javax.sip.Dialog;
import javax.sip.ServerTransaction;
import javax.sip.message.Request;
import javax.sip.message.Response;

/**
 * A call from one side of a bridge to the other: two dialogs that know nothing of each other. Every step runs in its
 * mailbox, one after the other.
 */
final class Call {

    private static final Logger LOG = Logger.getLogger(Call.class);

    private final Parts parts;
    private final Mailbox mailbox;
    private final ServerTransaction incoming;
    private final Request invite;
    private final Optional<SessionDescription> offer;
    private final IncomingCall asked;
    private final int hops;
    private final String tag = Messages.random();
    private final Leg caller;
    private final Leg called;

    private Phase phase = Phase.ASKING;
    private volatile @Nullable Connect decision;
    private volatile byte[] handle = {};
    private @Nullable ClientTransaction outgoing;
    private boolean rang;
    private boolean callerAnswered;
    /** The answer that waits for the caller's description: an INVITE without an offer got one (RFC 3264, 4). */
    private @Nullable Response unconfirmed;
    private @Nullable End end;
    private @Nullable ScheduledFuture<?> timer;

    private enum Phase {
        /** Whether it is connected is being asked. */
        ASKING,
        /** The called side was invited. */
        RINGING,
        /** The called side answered; whether it may go on is being asked. */
        CHECKING, UP, OVER
    }

    /** How it ended. */
    private record End(EndedBy by, Cause cause, int status) {
    }

    Call(Parts parts, ServerTransaction incoming, IncomingCall asked, Optional<SessionDescription> offer, int hops,
            Transport transport) {
        this.parts = parts;
        this.incoming = incoming;
        this.invite = incoming.getRequest();
        this.asked = asked;
        this.offer = offer;
        this.hops = hops;
        this.mailbox = new Mailbox(parts.threads(), this::failed);
        this.caller = new Leg(this, parts.provider(), parts.messages(), transport);
        this.called = new Leg(this, parts.provider(), parts.messages(), parts.config().trunk().transport());
        caller.in(incoming.getDialog());
        offer.ifPresent(caller::heard);
    }

    /** Something that happened to the call. */
    void post(Runnable step) {
        mailbox.execute(step);
    }

    boolean is(UUID id) {
        var known = decision;
        return known != null && known.call().equals(id);
    }

    boolean over(UUID bridge) {
        var known = decision;
        return known != null && known.bridge().equals(bridge);
    }

    /** Whether a call from one number to another is this one, come back. */
    boolean cameBack(String from, String to) {
        var known = decision;
        return known != null && phase != Phase.OVER && parts.numbers().outward(known.display()).endsWith(from)
                && parts.numbers().outward(known.target()).endsWith(to);
    }

    Optional<LiveCall> live() {
        return Optional.ofNullable(decision).map(known -> new LiveCall(known.call(), asked.providerCall(), handle));
    }

    void begin() {
        Deadline.within(parts.config().decision(), Uni.createFrom().deferred(() -> parts.bridges().decide(asked)))
                .subscribe().with(decided -> post(() -> decided(decided)), _ -> post(this::undecided));
    }

    private void undecided() {
        if (phase == Phase.ASKING) {
            refuse(503, EndedBy.DOORSTEP, Cause.FAILED);
        }
    }

    private void decided(CallDecision decided) {
        switch (decided) {
            case Refuse(var why) -> {
                if (phase == Phase.ASKING) {
                    refuse(why.status(), EndedBy.DOORSTEP, Cause.REJECTED);
                }
            }
            case Connect connect -> {
                decision = connect;
                if (phase == Phase.ASKING) {
                    ring(connect);
                } else {
                    report();
                }
            }
        }
    }

    private void ring(Connect connect) {
        var numbers = parts.numbers();
        var request = parts.messages().invite(numbers.outward(connect.target()), numbers.outward(connect.display()),
                hops - 1);
        offer.ifPresent(theirs -> parts.messages().describe(request, called.describe(theirs)));
        phase = Phase.RINGING;
        outgoing = called.begin(request);
        after(parts.config().ringing(), () -> giveUp(480, EndedBy.CALLED, Cause.NO_ANSWER));
    }

    /** A response of the called side to the INVITE that began the call. */
    void responded(ClientTransaction transaction, Dialog dialog, Response response) {
        int status = response.getStatusCode();
        if (status < 200) {
            rings(status);
        } else if (status < 300) {
            answered(dialog, response);
        } else if (phase == Phase.RINGING && transaction == outgoing) {
            refuse(Statuses.forCaller(status), EndedBy.CALLED, Statuses.cause(status));
        }
    }

    private void rings(int status) {
        if (phase == Phase.OVER) {
            called.cancel(Objects.requireNonNull(outgoing));
        } else if (phase == Phase.RINGING && status > 100 && !rang) {
            rang = true;
            Leg.respond(incoming, response(180));
            tell(new CallEvent.Ringing(id(), parts.clock().instant()));
        }
    }

    private void answered(Dialog dialog, Response response) {
        if (phase != Phase.RINGING) {
            if (!called.is(dialog) || phase == Phase.OVER) {
                hangUpOn(dialog, response);
            }
            return;
        }
        stopTimer();
        called.in(dialog);
        phase = Phase.CHECKING;
        var theirs = SessionDescription.read(body(response));
        if (theirs.isEmpty()) {
            hangUpOn(dialog, response);
            refuse(488, EndedBy.CALLED, Cause.FAILED);
            return;
        }
        called.heard(theirs.get());
        if (offer.isPresent()) {
            called.acknowledge(dialog, response, null);
        } else {
            unconfirmed = response;
        }
        handle = new CallHandle(caller.handle(), called.handle()).bytes();
        check(theirs.get());
    }

    private void check(SessionDescription theirs) {
        var event = new CallEvent.Answered(id(), parts.clock().instant(), handle);
        Deadline.within(parts.config().decision(), Uni.createFrom().deferred(() -> parts.bridges().onEvent(event)))
                .subscribe().with(may -> post(() -> checked(may, theirs)), _ -> post(() -> unchecked()));
    }

    private void unchecked() {
        if (phase == Phase.CHECKING) {
            drop(503, EndedBy.DOORSTEP, Cause.FAILED);
        }
    }

    private void checked(boolean may, SessionDescription theirs) {
        if (phase != Phase.CHECKING) {
            return;
        }
        if (!may) {
            drop(410, EndedBy.DOORSTEP, Cause.REVOKED);
            return;
        }
        var response = response(200);
        response.addHeader(parts.messages().contact(caller.transport()));
        parts.messages().allow(response);
        parts.messages().describe(response, caller.describe(theirs));
        phase = Phase.UP;
        if (!Leg.delivered(incoming, response)) {
            drop(487, EndedBy.CALLER, Cause.CANCELLED);
            return;
        }
        callerAnswered = true;
        after(Objects.requireNonNull(decision).longest(), () -> drop(0, EndedBy.DOORSTEP, Cause.LONGEST));
    }

    /** The caller confirmed the answer, and described itself there if it had not before. */
    void acknowledged(Request ack) {
        var waiting = unconfirmed;
        if (waiting == null || phase != Phase.UP) {
            return;
        }
        unconfirmed = null;
        var theirs = SessionDescription.read(body(ack));
        if (theirs.isEmpty()) {
            refuseDescription(waiting);
            drop(0, EndedBy.CALLER, Cause.FAILED);
            return;
        }
        called.acknowledge(called.dialog(), waiting, called.describe(theirs.get()));
    }

    /** The other side hung up. */
    void bye(Leg from, ServerTransaction transaction) {
        Leg.respond(transaction, parts.messages().response(200, transaction.getRequest()));
        if (phase != Phase.OVER) {
            over(from, Cause.HUNG_UP);
        }
    }

    private void over(Leg from, Cause cause) {
        var by = from == caller ? EndedBy.CALLER : EndedBy.CALLED;
        if (phase == Phase.UP) {
            finish(by, cause, 0);
            if (from == caller) {
                byeCalled();
            } else {
                caller.bye();
            }
        } else if (from == caller) {
            drop(487, by, Cause.CANCELLED);
        } else {
            Leg.respond(incoming, response(480));
            finish(by, Cause.REJECTED, 480);
        }
    }

    /** The caller gave up before the answer. */
    void cancelled(ServerTransaction cancel) {
        Leg.respond(cancel, parts.messages().response(200, cancel.getRequest()));
        if (phase == Phase.ASKING || phase == Phase.RINGING || phase == Phase.CHECKING) {
            drop(487, EndedBy.CALLER, Cause.CANCELLED);
        }
    }

    /** No side is heard of any more. */
    void lost(@Nullable Leg side) {
        if (phase == Phase.RINGING) {
            outgoing = null;
            refuse(504, EndedBy.NETWORK, Cause.FAILED);
        } else if (phase != Phase.OVER) {
            drop(0, EndedBy.NETWORK, Cause.LOST);
        }
    }

    Uni<HungUp> hangUp(EndReason why) {
        return Uni.createFrom().emitter(emitter -> post(() -> {
            if (phase == Phase.OVER) {
                emitter.complete(HungUp.ALREADY_ENDED);
                return;
            }
            drop(Statuses.of(why), EndedBy.DOORSTEP, Statuses.cause(why));
            emitter.complete(HungUp.DROPPED);
        }));
    }

    private void giveUp(int status, EndedBy by, Cause cause) {
        if (phase == Phase.RINGING) {
            drop(status, by, cause);
        }
    }

    /** Ends it on both sides, however far it came. */
    private void drop(int status, EndedBy by, Cause cause) {
        var before = phase;
        finish(by, cause, callerAnswered ? 0 : status);
        switch (before) {
            case RINGING -> called.cancel(Objects.requireNonNull(outgoing));
            case CHECKING, UP -> byeCalled();
            case ASKING, OVER -> {
                // The called side knows nothing of it.
            }
        }
        if (callerAnswered) {
            caller.bye();
        } else {
            Leg.respond(incoming, response(status));
        }
    }

    private void byeCalled() {
        var waiting = unconfirmed;
        if (waiting != null) {
            unconfirmed = null;
            refuseDescription(waiting);
        }
        called.bye();
    }

    /** An offer must be answered, even by a call that is over: none of its streams is taken (RFC 3264, 6). */
    private void refuseDescription(Response offered) {
        SessionDescription.read(body(offered)).ifPresent(theirs -> called.acknowledge(called.dialog(), offered,
                theirs.refusal(parts.messages().host())));
    }

    /** The called side answered when it was too late, or twice. */
    private void hangUpOn(Dialog dialog, Response response) {
        var other = new Leg(this, parts.provider(), parts.messages(), called.transport());
        other.in(dialog);
        other.acknowledge(dialog, response, offer.isPresent() ? null
                : SessionDescription.read(body(response)).map(theirs -> theirs.refusal(parts.messages().host()))
                        .orElse(null));
        other.bye();
    }

    private void refuse(int status, EndedBy by, Cause cause) {
        finish(by, cause, status);
        Leg.respond(incoming, response(status));
    }

    private void finish(EndedBy by, Cause cause, int status) {
        stopTimer();
        phase = Phase.OVER;
        end = new End(by, cause, status);
        parts.live().remove(this);
        if (decision != null) {
            report();
        }
    }

    private void report() {
        var known = Objects.requireNonNull(end);
        tell(new CallEvent.Ended(id(), parts.clock().instant(), known.by(), known.cause(), known.status()));
    }

    private void tell(CallEvent event) {
        Uni.createFrom().deferred(() -> parts.bridges().onEvent(event)).subscribe().with(_ -> {
            // It was taken over.
        }, failure -> LOG.warnf("An event of a call was not taken over: %s", failure.getClass().getName()));
    }

    /** Whatever goes wrong ends the call. */
    private void failed(Exception failure) {
        LOG.warnf("A call failed: %s", failure.getClass().getName());
        if (phase != Phase.OVER) {
            drop(500, EndedBy.NETWORK, Cause.FAILED);
        }
    }

    private UUID id() {
        return Objects.requireNonNull(decision).call();
    }

    private Response response(int status) {
        var response = parts.messages().response(status, invite, tag);
        if (status == 503) {
            parts.messages().retryAfter(response, parts.config().limits().retryAfter());
        }
        return response;
    }

    private static byte[] body(javax.sip.message.Message message) {
        var body = message.getRawContent();
        return body == null ? new byte[0] : body;
    }

    private void after(Duration wait, Runnable step) {
        stopTimer();
        timer = parts.timers().schedule(() -> post(step), wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void stopTimer() {
        var running = timer;
        if (running != null) {
            running.cancel(false);
            timer = null;
        }
    }
}

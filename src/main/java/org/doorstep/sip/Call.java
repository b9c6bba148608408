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
import org.doorstep.bridge.CallEvent.Cause;
import org.doorstep.bridge.CallEvent.EndedBy;
import org.doorstep.bridge.EndReason;
import org.doorstep.bridge.HungUp;
import org.doorstep.bridge.LiveCall;
import org.doorstep.time.Deadline;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;

import javax.sip.ClientTransaction;
import javax.sip.Dialog;
import javax.sip.ObjectInUseException;
import javax.sip.ServerTransaction;
import javax.sip.message.Request;
import javax.sip.message.Response;

/**
 * A call from one side of a bridge to the other: two dialogs that know nothing of each other. Every step runs in its
 * mailbox, one after the other.
 */
final class Call {

    private static final Logger LOG = Logger.getLogger(Call.class);
    /** How long a call that was taken back may take to say so (RFC 3261, 9.1: 64 times T1). */
    private static final Duration TAKEN_BACK = Duration.ofSeconds(32);

    private final Parts parts;
    private final Mailbox mailbox;
    private final ServerTransaction incoming;
    private final Incoming.Read.Call asked;
    private final String tag = Messages.random();
    private final Leg caller;
    private final Leg called;
    private final Renegotiation renegotiation;
    private final CallReport report;

    private volatile Phase phase = Phase.ASKING;
    private volatile @Nullable Connect decision;
    private volatile byte[] handle = {};
    private @Nullable ClientTransaction outgoing;
    private boolean provisional;
    /** What the called side described before it answered, where its answer leaves that out (RFC 3262, 5). */
    private Optional<SessionDescription> early = Optional.empty();
    /** The called side's offer, while the caller's answer to it is awaited (RFC 3264, 4). */
    private @Nullable Response unconfirmed;
    private @Nullable ScheduledFuture<?> timer;
    /** Runs until the caller confirms the answer. */
    private @Nullable ScheduledFuture<?> confirming;

    private enum Phase {
        /** Whether it is connected is being asked. */
        ASKING,
        /** The called side was invited. */
        RINGING,
        /** The called side answered; whether it may go on is being asked. */
        CHECKING,
        /** The caller was told of the answer. */
        UP, OVER
    }

    Call(Parts parts, ServerTransaction incoming, Incoming.Read.Call asked, Transport transport) {
        this.parts = parts;
        this.incoming = incoming;
        this.asked = asked;
        this.mailbox = new Mailbox(parts.threads(), this::failed);
        this.report = new CallReport(parts.bridges(), parts.clock(), parts.metrics());
        this.caller = new Leg(this, parts, transport);
        this.called = new Leg(this, parts, parts.config().trunk().transport());
        this.renegotiation = new Renegotiation(parts, this);
        caller.in(incoming.getDialog());
        asked.offer().ifPresent(caller::hear);
    }

    /** Something that happened to the call. */
    void post(Runnable step) {
        mailbox.execute(step);
    }

    boolean isOver() {
        return phase == Phase.OVER;
    }

    boolean renegotiates() {
        return renegotiation.isUnderWay();
    }

    boolean isOf(UUID bridge) {
        var known = decision;
        return known != null && known.bridge().equals(bridge);
    }

    /** Whether a call between these numbers is this one, come back to us. */
    boolean wouldComeBackAs(String from, String to) {
        var known = decision;
        return known != null && parts.numbers().back(known.display()).equals(from)
                && parts.numbers().back(known.target()).equals(to);
    }

    Optional<LiveCall> live() {
        return Optional.ofNullable(decision)
                .map(known -> new LiveCall(known.call(), asked.call().providerCall(), handle));
    }

    void begin() {
        Deadline.within(parts.config().decision(),
                Uni.createFrom().deferred(() -> parts.bridges().decide(asked.call())))
                .subscribe().with(decided -> post(() -> decided(decided)), _ -> post(this::undecided));
    }

    private void undecided() {
        if (phase == Phase.ASKING) {
            end(503, EndedBy.DOORSTEP, Cause.FAILED);
        }
    }

    private void decided(CallDecision decided) {
        switch (decided) {
            case Refuse(var why) -> {
                if (phase == Phase.ASKING) {
                    end(why.status(), EndedBy.DOORSTEP, Cause.REJECTED);
                }
            }
            case Connect connect -> {
                report.named(connect.call());
                if (phase == Phase.ASKING) {
                    connect(connect);
                }
            }
        }
    }

    private void connect(Connect connect) {
        decision = connect;
        parts.live().decided(connect.call(), this);
        if (parts.numbers().back(connect.target()).equals(asked.call().called())) {
            end(482, EndedBy.DOORSTEP, Cause.FAILED);
            return;
        }
        phase = Phase.RINGING;
        invite(connect);
        after(parts.config().ringing(), () -> {
            if (phase == Phase.RINGING) {
                end(480, EndedBy.CALLED, Cause.NO_ANSWER);
            }
        });
    }

    private void invite(Connect connect) {
        var numbers = parts.numbers();
        var request = parts.messages().invite(numbers.outward(connect.target()), numbers.outward(connect.display()),
                asked.hops() - 1);
        called.timer().ask(request);
        asked.offer().ifPresent(theirs -> parts.messages().describe(request, called.describe(theirs)));
        provisional = false;
        outgoing = called.begin(request);
    }

    /** A response to a request of ours in one of the dialogs, or beginning one. */
    void responded(Leg leg, ClientTransaction transaction, Dialog dialog, Response response) {
        if (transaction == outgoing) {
            ofCalled(dialog, response);
        } else if (phase != Phase.OVER) {
            if (!leg.timer().responded(transaction, response)) {
                var _ = renegotiation.responded(transaction, response);
            }
        } else if (response.getStatusCode() / 100 == 2
                && Request.INVITE.equals(transaction.getRequest().getMethod())) {
            leg.decline(response);
        }
    }

    private void ofCalled(Dialog dialog, Response response) {
        int status = response.getStatusCode();
        if (status < 200) {
            rings(dialog, response);
        } else if (status < 300) {
            answered(dialog, response);
        } else if (phase == Phase.RINGING) {
            refused(response);
        }
    }

    private void rings(Dialog dialog, Response response) {
        provisional = true;
        if (phase == Phase.OVER) {
            takeBack();
            return;
        }
        if (phase == Phase.RINGING && response.getStatusCode() > 100) {
            Body.description(response).ifPresent(described -> early = Optional.of(described));
            called.confirm(dialog, response);
            if (report.rings()) {
                answer(incoming, 180);
            }
        }
    }

    private void refused(Response response) {
        int status = response.getStatusCode();
        if (status == 422 && called.timer().lengthened(response).isPresent()) {
            invite(Objects.requireNonNull(decision));
        } else {
            outgoing = null;
            end(Statuses.forCaller(status), EndedBy.CALLED, Statuses.cause(status));
        }
    }

    private void answered(Dialog dialog, Response response) {
        if (phase != Phase.RINGING) {
            if (phase == Phase.OVER || !called.is(dialog)) {
                hangUpOn(dialog, response);
            }
            return;
        }
        stopTimer();
        called.in(dialog);
        var theirs = Body.description(response).or(() -> Body.of(response) instanceof Body.None ? early
                : Optional.empty());
        if (theirs.isEmpty()) {
            outgoing = null;
            hangUpOn(dialog, response);
            end(488, EndedBy.CALLED, Cause.FAILED);
            return;
        }
        phase = Phase.CHECKING;
        called.hear(theirs.get());
        called.timer().agreed(response);
        if (asked.offer().isPresent()) {
            called.acknowledge(dialog, response, null);
        } else {
            unconfirmed = response;
        }
        handle = new CallHandle(caller.handle(tag), called.handle()).bytes();
        check(theirs.get());
    }

    private void check(SessionDescription theirs) {
        var call = Objects.requireNonNull(decision).call();
        Deadline.within(parts.config().decision(), report.answered(call, handle)).subscribe()
                .with(may -> post(() -> checked(may, theirs)), _ -> post(this::unchecked));
    }

    private void unchecked() {
        if (phase == Phase.CHECKING) {
            end(503, EndedBy.DOORSTEP, Cause.FAILED);
        }
    }

    private void checked(boolean may, SessionDescription theirs) {
        if (phase != Phase.CHECKING) {
            return;
        }
        if (!may) {
            end(410, EndedBy.DOORSTEP, Cause.REVOKED);
            return;
        }
        var response = parts.messages().response(200, incoming.getRequest(), tag);
        response.setHeader(parts.messages().contact(caller.transport()));
        caller.timer().agree(incoming.getRequest(), response);
        parts.messages().describe(response, caller.describe(theirs));
        if (!caller.answer(incoming, response)) {
            end(487, EndedBy.CALLER, Cause.CANCELLED);
            return;
        }
        phase = Phase.UP;
        caller.timer().restart();
        called.timer().restart();
        after(Objects.requireNonNull(decision).longest(), () -> end(0, EndedBy.DOORSTEP, Cause.LONGEST));
        confirming = later(parts.config().confirmation(), this::unacknowledged);
    }

    private void unacknowledged() {
        if (confirming != null) {
            end(0, EndedBy.CALLER, Cause.LOST);
        }
    }

    /** A side confirmed an answer, and may have described itself there. */
    void acknowledged(Leg from, Request ack) {
        var offered = unconfirmed;
        if (phase != Phase.UP) {
            return;
        }
        if (from == caller) {
            confirming = stopped(confirming);
        }
        if (offered == null || from != caller) {
            renegotiation.acknowledged(from, ack);
            return;
        }
        var theirs = Body.description(ack);
        if (theirs.isEmpty()) {
            end(0, EndedBy.CALLER, Cause.FAILED);
            return;
        }
        unconfirmed = null;
        caller.hear(theirs.get());
        called.acknowledge(called.dialog(), offered, called.describe(theirs.get()));
    }

    /** An INVITE or UPDATE in one of the dialogs. */
    void changes(Leg from, ServerTransaction transaction) {
        switch (phase) {
            case UP -> renegotiation.asked(from, from == caller ? called : caller, transaction);
            case OVER -> answer(transaction, 481);
            // A description cannot be taken before the first one is answered (RFC 3311, 5.2).
            case ASKING, RINGING, CHECKING ->
                answer(transaction, Body.of(transaction.getRequest()) instanceof Body.None ? 200 : 500);
        }
    }

    /** A side hung up. */
    void bye(Leg from, ServerTransaction transaction) {
        answer(transaction, 200);
        if (phase == Phase.UP) {
            from.left();
            end(0, from == caller ? EndedBy.CALLER : EndedBy.CALLED, Cause.HUNG_UP);
        } else if (from == caller) {
            end(487, EndedBy.CALLER, Cause.CANCELLED);
        } else {
            from.left();
            end(480, EndedBy.CALLED, Cause.REJECTED);
        }
    }

    /** A side takes its INVITE back. */
    void cancelled(Leg from, ServerTransaction cancel) {
        answer(cancel, 200);
        if (phase == Phase.UP) {
            renegotiation.cancelled(from);
        } else if (from == caller) {
            end(487, EndedBy.CALLER, Cause.CANCELLED);
        }
    }

    /** Nothing is heard of a side any more; it is told of the end all the same (RFC 4028, 10). */
    void lost() {
        if (phase == Phase.RINGING) {
            end(504, EndedBy.NETWORK, Cause.FAILED);
        } else if (phase != Phase.OVER) {
            end(503, EndedBy.NETWORK, Cause.LOST);
        }
    }

    /** The sides cannot agree on what they described. */
    void fail() {
        end(500, EndedBy.NETWORK, Cause.FAILED);
    }

    Uni<HungUp> hangUp(EndReason why) {
        return Uni.createFrom().emitter(emitter -> post(() -> {
            boolean before = isOver();
            end(Statuses.of(why), EndedBy.DOORSTEP, Statuses.cause(why));
            emitter.complete(before ? HungUp.ALREADY_ENDED : HungUp.DROPPED);
        }));
    }

    /** Ends it on both sides, however far it came. @param status what the caller is told if it was not answered */
    private void end(int status, EndedBy by, Cause cause) {
        var before = phase;
        if (before == Phase.OVER) {
            return;
        }
        phase = Phase.OVER;
        stopTimer();
        confirming = stopped(confirming);
        caller.timer().stop();
        called.timer().stop();
        parts.live().remove(this);
        Optional.ofNullable(decision).ifPresent(known -> parts.live().remove(known.call()));
        leave(before, status);
        report.ended(by, cause, before == Phase.UP ? 0 : status);
    }

    private void leave(Phase before, int status) {
        switch (before) {
            case RINGING -> takeBack();
            case CHECKING -> byeCalled();
            case UP -> {
                renegotiation.stop();
                byeCalled();
                caller.bye();
            }
            case ASKING, OVER -> {
                // The called side knows nothing of it.
            }
        }
        if (before != Phase.UP) {
            answer(incoming, status);
        }
    }

    /** A CANCEL may go out only after a provisional response (RFC 3261, 9.1): before, it waits for one. */
    private void takeBack() {
        var invited = outgoing;
        if (invited == null || !provisional) {
            return;
        }
        called.cancel(invited);
        after(TAKEN_BACK, () -> {
            try {
                invited.terminate();
            } catch (ObjectInUseException _) {
                // It is over already.
            }
        });
    }

    /** An offer must be answered, even by a call that is over. */
    private void byeCalled() {
        var offered = unconfirmed;
        if (offered != null) {
            unconfirmed = null;
            called.decline(offered);
        }
        called.bye();
    }

    /** The called side answered when it was too late, or twice, or with what cannot be let through. */
    private void hangUpOn(Dialog dialog, Response response) {
        var other = new Leg(this, parts, called.transport());
        other.in(dialog);
        if (asked.offer().isPresent()) {
            other.acknowledge(dialog, response, null);
        } else {
            other.decline(response);
        }
        other.bye();
    }

    /** Answers a request with nothing but a status. */
    void answer(ServerTransaction transaction, int status) {
        Leg.respond(transaction, parts.messages().response(status, transaction.getRequest(), tag));
    }

    /** Whatever goes wrong ends the call. */
    private void failed(Exception failure) {
        LOG.warnf("A call failed: %s", failure.getClass().getName());
        try {
            fail();
        } catch (RuntimeException _) {
            LOG.warn("A call that failed could not be ended on both sides");
        }
    }

    private void after(Duration wait, Runnable step) {
        stopTimer();
        timer = later(wait, step);
    }

    private ScheduledFuture<?> later(Duration wait, Runnable step) {
        return parts.timers().schedule(() -> post(step), wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void stopTimer() {
        timer = stopped(timer);
    }

    private static @Nullable ScheduledFuture<?> stopped(@Nullable ScheduledFuture<?> running) {
        if (running != null) {
            running.cancel(false);
        }
        return null;
    }
}

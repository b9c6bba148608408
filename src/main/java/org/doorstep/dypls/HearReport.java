package org.doorstep.dypls;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.bridge.BridgeCalls;
import org.doorstep.bridge.CallDecision;
import org.doorstep.bridge.CallDecision.Refusal;
import org.doorstep.bridge.CallEvent;
import org.doorstep.bridge.CallEvent.Cause;
import org.doorstep.bridge.CallEvent.EndedBy;
import org.doorstep.dypls.CallReport.Type;
import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.JsonNode;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * Hears reports of calls that Dypls connected. Whichever report of a call comes first is decided on, so that the call has
 * an id and is in the log; a refusal changes nothing for the call, which Dypls connected already.
 */
@ApplicationScoped
class HearReport {

    private static final Logger LOG = Logger.getLogger(HearReport.class);
    private static final byte[] NO_HANDLE = new byte[0];
    private static final int FORBIDDEN = 403;
    private static final int TERMINATED = 487;
    private static final int BY_CALLER = 1;
    private static final int BY_CALLED = 2;

    private final BridgeCalls bridges;
    private final CallsHere calls;
    private final DyplsConfig config;
    private final Clock clock;

    HearReport(BridgeCalls bridges, CallsHere calls, DyplsConfig config, Clock clock) {
        this.bridges = bridges;
        this.calls = calls;
        this.config = config;
        this.clock = clock;
    }

    /** Takes over what happened to some calls. False if some of it could not be: to be sent again, all of it. */
    Uni<Boolean> hear(Type type, Iterable<JsonNode> reports, String source) {
        return Multi.createFrom().iterable(reports).map(members -> new CallReport(members, config.zone()))
                .onItem().transformToUniAndConcatenate(report -> hear(type, report, source))
                .collect().asList().map(all -> !all.contains(false));
    }

    private Uni<Boolean> hear(Type type, CallReport report, String source) {
        var id = report.isCall() ? report.id() : Optional.<String>empty();
        if (id.isEmpty()) {
            return Uni.createFrom().item(true);
        }
        return call(id.get(), report, source).chain(call -> switch (call) {
            case Known.Call(UUID ours) -> events(type, id.get(), ours, report).replaceWith(true);
            case Known.Nothing _ -> Uni.createFrom().item(true);
            case Known.Undecided _ -> Uni.createFrom().item(false);
        }).onFailure().invoke(failure -> LOG.errorf("Report of call %s cannot be taken over: %s", id.get(),
                failure.getClass().getName())).onFailure().recoverWithItem(false);
    }

    /** What is known of a call by Dypls' id of it. */
    private sealed interface Known {
        record Call(UUID ours) implements Known {
        }

        /** It was refused: it is in the log as such, and has no id. */
        record Nothing() implements Known {
        }

        record Undecided() implements Known {
        }
    }

    private Uni<Known> call(String id, CallReport report, String source) {
        var here = calls.known(id);
        if (here != null) {
            return Uni.createFrom().item(here.ids().<Known>map(ids -> new Known.Call(ids.call()))
                    .orElseGet(Known.Nothing::new));
        }
        return bridges.decide(report.incoming(id, source)).map(decision -> decided(id, decision));
    }

    private Known decided(String id, CallDecision decision) {
        return switch (decision) {
            case CallDecision.Connect connect -> connected(id, connect);
            case CallDecision.Refuse(Refusal why) -> refused(id, why);
        };
    }

    private Known connected(String id, CallDecision.Connect connect) {
        calls.connected(id, connect);
        return new Known.Call(connect.call());
    }

    private Known refused(String id, Refusal why) {
        if (why == Refusal.UNAVAILABLE) {
            return new Known.Undecided();
        }
        calls.refused(id);
        return new Known.Nothing();
    }

    private Uni<Void> events(Type type, String id, UUID call, CallReport report) {
        return switch (type) {
            case STARTED -> report.isIntercepted()
                    ? ended(id, new CallEvent.Ended(call, at(report, "call_time"), EndedBy.NETWORK, Cause.REJECTED,
                            FORBIDDEN))
                    : Uni.createFrom().voidItem();
            case RINGING ->
                bridges.onEvent(new CallEvent.Ringing(call, at(report, "ring_time"))).replaceWithVoid();
            case ANSWERED -> answered(call, at(report, "start_time"));
            case ENDED -> report.wasAnswered()
                    ? answered(call, at(report, "start_time")).chain(() -> ended(id, hungUp(call, report)))
                    : ended(id, unanswered(call, report));
        };
    }

    private Uni<Void> answered(UUID call, Instant at) {
        return bridges.onEvent(new CallEvent.Answered(call, at, NO_HANDLE)).invoke(mayGoOn -> {
            if (!mayGoOn) {
                LOG.warnf("Call %s may not go on, and Dypls cannot end it", call);
            }
        }).replaceWithVoid();
    }

    private Uni<Void> ended(String id, CallEvent.Ended event) {
        calls.over(id);
        return bridges.onEvent(event).replaceWithVoid();
    }

    private CallEvent.Ended hungUp(UUID call, CallReport report) {
        return new CallEvent.Ended(call, at(report, "release_time"), by(report), Cause.HUNG_UP, 0);
    }

    private CallEvent.Ended unanswered(UUID call, CallReport report) {
        var at = at(report, "release_time");
        int cause = report.number("release_cause", 0);
        if (report.isIntercepted()) {
            return new CallEvent.Ended(call, at, EndedBy.NETWORK, Cause.REJECTED, FORBIDDEN);
        }
        return by(report) == EndedBy.CALLER ? new CallEvent.Ended(call, at, EndedBy.CALLER, Cause.CANCELLED, TERMINATED)
                : new CallEvent.Ended(call, at, by(report), ReleaseCause.cause(cause), ReleaseCause.status(cause));
    }

    private static EndedBy by(CallReport report) {
        return switch (report.number("release_dir", 0)) {
            case BY_CALLER -> EndedBy.CALLER;
            case BY_CALLED -> EndedBy.CALLED;
            default -> EndedBy.NETWORK;
        };
    }

    private Instant at(CallReport report, String member) {
        return report.time(member).orElseGet(clock::instant);
    }
}

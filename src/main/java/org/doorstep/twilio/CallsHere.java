package org.doorstep.twilio;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.bridge.CallDecision.Connect;
import org.doorstep.bridge.EndReason;
import org.doorstep.bridge.LiveCall;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/**
 * The calls that Twilio asked this node about. It is no record of them: another node may hear of their end, so what is
 * here may be over.
 */
@ApplicationScoped
class CallsHere {

    /** Twilio ends every call after four hours at most ({@code timeLimit}). */
    private static final Duration REMEMBERED = Duration.ofHours(5);
    private static final int MOST = 100_000;

    private final Clock clock;
    private final Duration askedAgain;
    private final Cache<CallSid, Instant> asked = Caffeine.newBuilder().expireAfterWrite(Duration.ofDays(2))
            .maximumSize(MOST).build();
    private final Cache<UUID, Here> connected = Caffeine.newBuilder().expireAfterWrite(REMEMBERED).maximumSize(MOST)
            .build();

    private final Cache<UUID, EndReason> ending = Caffeine.newBuilder().expireAfterWrite(REMEMBERED).maximumSize(MOST)
            .build();

    CallsHere(TwilioConfig config, Clock clock) {
        this.askedAgain = config.askedAgain();
        this.clock = clock;
    }

    private record Here(UUID bridge, CallSid caller) {
    }

    /**
     * Whether a request for this call may be answered: the first, and its repetition by Twilio shortly after, as long as
     * the call has not begun. A later one is a copy: the answer has a number in it, and goes to nobody else.
     */
    boolean mayAsk(CallSid call) {
        var first = asked.get(call, _ -> clock.instant());
        return !clock.instant().isAfter(first.plus(askedAgain));
    }

    void connected(CallSid caller, Connect decision) {
        connected.put(decision.call(), new Here(decision.bridge(), caller));
    }

    /** Twilio acts on its answer, so it needs it no more. */
    void begun(CallSid caller) {
        asked.put(caller, Instant.EPOCH);
    }

    /** It is being ended from here. */
    void ending(UUID call, EndReason why) {
        ending.put(call, why);
    }

    /** It is over. Why, if it was ended from here. */
    Optional<EndReason> over(UUID call) {
        connected.invalidate(call);
        return Optional.ofNullable(ending.getIfPresent(call));
    }

    List<LiveCall> of(UUID bridge) {
        return connected.asMap().entrySet().stream()
                .filter(entry -> entry.getValue().bridge().equals(bridge))
                .map(entry -> new LiveCall(entry.getKey(), entry.getValue().caller().text(),
                        CallSid.handle(List.of(entry.getValue().caller()))))
                .toList();
    }
}

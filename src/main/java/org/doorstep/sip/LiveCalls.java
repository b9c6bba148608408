package org.doorstep.sip;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The calls that an agent holds, those being set up too. */
final class LiveCalls {

    private final Set<Call> calls = ConcurrentHashMap.newKeySet();
    private final AtomicInteger unconfirmed = new AtomicInteger();
    private final Map<UUID, Call> decided = new ConcurrentHashMap<>();

    /** A side was told that its call is over. */
    void told() {
        unconfirmed.incrementAndGet();
    }

    /** It confirmed that, or never will. */
    void confirmed() {
        unconfirmed.decrementAndGet();
    }

    int unconfirmed() {
        return unconfirmed.get();
    }

    void add(Call call) {
        calls.add(call);
    }

    /** It has an id of Doorstep's now. */
    void decided(UUID id, Call call) {
        decided.put(id, call);
    }

    void remove(Call call) {
        calls.remove(call);
    }

    void remove(UUID id) {
        decided.remove(id);
    }

    /** Whether a call between these numbers is one of ours that came back. */
    boolean cameBack(String from, String to) {
        return calls.stream().anyMatch(call -> call.wouldComeBackAs(from, to));
    }

    int count() {
        return calls.size();
    }

    List<Call> all() {
        return List.copyOf(calls);
    }

    Optional<Call> of(UUID id) {
        return Optional.ofNullable(decided.get(id));
    }
}

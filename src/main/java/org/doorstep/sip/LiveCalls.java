package org.doorstep.sip;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The calls that an agent holds, those being set up too. */
final class LiveCalls {

    private final Set<Call> calls = ConcurrentHashMap.newKeySet();

    void add(Call call) {
        calls.add(call);
    }

    void remove(Call call) {
        calls.remove(call);
    }

    int count() {
        return calls.size();
    }

    List<Call> all() {
        return List.copyOf(calls);
    }

    Optional<Call> of(UUID id) {
        return calls.stream().filter(call -> call.is(id)).findFirst();
    }
}

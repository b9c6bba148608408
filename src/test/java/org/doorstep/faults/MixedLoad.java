package org.doorstep.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import org.doorstep.faults.Oracle.Look;
import org.doorstep.stack.PackagedService;

/** What couriers do all day, through every replica at once: they look at their parcels, and some at others'. */
final class MixedLoad implements AutoCloseable {

    private static final Duration BETWEEN = Duration.ofMillis(60);
    private static final Duration CATCHING_UP = Duration.ofSeconds(1);

    private final Installation doorstep;
    private final Map<String, PackagedService> replicas;
    private final Map<String, Work> work = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Look> looks = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Halt> halts = new ConcurrentLinkedQueue<>();
    private final List<CompletableFuture<Void>> clients = new ArrayList<>();
    private volatile boolean running = true;

    MixedLoad(Installation doorstep, Map<String, PackagedService> replicas) {
        this.doorstep = doorstep;
        this.replicas = replicas;
    }

    /** What a courier looks at now, under which token. */
    private record Work(String token, List<String> waybills) {
    }

    /** A time in which a replica answered nobody. */
    private record Halt(String replica, long from, long until) {
    }

    /** This courier looks at these from now on, through all replicas; a new courier begins. */
    void looks(String courier, String token, List<String> waybills) {
        if (work.put(courier, new Work(token, waybills)) == null) {
            replicas.forEach((name, service) -> clients.add(CompletableFuture.runAsync(
                    () -> look(courier, name, service), task -> Thread.ofVirtual().start(task))));
        }
    }

    /** This courier goes on under another token. */
    void renew(String courier, String token) {
        work.computeIfPresent(courier, (_, before) -> new Work(token, before.waybills()));
    }

    private void look(String courier, String name, PackagedService service) {
        var turn = new AtomicInteger();
        while (running) {
            var now = work.get(courier);
            var waybill = now.waybills().get(turn.getAndIncrement() % now.waybills().size());
            var answer = doorstep.lookAt(service, now.token(), "device-" + courier, waybill);
            add(courier, name, answer);
            Installation.pause(BETWEEN);
        }
    }

    /** A parcel that this courier looks at now. */
    String waybill(String courier) {
        return work.get(courier).waybills().getFirst();
    }

    /** This replica answers nobody from now on. */
    void halted(String replica) {
        halts.add(new Halt(replica, System.nanoTime(), Long.MAX_VALUE));
    }

    /** It is about to answer again, what it was asked in the meantime too. */
    void resumed(String replica) {
        var halt = halts.stream().filter(each -> each.until() == Long.MAX_VALUE && each.replica().equals(replica))
                .findFirst().orElseThrow();
        halts.add(new Halt(replica, halt.from(), System.nanoTime() + CATCHING_UP.toNanos()));
        halts.remove(halt);
    }

    /** One more answer to be taken. */
    void add(String courier, String replica, Answer answer) {
        looks.add(new Look(courier, replica, answer, wasHalted(replica, answer)));
    }

    private boolean wasHalted(String replica, Answer answer) {
        return halts.stream().anyMatch(halt -> halt.replica().equals(replica) && answer.sent() < halt.until()
                && answer.sent() + answer.took().toNanos() > halt.from());
    }

    /** All answers since it was asked last. */
    List<Look> taken() {
        var taken = new ArrayList<Look>();
        for (var look = looks.poll(); look != null; look = looks.poll()) {
            taken.add(look);
        }
        return taken;
    }

    @Override
    public void close() {
        running = false;
        clients.forEach(CompletableFuture::join);
    }
}

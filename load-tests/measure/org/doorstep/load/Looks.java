package org.doorstep.load;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.doorstep.demonstration.DoorstepClient;

/**
 * What the couriers ask for. Their tokens live five minutes: before each phase, tokens that would not last are asked
 * for anew, so that no phase holds a log-in.
 */
final class Looks {

    /** Fields that every answer names, each with its form. */
    private static final int FIELDS = 9;
    private static final String DELIVER = "{\"purpose\":\"DELIVER\"}";
    private static final Duration FRESH = Duration.ofSeconds(150);
    private static final int AT_ONCE = 4;
    /** Of each kind; a person may miss ten parcels an hour, and a parcel missed before costs nothing. */
    private static final int MISSES = 4;

    private final DoorstepClient doorstep;
    private final LocalDate collected;
    private final int parcels;
    private List<List<Call>> own = List.of();
    private List<String> tokens = List.of();
    private long signedIn;

    Looks(DoorstepClient doorstep, LocalDate collected, int parcels) {
        this.doorstep = doorstep;
        this.collected = collected;
        this.parcels = parcels;
    }

    /** Each courier opens their parcels from the first up to the second number, once. */
    List<? extends ClosedLoop.Script> once(int from, int to) {
        signIn();
        return own.stream().map(calls -> calls.subList(from, to).iterator())
                .map(calls -> (ClosedLoop.Script) () -> calls.hasNext() ? calls.next() : null).toList();
    }

    /** Each courier opens their first so many parcels, in order, over and over. */
    List<? extends ClosedLoop.Script> again(int parcelsSeen) {
        return again(parcelsSeen, Integer.MAX_VALUE);
    }

    /** The same, so many looks each. */
    List<? extends ClosedLoop.Script> again(int parcelsSeen, int looks) {
        signIn();
        return own.stream().map(calls -> new ClosedLoop.Script() {
            private int next;

            @Override
            public Call get() {
                return next == looks ? null : calls.get(next++ % parcelsSeen);
            }
        }).toList();
    }

    /** Some couriers look, by chance, at parcels that do not exist and at parcels of the next courier. */
    List<? extends ClosedLoop.Script> misses(int couriers) {
        signIn();
        return Courier.ALL.subList(0, couriers).stream().map(courier -> {
            var calls = new ArrayList<Call>();
            var other = Courier.ALL.get((courier.number() + 1) % Courier.COURIERS);
            for (int miss = 0; miss < MISSES; miss++) {
                calls.add(look(courier, "absent", Courier.waybillOf(collected, parcels + 1_000_000
                        + courier.number() * MISSES + miss), miss, 403, 0));
                calls.add(look(courier, "another's", other.waybill(collected, miss), miss, 403, 0));
            }
            var chance = new Random(courier.number());
            return (ClosedLoop.Script) () -> calls.get(chance.nextInt(calls.size()));
        }).toList();
    }

    private void signIn() {
        if (!tokens.isEmpty() && System.nanoTime() - signedIn < FRESH.toNanos()) {
            return;
        }
        try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            var asked = Courier.ALL.stream()
                    .map(courier -> threads.submit(() -> doorstep.personToken(courier.username(), courier.staffId())))
                    .toList();
            tokens = asked.stream().map(Looks::get).toList();
        }
        signedIn = System.nanoTime();
        own = Courier.ALL.stream().map(courier -> IntStream.range(0, Courier.PARCELS)
                .mapToObj(n -> look(courier, "look", courier.waybill(collected, n), n, 200, FIELDS)).toList()).toList();
    }

    private Call look(Courier courier, String kind, String waybill, int parcel, int status, int fields) {
        var headers = Map.of("Authorization", "Bearer " + tokens.get(courier.number()), "Doorstep-Device",
                courier.device(parcel));
        return new Call(kind, Call.post("/v1/parcels/" + waybill + "/views", headers, DELIVER), status, fields);
    }

    private static String get(Future<String> token) {
        try {
            return token.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("No token", e.getCause());
        }
    }
}

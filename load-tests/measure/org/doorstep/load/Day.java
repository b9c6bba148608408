package org.doorstep.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.doorstep.demonstration.DoorstepClient;
import org.doorstep.demonstration.GeneratedParcel;
import org.doorstep.demonstration.ParcelGenerator;

import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * The day that the looks are at, loaded through the public API: parcels in batches, couriers, their runs, and the way
 * of the couriers' own parcels to the door. All other parcels stay where intake left them.
 */
final class Day {

    /** Of the parcels. The generator collects them in the morning, so it is yesterday. */
    final LocalDate collected = LocalDate.now(ZoneId.of("Asia/Shanghai")).minusDays(1);

    private static final long SEED = 17;
    private static final int BATCH = 10_000;
    private static final List<String> TO_THE_DOOR = List.of("ASSIGNED_PICKUP", "PICKED_UP", "OUTLET",
            "OUT_FOR_DELIVERY");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DoorstepClient doorstep;
    private final Server service;

    Day(DoorstepClient doorstep, Server service) {
        this.doorstep = doorstep;
        this.service = service;
    }

    /** Records a second that intake took in, with so many streams at once. */
    record IntakeRate(int streams, int records, double rate) {
    }

    /** Hands in so many parcels: the first half one stream at a time, the second half four at a time. */
    List<IntakeRate> handIn(int parcels) {
        var all = new ParcelGenerator().parcels(SEED, parcels, collected).iterator();
        return List.of(handIn(all, parcels / 2, 1), handIn(all, parcels - parcels / 2, 4));
    }

    private IntakeRate handIn(Iterator<GeneratedParcel> parcels, int count, int streams) {
        var token = doorstep.machineToken("dispatch");
        double seconds = 0;
        for (int left = count; left > 0; left -= BATCH * streams) {
            var batches = new ArrayList<byte[]>();
            for (int stream = 0; stream < streams && left > stream * BATCH; stream++) {
                batches.add(lines(parcels, Math.min(BATCH, left - stream * BATCH)));
            }
            long start = System.nanoTime();
            var running = batches.stream()
                    .map(batch -> CompletableFuture.runAsync(() -> send(batch, token), Thread::startVirtualThread))
                    .toArray(CompletableFuture[]::new);
            CompletableFuture.allOf(running).join();
            seconds += (System.nanoTime() - start) / 1e9;
            service.resident();
        }
        return new IntakeRate(streams, count, count / seconds);
    }

    private static byte[] lines(Iterator<GeneratedParcel> parcels, int count) {
        return IntStream.range(0, count).mapToObj(_ -> json(parcels.next())).collect(Collectors.joining("\n"))
                .getBytes(StandardCharsets.UTF_8);
    }

    private void send(byte[] batch, String token) {
        try (var results = new BufferedReader(new InputStreamReader(
                doorstep.stream("/v1/parcels/batch", token, BodyPublishers.ofByteArray(batch)),
                StandardCharsets.UTF_8))) {
            var refused = results.lines().filter(line -> !line.contains("\"created\"")).limit(3).toList();
            if (!refused.isEmpty()) {
                throw new IllegalStateException("Refused: " + refused);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** HR says who they are; dispatch says whose parcels they are. */
    void employAndAssign() {
        var hr = doorstep.machineToken("hr");
        var dispatch = doorstep.machineToken("dispatch");
        for (var courier : Courier.ALL) {
            doorstep.send("PUT", "/v1/staff/" + courier.staffId(), hr, Map.of("standing", "ACTIVE", "posts",
                    List.of("COURIER_DELIVERY"), "outlet", courier.outlet()));
            var run = IntStream.range(0, Courier.PARCELS).mapToObj(n -> courier.waybill(collected, n)).toList();
            doorstep.send("PUT", "/v1/runs/" + LocalDate.now(ZoneId.of("Asia/Shanghai")) + "/" + courier.staffId(),
                    dispatch, Map.of("parcels", run));
        }
    }

    /** Moves the couriers' parcels to the door; all couriers at once, each parcel step by step. */
    Measured moveToTheDoor() {
        var headers = Map.of("Authorization", "Bearer " + doorstep.machineToken("dispatch"));
        var scripts = Courier.ALL.stream().map(courier -> moves(courier, headers)).toList();
        return ClosedLoop.run(service.port(), 270, scripts).get("move");
    }

    private ClosedLoop.Script moves(Courier courier, Map<String, String> headers) {
        return new ClosedLoop.Script() {
            private int next;

            @Override
            public Call get() {
                if (next == Courier.PARCELS * TO_THE_DOOR.size()) {
                    return null;
                }
                var stage = TO_THE_DOOR.get(next % TO_THE_DOOR.size());
                var path = "/v1/parcels/" + courier.waybill(collected, next / TO_THE_DOOR.size()) + "/events";
                next++;
                return new Call("move", Call.post(path, headers,
                        json(Map.of("stage", stage, "outlet", courier.outlet()))), 200, 0);
            }
        };
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package org.doorstep.load;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

import org.doorstep.demonstration.DoorstepClient;
import org.doorstep.load.bare.Form;

/**
 * Variants of the service side by side on the same data: all run at once, one is looked through at a time, in turn, so
 * that what else the machine does falls on all of them. Each line of {@code load.variants} is
 * {@code name;folder that has quarkus-app;JVM flags and settings}.
 * {@code Compare <seconds of a phase> <rounds>}
 */
final class Compare {

    private static final int LIMIT = 60;
    /** A variant is warm after some ten thousands of looks, however long they take. */
    private static final int WARM_UP_TURNS = 3;
    private static final int WARM_UP_LOOKS = 450;

    private Compare() {
    }

    public static void main(String[] arguments) throws IOException {
        int seconds = Integer.parseInt(arguments[0]);
        int rounds = Integer.parseInt(arguments[1]);
        Files.createDirectories(Measure.FOLDER);
        var servers = new ArrayList<Server>();
        try (var parts = Parts.start(Measure.FOLDER, Courier.ALL.stream().map(Courier::staffId).toList());
                var bare = Server.start("bare", Bench.jar("load-tests/bare/target"), Measure.serviceFlags(),
                        parts.settings(), Measure.FOLDER)) {
            for (var line : System.getProperty("load.variants").strip().split("\n")) {
                var variant = line.strip().split(";", -1);
                servers.add(Server.start(variant[0], Bench.jar(variant[1]), Bench.flags(variant[2]),
                        Measure.settings(parts), Measure.FOLDER));
            }
            compare(parts, bare, servers, seconds, rounds);
        } finally {
            servers.forEach(Server::close);
        }
        System.exit(0);
    }

    private static void compare(Parts parts, Server bare, List<Server> servers, int seconds, int rounds) {
        var bench = new Bench(parts);
        var doorstep = new DoorstepClient(servers.getFirst().address(), parts.issuer());
        var day = new Day(doorstep, servers.getFirst());
        int parcels = Courier.COURIERS * Courier.PARCELS;
        day.handIn(parcels);
        bench.ownLog();
        day.employAndAssign();
        System.out.printf("moved %.0f/s%n", day.moveToTheDoor().rate());
        var looks = new Looks(doorstep, day.collected, parcels);
        bench.looks("", servers.getFirst(), LIMIT, looks.once(0, Courier.PARCELS));
        bench.bare("", bare, Form.TWO, 2.0 * seconds, day);
        for (int turn = 0; turn < WARM_UP_TURNS; turn++) {
            for (var server : servers) {
                bench.looks("", server, LIMIT, looks.again(Courier.PARCELS, WARM_UP_LOOKS));
            }
        }
        var profiled = System.getProperty("load.profiled", "");
        for (int round = 0; round < rounds; round++) {
            bench.bare("bare two", bare, Form.TWO, seconds, day);
            for (var server : servers) {
                if (server.name().equals(profiled)) {
                    server.diagnose("JFR.start", "name=walk", "settings=profile",
                            "jdk.CPUTimeSample#enabled=true", "jdk.CPUTimeSample#throttle=2ms");
                }
                bench.looks(server.name(), server, seconds, looks.again(Courier.PARCELS));
                if (server.name().equals(profiled)) {
                    server.diagnose("JFR.stop", "name=walk", "filename=" + Measure.FOLDER.resolve(
                            "walk.jfr").toAbsolutePath());
                }
            }
        }
        System.out.print(bench.series.table());
        servers.forEach(server -> System.out.printf("%s: rate %s, p99 %s of the bare; %s%n", server.name(),
                bench.series.ratio(server.name(), "bare two", Measured::rate),
                bench.series.ratio(server.name(), "bare two", Measured::p99), server.mostResident()));
    }
}

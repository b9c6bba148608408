package org.doorstep.packaging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import org.doorstep.demonstration.Company;
import org.doorstep.stack.LocalStackResource;
import org.doorstep.stack.PackagedService;

/**
 * Trains the packaged service's AOT cache (JEP 483, 514, 515): runs it on the real parts through a day's requests and
 * has the JVM keep what it loaded, linked and profiled beside the jar. Then starts it with the cache and without, and
 * prints how long each takes to its first authorised view. Ends with an error where the JVM does not take the cache.
 */
public final class TrainStart {

    static final Path CACHE = Path.of("target", "quarkus-app", "app.aot");

    private static final int ROUNDS = 12;
    private static final int STARTS = 3;
    /** The JVM makes the cache before it ends, in a process of its own: half a minute, more on a busy machine. */
    private static final Duration WRITE_LIMIT = Duration.ofMinutes(5);
    private static final String COURIER = "K1001";
    private static final String COLLEAGUE = "K1002";
    private static final String AUDITOR = "D4004";
    private static final String OUTLET = "SH-PD-01";
    /** As in the image: the cache is good for the collector it was trained with. */
    private static final List<String> FLAGS = List.of("-Xmx256m", "-XX:+UseSerialGC");

    private final Map<String, String> settings;

    private TrainStart(Map<String, String> settings) {
        this.settings = settings;
    }

    public static void main(String[] arguments) throws IOException {
        var stack = new LocalStackResource();
        try {
            new TrainStart(new TreeMap<>(stack.start())).run();
        } finally {
            stack.stop();
        }
    }

    private void run() throws IOException {
        Files.deleteIfExists(CACHE);
        var waybill = train();
        if (!Files.isReadable(CACHE)) {
            throw new IllegalStateException("the JVM wrote no cache; its output is in target/packaged-service");
        }
        System.out.printf(Locale.ROOT, "Trained %s: %d MB%n", CACHE, Files.size(CACHE) >> 20);
        System.out.println("From the start of the process to the first authorised view, and resident memory then:");
        measure("without", waybill, List.of("-Xshare:auto"));
        measure("with the cache", waybill, List.of("-XX:AOTCache=" + CACHE, "-XX:AOTMode=on"));
    }

    /** Runs it and ends it in good order: that is when the JVM writes the cache. Answers with a parcel to look at. */
    private String train() {
        try (var service = PackagedService.launch("train", with(List.of("-XX:AOTCacheOutput=" + CACHE)), settings)) {
            service.awaitReady();
            var company = new Company(service.url(), issuer());
            company.employ(AUDITOR);
            company.tell(COURIER, "ACTIVE", OUTLET).then().statusCode(200);
            company.tell(COLLEAGUE, "ACTIVE", OUTLET).then().statusCode(200);
            var waybills = company.outForDelivery(COURIER, OUTLET, ROUNDS);
            waybills.forEach(waybill -> requests(company, waybill, waybills.getFirst()));
            service.process().destroy();
            service.process().onExit().orTimeout(WRITE_LIMIT.toSeconds(), TimeUnit.SECONDS).join();
            return waybills.getFirst();
        }
    }

    /** What is asked for all day; the same miss each time, as a person may miss ten parcels an hour. */
    private static void requests(Company company, String waybill, String colleagues) {
        company.look(COURIER, waybill, "DELIVER").then().statusCode(200);
        company.look(COLLEAGUE, colleagues, "DELIVER").then().statusCode(403);
        company.person(COURIER, "phone-0001").get("/v1/run").then().statusCode(200);
        company.looks(waybill);
    }

    private void measure(String name, String waybill, List<String> flags) {
        var starts = new ArrayList<Started>();
        for (int start = 0; start < STARTS; start++) {
            starts.add(start(waybill, flags));
        }
        starts.sort((one, other) -> Double.compare(one.seconds(), other.seconds()));
        var median = starts.get(STARTS / 2);
        System.out.printf(Locale.ROOT, "  %-15s %5.2f s (%.2f to %.2f)  %d MB%n", name, median.seconds(),
                starts.getFirst().seconds(), starts.getLast().seconds(), median.megabytes());
    }

    private record Started(double seconds, long megabytes) {
    }

    private Started start(String waybill, List<String> flags) {
        var token = new Company("", issuer()).token(COURIER);
        long begun = System.nanoTime();
        try (var service = PackagedService.launch("start", with(flags), settings)) {
            var looks = new FirstLook(service, token, waybill);
            looks.await();
            double seconds = (System.nanoTime() - begun) / 1e9;
            return new Started(seconds, residentMegabytes(service.process().pid()));
        }
    }

    private static long residentMegabytes(long process) {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(process), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10).findFirst().orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> with(List<String> flags) {
        var all = new ArrayList<>(FLAGS);
        all.addAll(flags);
        return all;
    }

    private String issuer() {
        return settings.get("doorstep.test.issuer");
    }
}

package org.doorstep.walks;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.csv;
import static io.gatling.javaapi.core.CoreDsl.rampUsersPerSec;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.CoreDsl;
import io.gatling.javaapi.core.FeederBuilder;
import io.gatling.javaapi.core.OpenInjectionStep;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import io.gatling.javaapi.http.HttpRequestActionBuilder;

/**
 * What a run is aimed at, from the system properties {@code walks.address}, {@code walks.feeds} (a folder of CSV files),
 * {@code walks.rate} (users a second), {@code walks.seconds} and, where there is a baseline, {@code walks.bare}.
 */
final class Target {

    /** The request of the baseline in every report. */
    static final String BASELINE = "baseline";

    private final Path feeds = Path.of(System.getProperty("walks.feeds"));
    private final String bare = System.getProperty("walks.bare", "");
    private final double rate = Double.parseDouble(System.getProperty("walks.rate"));
    private final Duration length = Duration.ofSeconds(Long.getLong("walks.seconds"));

    HttpProtocolBuilder protocol() {
        return at(System.getProperty("walks.address"));
    }

    private static HttpProtocolBuilder at(String address) {
        return http.baseUrl(address).shareConnections().disableWarmUp().disableFollowRedirect();
    }

    /** The rows of a feed in their order, each once; a run that wants more than there are fails. */
    FeederBuilder<String> each(String feed) {
        return csv(file(feed)).queue();
    }

    /** The rows of a feed, over and over. */
    FeederBuilder<String> again(String feed) {
        return csv(file(feed)).circular();
    }

    String file(String name) {
        return feeds.resolve(name).toAbsolutePath().toString();
    }

    /** A third of the time to come up to the rate, the rest at it. */
    OpenInjectionStep[] morning(double share) {
        return new OpenInjectionStep[]{
                rampUsersPerSec(Math.max(1, rate * share / 5)).to(rate * share).during(length.dividedBy(3)),
                constantUsersPerSec(rate * share).during(length.multipliedBy(2).dividedBy(3))};
    }

    OpenInjectionStep steady(double share) {
        return constantUsersPerSec(rate * share).during(length);
    }

    /** Somebody leaves twice a second. */
    OpenInjectionStep leavers() {
        return constantUsersPerSec(2).during(length);
    }

    /** An auditor asks four times a second. */
    OpenInjectionStep questions() {
        return constantUsersPerSec(4).during(length);
    }

    /** A request of somebody who is signed in, on a device. */
    static HttpRequestActionBuilder signedIn(HttpRequestActionBuilder request) {
        return request.header("Authorization", "Bearer #{token}").header("Doorstep-Device", "#{device}")
                .header("Content-Type", "application/json");
    }

    /** The walk, and at the same time the bare transaction, at the same rate, where there is one to compare with. */
    List<PopulationBuilder> besideBaseline(PopulationBuilder walk, Function<Target, OpenInjectionStep[]> load) {
        var populations = new ArrayList<PopulationBuilder>(List.of(walk));
        if (!bare.isEmpty() && Files.exists(Path.of(file("bare.csv")))) {
            populations.add(CoreDsl.scenario(BASELINE).exec(baseline()).injectOpen(load.apply(this)).protocols(at(bare)));
        }
        return populations;
    }

    private ChainBuilder baseline() {
        return CoreDsl.feed(again("bare.csv")).exec(http(BASELINE).post("#{path}").check(status().is(200)));
    }
}

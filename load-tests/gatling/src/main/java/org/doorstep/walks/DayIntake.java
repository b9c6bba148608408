package org.doorstep.walks;

import static io.gatling.javaapi.core.CoreDsl.RawFileBody;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.feed;
import static io.gatling.javaapi.core.CoreDsl.regex;
import static io.gatling.javaapi.core.CoreDsl.repeat;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.FeederBuilder;
import io.gatling.javaapi.core.Simulation;

/**
 * A day's parcels handed in as streams of records, four at once; then the same bytes put into one table, through the
 * same client, in batches of the same size, and nothing else.
 */
public final class DayIntake extends Simulation {

    private static final int STREAMS = 4;

    public DayIntake() {
        var target = new Target();
        int batches = Integer.getInteger("walks.batches") / STREAMS;
        var intake = scenario("intake").exec(repeat(batches).on(feed(target.each("intake.csv")).exec(http("batch")
                .post("/v1/parcels/batch").header("Authorization", "Bearer #{token}")
                .header("Content-Type", "application/x-ndjson").body(RawFileBody("#{file}"))
                .check(status().is(200), regex("\"created\"").count().isEL("#{records}"))
                .requestTimeout(120)))).injectOpen(atOnceUsers(STREAMS));
        var bare = System.getProperty("walks.bare", "");
        setUp(bare.isEmpty() ? intake : intake.andThen(scenario(Target.BASELINE)
                .exec(repeat(batches).on(feed(plain(target)).exec(http(Target.BASELINE).post(bare + "/intake")
                        .body(RawFileBody("#{file}")).check(status().is(200)).requestTimeout(120))))
                .injectOpen(atOnceUsers(STREAMS)))).protocols(target.protocol());
    }

    private static FeederBuilder<String> plain(Target target) {
        return target.each("intake.csv");
    }
}

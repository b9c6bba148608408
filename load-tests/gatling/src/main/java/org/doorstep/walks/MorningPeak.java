package org.doorstep.walks;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.feed;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.percent;
import static io.gatling.javaapi.core.CoreDsl.randomSwitch;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Simulation;

/** Couriers open their parcels at the doors: each for the first time, then again; one look in twenty is a miss. */
public final class MorningPeak extends Simulation {

    static final String PURPOSE = "{\"purpose\":\"DELIVER\"}";

    private static final String VIEWS = "/v1/parcels/#{waybill}/views";

    public MorningPeak() {
        var target = new Target();
        var walk = scenario("morning peak").exec(randomSwitch().on(percent(5).then(miss(target)),
                percent(95).then(looks(target))));
        setUp(target.besideBaseline(walk.injectOpen(target.morning(0.5)), same -> same.morning(1)))
                .protocols(target.protocol());
    }

    private static ChainBuilder looks(Target target) {
        return feed(target.each("looks.csv")).exec(look("first look")).pause(1).exec(look("look again"));
    }

    /** A look that shows something. */
    static ChainBuilder look(String name) {
        return exec(Target.signedIn(http(name).post(VIEWS)).body(StringBody(PURPOSE)).check(status().is(200),
                jsonPath("$.fields['recipient.phone'].form").is("TAIL4"),
                jsonPath("$.fields['recipient.address'].value").exists()));
    }

    private static ChainBuilder miss(Target target) {
        return feed(target.again("misses.csv")).exec(Target.signedIn(http("miss").post(VIEWS))
                .body(StringBody(PURPOSE)).check(status().is(403), jsonPath("$.fields").notExists()));
    }
}

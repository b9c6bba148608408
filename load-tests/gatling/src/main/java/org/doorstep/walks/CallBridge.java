package org.doorstep.walks;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.feed;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.Simulation;

/** Couriers ask for a number to call the recipient by, look at it, and give it back. */
public final class CallBridge extends Simulation {

    private static final String BRIDGES = "/v1/parcels/#{waybill}/bridges";

    public CallBridge() {
        var target = new Target();
        var walk = scenario("call bridge").exec(feed(target.each("bridges.csv")),
                exec(Target.signedIn(http("bridge").post(BRIDGES)).body(StringBody(MorningPeak.PURPOSE))
                        .check(status().is(201), jsonPath("$.number").exists(), jsonPath("$.bridge").saveAs("bridge"))),
                exec(Target.signedIn(http("same bridge").post(BRIDGES)).body(StringBody(MorningPeak.PURPOSE))
                        .check(status().is(200), jsonPath("$.bridge").isEL("#{bridge}"))),
                exec(Target.signedIn(http("give back").delete(BRIDGES + "/#{bridge}")).check(status().is(200))));
        setUp(target.besideBaseline(walk.injectOpen(target.steady(0.1)),
                same -> new io.gatling.javaapi.core.OpenInjectionStep[]{same.steady(0.3)}))
                .protocols(target.protocol());
    }
}

package org.doorstep.walks;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.feed;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.repeat;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import java.time.Duration;

import io.gatling.javaapi.core.OpenInjectionStep;
import io.gatling.javaapi.core.Simulation;

/** People leave in the middle of a morning: each looks, HR says that they left, and nothing is shown any more. */
public final class LeaversStorm extends Simulation {

    private static final String VIEWS = "/v1/parcels/#{waybill}/views";

    public LeaversStorm() {
        var target = new Target();
        var stay = scenario("those who stay").exec(feed(target.again("looks.csv")), MorningPeak.look("look"));
        var leave = scenario("those who leave").exec(feed(target.each("leavers.csv")),
                MorningPeak.look("last look"),
                exec(http("leave").post("/v1/hr/events").header("Content-Type", "application/json")
                        .header("webhook-id", "#{id}").header("webhook-timestamp", "#{timestamp}")
                        .header("webhook-signature", "#{signature}").body(StringBody("#{body}"))
                        .check(status().is(200))),
                repeat(3).on(exec(Target.signedIn(http("look after leaving").post(VIEWS))
                        .body(StringBody(MorningPeak.PURPOSE)).check(status().in(401, 403),
                                jsonPath("$.fields").notExists()))
                        .pause(Duration.ofMillis(100))));
        var populations = target.besideBaseline(stay.injectOpen(target.steady(0.5)),
                same -> new OpenInjectionStep[]{same.steady(0.5)});
        populations.add(leave.injectOpen(target.leavers()));
        setUp(populations).protocols(target.protocol());
    }
}

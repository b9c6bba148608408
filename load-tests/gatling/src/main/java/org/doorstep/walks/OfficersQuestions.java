package org.doorstep.walks;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.doIfOrElse;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.feed;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.OpenInjectionStep;
import io.gatling.javaapi.core.Simulation;

/** Auditors ask who saw what while the couriers go on looking: a few questions a second. */
public final class OfficersQuestions extends Simulation {

    public OfficersQuestions() {
        var target = new Target();
        var looks = scenario("couriers").exec(feed(target.again("looks.csv")), MorningPeak.look("look"));
        var asks = scenario("auditors").exec(feed(target.again("questions.csv")),
                doIfOrElse(session -> session.getString("body").isEmpty()).then(
                        exec(Target.signedIn(http("#{name}").get("#{path}")).check(status().is(200))))
                        .orElse(exec(Target.signedIn(http("#{name}").post("#{path}")).body(StringBody("#{body}"))
                                .check(status().is(200)))));
        var populations = target.besideBaseline(looks.injectOpen(target.steady(0.5)),
                same -> new OpenInjectionStep[]{same.steady(0.5)});
        populations.add(asks.injectOpen(target.questions()));
        setUp(populations).protocols(target.protocol());
    }
}

package org.doorstep.hold;

import static io.restassured.RestAssured.given;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.doorstep.demonstration.Company;
import org.doorstep.stack.Backstage;
import org.doorstep.stack.Forgery;

import io.restassured.response.Response;

/** The two security admins at their desks, in an app of their own so that they can hold the demonstration's back. */
final class Officers {

    static final String FIRST = "D4002";
    static final String SECOND = "D4003";

    private static final Map<String, String> TOKENS = new ConcurrentHashMap<>();

    private final Company company;
    private final Forgery realm;

    Officers(Company company, String issuer) {
        this.company = company;
        this.realm = new Forgery(issuer);
    }

    /** Signed in by the browser's way: another client than the tests' own. */
    String token(String staffId) {
        return TOKENS.computeIfAbsent(staffId,
                who -> realm.freshlySignedIn(Company.person(who).username(), who));
    }

    static void signedOut() {
        TOKENS.clear();
    }

    Response hold(String kind, String subject) {
        return hold(FIRST, kind, subject);
    }

    Response hold(String admin, String kind, String subject) {
        return given().contentType("application/json").header("Doorstep-Device", "desk-" + admin).auth()
                .oauth2(token(admin)).body(Map.of("kind", kind, "subject", subject, "reason", "手机遗失 14012340001"))
                .post("/v1/holds");
    }

    Response turnKey(String admin, Object hold) {
        return given().contentType("application/json").header("Doorstep-Device", "desk-" + admin).auth()
                .oauth2(token(admin)).body(Map.of("reason", "查明无事")).post("/v1/holds/{hold}/release", hold);
    }

    Response get(String reader, String path) {
        return given().header("Doorstep-Device", "desk-" + reader).auth().oauth2(token(reader)).get(path);
    }

    /** Both keys, and everything that follows. */
    void release(Object hold) {
        turnKey(FIRST, hold).then().statusCode(202);
        var released = turnKey(SECOND, hold);
        released.then().statusCode(200);
        company.awaitDone(released.path("offboarding"));
    }

    /** Releases whatever a test has left held. */
    void releaseAll() {
        for (var hold : Backstage.rows("select hold_id from hold where released_at is null order by kind")) {
            Backstage.change("update hold set release_by = null where hold_id = ?", hold.get("hold_id"));
            release(hold.get("hold_id"));
        }
    }

    /** Waits for what follows from a hold. */
    void awaitFollowed(Response placed) {
        company.awaitDone(placed.path("offboarding"));
    }

    /** What the log says was disclosed after an entry, to whom a condition names. */
    static List<Map<String, Object>> disclosedAfter(Object entry, String condition, Object whom) {
        return Backstage.rows("select entry_id, actor, device from access_entry where action = 'VIEW' and decision = "
                + "'GRANTED' and entry_id > ? and " + condition, ((Number) entry).longValue(), whom);
    }
}

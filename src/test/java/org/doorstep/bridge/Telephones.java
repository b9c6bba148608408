package org.doorstep.bridge;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.doorstep.demonstration.Company;
import org.doorstep.demonstration.HrWebhook;
import org.doorstep.demonstration.Problems;
import org.doorstep.stack.Backstage;

import io.restassured.response.Response;

/** The telephones of a test: registered phones of couriers, the pool of their outlet, and who asks for a number. */
public final class Telephones {

    public static final String OUTLET = "SH-XH-02";
    private static final String ADMIN = "D4001";
    private static final AtomicInteger NEXT = new AtomicInteger(10_000 + (int) (System.nanoTime() % 80_000));

    private final Company company;
    private final HrWebhook hr = new HrWebhook();

    public Telephones(Company company) {
        this.company = company;
    }

    /** HR registers a phone that nobody else has; its number. */
    public String register(String staffId) {
        var phone = "140000" + NEXT.incrementAndGet();
        hr.say("staff.phone_changed", staffId, Map.of("phone", phone)).then().statusCode(200);
        return phone;
    }

    /** The pool of the outlet has these numbers, and nobody met on any of them lately. */
    public void pool(String... numbers) {
        Backstage.change(
                "update call set ended_at = now(), ended_by = 'NETWORK', cause = 'LOST' where ended_at is null");
        Backstage.change("update bridge set ended_at = now(), ended_why = 'CLOSED' where ended_at is null");
        Backstage.change("update bridge_party set free_at = now() - interval '1 day'");
        say(OUTLET, List.of(numbers)).then().statusCode(200);
    }

    public Response say(String pool, List<String> numbers) {
        return company.person(ADMIN, "desk-" + ADMIN).body(Map.of("numbers", numbers))
                .put("/v1/bridge-numbers/{pool}", pool);
    }

    public Response ask(String staffId, String waybill, String purpose) {
        return company.person(staffId, "device-" + staffId).body(Map.of("purpose", purpose))
                .post("/v1/parcels/{waybill}/bridges", waybill);
    }

    public Response read(String staffId, String waybill, String bridge) {
        return company.person(staffId, "device-" + staffId).get("/v1/parcels/{waybill}/bridges/{bridge}", waybill,
                bridge);
    }

    public Response close(String staffId, String waybill, String bridge) {
        return company.person(staffId, "device-" + staffId).delete("/v1/parcels/{waybill}/bridges/{bridge}", waybill,
                bridge);
    }

    /** The recipient's number of a parcel that {@link Company#outForDelivery} handed in. */
    public static String recipient(String waybill) {
        return "141" + waybill.substring(6);
    }

    public static void refused(Response answer, int status, String slug) {
        Problems.refused(answer, status, slug);
    }
}

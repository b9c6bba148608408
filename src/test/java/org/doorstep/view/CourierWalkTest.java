package org.doorstep.view;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.doorstep.demonstration.Company;
import org.doorstep.stack.LocalStackResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
@WithTestResource(LocalStackResource.class)
class CourierWalkTest {

    private final Company company = new Company();

    @BeforeEach
    void people() {
        company.employ("K1001", "K1002", "D4004");
    }

    @Test
    void courierOpensOwnParcelOutForDelivery() {
        var waybill = company.outForDelivery("K1001", "SH-PD-01");

        company.look("K1001", waybill, "DELIVER").then().statusCode(200)
                .header("Cache-Control", "no-store")
                .body("fields.'recipient.name'.value", equalTo("林**"))
                .body("fields.'recipient.phone'.form", equalTo("TAIL4"))
                .body("fields.'recipient.address'.value", equalTo("上海市 浦东新区 陆家嘴街道 幸福里小区3栋2单元501室"))
                .body("fields.'sender.name'.form", equalTo("NONE"))
                .body("fields.items.value", equalTo(java.util.List.of("CLOTHING")))
                .body("watermark", startsWith("K1001 · "));
    }

    @Test
    void everyLookIsAnEntry() {
        var waybill = company.outForDelivery("K1001", "SH-PD-01");
        company.look("K1001", waybill, "DELIVER");
        company.look("K1002", waybill, "DELIVER").then().statusCode(403)
                .body("type", equalTo("/problems/parcel-not-available"));

        var looks = company.looks(waybill);

        assertEquals(2, looks.size());
        assertEquals("REFUSED", looks.getFirst().get("decision"));
        assertEquals("K1001", looks.getLast().get("actor"));
        assertEquals("courier-delivers", looks.getLast().get("rule"));
    }

    @Test
    void ownRunListsAreaAndStageOnly() {
        var waybill = company.outForDelivery("K1001", "SH-PD-01");

        company.person("K1001", "phone-0001").get("/v1/run").then().statusCode(200)
                .body("stops", hasSize(1))
                .body("stops[0].waybill", equalTo(waybill))
                .body("stops[0].area", equalTo("上海市 浦东新区 陆家嘴街道"))
                .body("stops[0].size()", equalTo(3));
    }
}

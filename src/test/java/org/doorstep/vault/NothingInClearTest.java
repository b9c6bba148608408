package org.doorstep.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.doorstep.demonstration.Company;
import org.doorstep.demonstration.GeneratedParcel;
import org.doorstep.demonstration.HrWebhook;
import org.doorstep.demonstration.ParcelGenerator;
import org.doorstep.stack.Backstage;
import org.doorstep.stack.LocalStackResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** A copy of the database, of Redis and of the log files tells no name, phone or address (promise P3). */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
class NothingInClearTest {

    private static final Path LOGS = Path.of("target");
    private static final String OUTLET = "SH-PD-01";
    private static final String STAFF_PHONE = "14099998888";
    private static final int PARCELS = 300;
    private static final int LOOKED_AT = 25;
    private static final Optional<String> REASON = Optional.of("收件人电话 140-1234-0001 打不通");
    /** Shorter texts stand in hexadecimal by chance, or are words such as a city's name. */
    private static final int FEWEST_BYTES = 6;
    private static final int FEWEST_DIGITS = 8;

    private final Company company = new Company();

    @BeforeEach
    void people() {
        Backstage.forgetLimits();
        company.employ("K1001", "K1002", "D2001", "D2101", "D2203", "D3001", "D3002", "D4004", "D4005");
    }

    @Test
    void nothingOfADayIsKeptInClear() throws Exception {
        var parcels = new ParcelGenerator().parcels(23, PARCELS, LocalDate.now().minusDays(1)).toList();
        var results = company.handIn(parcels.stream().map(Company::json).toArray(String[]::new));
        assertEquals(PARCELS, results.stream().filter(result -> !result.get("result").equals("refused")).count());
        look(parcels.stream().map(GeneratedParcel::waybill).limit(LOOKED_AT).toList());
        search(parcels.subList(0, 5));
        handInWhatIsRefused();
        tellPhonesOfStaff();

        assertEquals(List.of(), new ClearText(values(parcels)).found(LOGS));
        assertTrue(Files.size(LOGS.resolve("doorstep-test.log")) > 0, "the service's own log was searched");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "hexadecimal", "Base64", "bytes", "separators"})
    void searchFindsWhatIsPlanted(String form) {
        var value = form.equals("separators") ? "14012340099" : "司徒明月";
        var bytes = value.getBytes(StandardCharsets.UTF_8);
        Backstage.change("drop schema if exists planted cascade");
        Backstage.change("create schema planted");
        try {
            Backstage.change("create table planted.note (note text, raw bytea)");
            Backstage.change("insert into planted.note values (?, ?)", switch (form) {
                case "plain" -> "寄给" + value + "的";
                case "hexadecimal" -> HexFormat.of().formatHex(bytes);
                case "Base64" -> Base64.getEncoder().encodeToString(("ab" + value + "c").getBytes(
                        StandardCharsets.UTF_8));
                case "separators" -> "tel 140-1234 0099";
                default -> "";
            }, form.equals("bytes") ? bytes : new byte[0]);

            assertEquals(List.of("planted.note." + (form.equals("bytes") ? "raw" : "note") + ": " + value),
                    new ClearText(Set.of(value)).found(LOGS));
        } finally {
            Backstage.change("drop schema planted cascade");
        }
    }

    @Test
    void searchFindsWhatIsPlantedInRedis() {
        Backstage.redis("SADD", "planted", "司徒明月");

        assertEquals(List.of("Redis planted: 司徒明月"), new ClearText(Set.of("司徒明月")).found(LOGS));
        Backstage.redis("DEL", "planted");
    }

    /** Looks by every post that may, and some that may not. */
    private void look(List<String> waybills) {
        var own = waybills.toArray(String[]::new);
        Backstage.change("update parcel set at_outlet = ? where waybill = any(?)", OUTLET, own);
        company.assign("K1001", own).then().statusCode(200);
        for (var waybill : waybills) {
            stage(waybill, "OUTLET");
            company.look("D2001", waybill, "PICKUP_POINT").then().statusCode(200);
            company.look("D2101", waybill, "SUPERVISE").then().statusCode(200);
            stage(waybill, "OUT_FOR_DELIVERY");
            company.look("K1001", waybill, "DELIVER").then().statusCode(200);
        }
        for (var waybill : waybills.subList(0, 3)) {
            caseOf("D3001", waybill, "ENQUIRY", "OUT_FOR_DELIVERY").then().statusCode(200);
            caseOf("D3002", waybill, "CLAIM", "CLAIM").then().statusCode(200);
            caseOf("D2203", waybill, "INSPECT", "HUB").then().statusCode(200);
            caseOf("D4005", waybill, "INCIDENT", "HUB").then().statusCode(403);
            company.look("K1002", waybill, "DELIVER").then().statusCode(403);
            company.look("K1001", waybill, "HANDOVER_VERIFY", REASON, Optional.empty());
        }
        company.person("K1001", "phone-0001").get("/v1/run").then().statusCode(200);
    }

    private io.restassured.response.Response caseOf(String person, String waybill, String purpose, String stage) {
        company.open("T-" + purpose, waybill, person, purpose);
        stage(waybill, stage);
        return company.look(person, waybill, purpose, REASON, Optional.of("T-" + purpose));
    }

    private static void stage(String waybill, String stage) {
        Backstage.change("update parcel set stage = ?, version = version + 1 where waybill = ?", stage, waybill);
    }

    /** Refusals and failures, which write to logs what successes do not. */
    private void handInWhatIsRefused() {
        var record = new HashMap<>(Company.record(Company.freshWaybill(), OUTLET));
        record.put("remark", "林晓梅 14012340001 幸福里小区3栋2单元501室");
        company.handIn(record).then().statusCode(400);
        record.remove("remark");
        record.put("noticeVersion", "林晓梅 14012340001");
        company.handIn(record).then().statusCode(422);
        company.handIn(Company.json(record), "林晓梅 14012340001", "{\"name\":\"林晓梅\"}");
        company.look("K1001", "林晓梅", "DELIVER");
        company.look("K1001", "14012340001", "林晓梅");
        var altered = company.outForDelivery("K1002", OUTLET);
        Backstage.change("update sealed_record set recipient_name = recipient_phone where waybill = ?", altered);
        company.look("K1002", altered, "DELIVER").then().statusCode(500);
    }

    /** A courier's own number, where it belongs, where HR puts it wrongly, and from a stranger. */
    private static void tellPhonesOfStaff() {
        var hr = new HrWebhook();
        hr.say("staff.phone_changed", "K1001", Map.of("phone", STAFF_PHONE)).then().statusCode(200);
        assertEquals(1, Backstage.count("select count(*) from staff_phone where staff_id = 'K1001'"));
        hr.say("staff.phone_changed", "Z9999", Map.of("phone", STAFF_PHONE)).then().statusCode(422);
        hr.say("staff.left", "K1001", Map.of("note", STAFF_PHONE)).then().statusCode(400);
        hr.send("evt_stranger", "1", "v1,AAAA", "{\"phone\":\"" + STAFF_PHONE + "\"}").then().statusCode(401);
    }

    /** Numbers typed where they belong, and where they do not. */
    private void search(List<GeneratedParcel> parcels) {
        for (var parcel : parcels) {
            var phone = parcel.recipient().phone();
            company.person("D3001", "device-D3001").body(Map.of("phone", phone, "reason", "来电 " + phone))
                    .post("/v1/parcels/search");
            company.look("K1001", phone.replaceAll("\\D", ""), "DELIVER");
        }
    }

    private static Set<String> values(List<GeneratedParcel> parcels) {
        var values = new TreeSet<>(Set.of(STAFF_PHONE));
        var made = Stream.concat(parcels.stream().flatMap(parcel -> Stream.of(parcel.sender(), parcel.recipient()))
                .map(party -> Map.of("name", party.name(), "phone", party.phone(), "detail", party.detail())),
                Stream.of(Map.of("name", "林晓梅", "phone", "14012340001", "detail", "幸福里小区3栋2单元501室"),
                        Map.of("name", "欧阳青禾", "phone", "16098765432", "detail", "学府路88号软件产业基地1栋B座1203室")));
        made.forEach(party -> {
            Stream.of(party.get("name"), party.get("detail"))
                    .filter(text -> text.getBytes(StandardCharsets.UTF_8).length >= FEWEST_BYTES).forEach(values::add);
            var digits = party.get("phone").replaceAll("\\D", "");
            if (digits.length() >= FEWEST_DIGITS) {
                values.add(digits);
            }
        });
        return values;
    }
}

package org.doorstep.investigation;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.doorstep.demonstration.Company;
import org.doorstep.demonstration.Problems;
import org.doorstep.stack.Backstage;
import org.doorstep.stack.LocalStackResource;
import org.doorstep.vault.ClearText;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** Who leaked a list, after real looks of a leaker, of a colleague who shares parcels, and of somebody elsewhere. */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
class LeakTest {

    private static final String LEAKER = "K1002";
    private static final String CLERK = "D2001";
    private static final String ELSEWHERE = "K1006";
    private static final String OFFICER = "D4004";
    private static final String ADDRESS = "/v1/investigations/leaks";
    private static final int SEEN = 16;
    private static final int LEAKED = 14;
    private static final int SHARED = 6;
    private static final int SEEN_ELSEWHERE = 40;

    private static boolean looked;
    private static List<String> seen = List.of();
    private static String from = "";

    private final Company company = new Company();

    @BeforeEach
    void looks() {
        company.employ(LEAKER, CLERK, ELSEWHERE, OFFICER);
        if (!looked) {
            Backstage.forgetLimits();
            seen = company.outForDelivery(LEAKER, "SH-PD-01", SEEN);
            var others = company.outForDelivery(ELSEWHERE, "SH-XH-02", SEEN_ELSEWHERE);
            from = Instant.now().minusMillis(1).toString();
            seen.forEach(waybill -> company.look(LEAKER, waybill, "DELIVER").then().statusCode(200));
            others.forEach(waybill -> company.look(ELSEWHERE, waybill, "DELIVER").then().statusCode(200));
            for (var waybill : seen.subList(0, SHARED)) {
                Backstage.change("update parcel set stage = 'OUTLET', at_outlet = 'SH-PD-01', version = version + 1"
                        + " where waybill = ?", waybill);
                company.look(CLERK, waybill, "PICKUP_POINT").then().statusCode(200);
            }
            looked = true;
        }
    }

    @ParameterizedTest
    @EnumSource
    void leakerStandsOutAndNobodyElse(ListKind kind) {
        var list = list(kind);

        var answer = asJson(kind, list);

        answer.then().statusCode(200).header("Cache-Control", "no-store").body("listed", equalTo(list.size()))
                .body("disclosed", equalTo(LEAKED)).body("people[0].staffId", equalTo(LEAKER))
                .body("people[0].verdict", equalTo("STANDS_OUT")).body("people[0].hits", equalTo(LEAKED))
                .body("people[0].onlyThisPerson", equalTo(LEAKED - SHARED))
                .body("people[0].recipients", greaterThanOrEqualTo(SEEN))
                .body("people[0].devices", equalTo(List.of("device-" + LEAKER)))
                .body("people[0].outlets", equalTo(List.of("SH-PD-01")))
                .body("people.findAll { it.verdict == 'STANDS_OUT' }.size()", equalTo(1))
                .body("people.find { it.staffId == '" + CLERK + "' }.hits", equalTo(SHARED))
                .body("people.find { it.staffId == '" + CLERK + "' }.beyondOthers", equalTo(0));
    }

    @ParameterizedTest
    @CsvSource({"text/plain,PHONES", "text/csv,PHONES", "text/csv,WAYBILLS", "text/plain,PHONE_HASHES"})
    void textSaysTheSameAsJson(String type, ListKind kind) {
        var expected = asJson(kind, list(kind));
        var lines = new ArrayList<>(list(kind));
        if (type.equals("text/csv")) {
            lines.replaceAll(line -> "\"" + line + "\",张三,买家");
            lines.addFirst("号码,姓名,备注");
        }

        var answer = asText(kind, type, String.join("\r\n", lines) + "\r\n");

        answer.then().statusCode(200).body("unreadable", equalTo(type.equals("text/csv") ? 1 : 0))
                .body("lines", equalTo(lines.size()));
        assertEquals(expected.<List<?>>path("people"), answer.<List<?>>path("people"));
    }

    @Test
    void windowLeavesOutWhatWasSeenAtOtherTimes() {
        officer().body(Map.of("kind", "PHONES", "entries", list(ListKind.PHONES), "to", from)).post(ADDRESS).then()
                .statusCode(200).body("disclosed", equalTo(0)).body("people.size()", equalTo(0));
    }

    @Test
    void entryTellsLinesAndHashOfTheFileAndNothingOfItIsKept() {
        var strangers = IntStream.range(0, 30).mapToObj("16677%06d"::formatted).toList();
        var file = String.join("\n", strangers);

        var answer = asText(ListKind.PHONES, "text/plain", file);
        asJson(ListKind.PHONES, strangers).then().statusCode(200);
        officer().body("{\"kind\":\"PHONES\",\"entries\":[" + String.join(",", strangers) + "]}").post(ADDRESS);
        officer().body(strangers.toString()).post(ADDRESS);
        asText(ListKind.PHONES, "text/plain", strangers.getFirst());
        asText(ListKind.WAYBILLS, "text/plain", file);

        var entry = company.entry(answer.path("entry"));
        assertAll(() -> assertEquals("INVESTIGATION", entry.get("action")),
                () -> assertTrue(entry.get("reason").toString().contains("lines 30"), entry.toString()),
                () -> assertTrue(entry.get("reason").toString().contains(
                        Sha256.of(file.getBytes(StandardCharsets.UTF_8))), entry.toString()),
                () -> assertEquals(List.of(), new ClearText(new TreeSet<>(strangers)).found(Path.of("target"))));
    }

    @Test
    void badListsAreRefusedWithoutQuotingThem() {
        var phones = list(ListKind.PHONES);
        Problems.refused(asText(null, "text/plain", String.join("\n", phones)), 400, "invalid-request").then()
                .body("violations[0].pointer", equalTo("/kind"));
        Problems.refused(officer().body(Map.of("kind", "NAMES", "entries", phones)).post(ADDRESS), 400,
                "invalid-request");
        Problems.refused(officer().body(Map.of("kind", "PHONES")).post(ADDRESS), 400, "invalid-request").then()
                .body("violations[0].pointer", equalTo("/entries"));
        Problems.refused(officer().body("[\"14012340001\"]").post(ADDRESS), 400, "malformed-json");
        Problems.refused(officer().body("{\"kind\":").post(ADDRESS), 400, "malformed-json");
        Problems.refused(officer().contentType("application/pdf").body(new byte[]{1}).post(ADDRESS), 415,
                "unsupported-media-type");
        Problems.refused(asText(ListKind.PHONES, "text/plain", ""), 422, "list-too-short");
        Problems.refused(asText(ListKind.PHONES, "text/plain", "\n\n张三\n李四\n"), 422, "list-too-short").then()
                .body("unreadable", equalTo(2)).body("read", equalTo(0)).body("fewest", equalTo(5));
        Problems.refused(asJson(ListKind.WAYBILLS, phones.subList(0, 4)), 422, "list-too-short");
        var reversed = new HashMap<String, Object>(Map.of("kind", "PHONES", "entries", phones));
        reversed.put("from", "2026-11-22T00:00:00Z");
        reversed.put("to", "2026-11-22T00:00:00Z");
        Problems.refused(officer().body(reversed).post(ADDRESS), 400, "invalid-request");
    }

    @Test
    void listsAreLimited() {
        var lines = IntStream.rangeClosed(0, 100_000).mapToObj("16688%06d"::formatted).toList();
        Problems.refused(asText(ListKind.PHONES, "text/plain", String.join("\n", lines)), 413, "list-too-long").then()
                .body("most", equalTo(100_000));
        Problems.refused(asJson(ListKind.PHONES, lines), 413, "list-too-long");
        Problems.refused(asText(ListKind.PHONES, "text/plain", "1".repeat(8 * 1024 * 1024 + 1)), 413,
                "body-too-large");
        asText(ListKind.PHONES, "text/plain", String.join("\n", lines.subList(1, lines.size()))).then().statusCode(200)
                .body("listed", equalTo(100_000)).body("disclosed", equalTo(0));
    }

    /** What the leaker saw, in the spelling of the kind, and noise. */
    private static List<String> list(ListKind kind) {
        var leaked = seen.subList(0, LEAKED).stream();
        return switch (kind) {
            case PHONES -> Stream.concat(leaked.map(InvestigationTest::phone), noise("16655%06d")).toList();
            case WAYBILLS -> Stream.concat(leaked, noise("XX%012d")).toList();
            case PHONE_HASHES -> list(ListKind.PHONES).stream().map(Sha256::of).toList();
            case WAYBILL_HASHES -> list(ListKind.WAYBILLS).stream().map(Sha256::of).toList();
        };
    }

    private static Stream<String> noise(String form) {
        return IntStream.range(0, 5).mapToObj(form::formatted);
    }

    private Response asJson(ListKind kind, List<String> entries) {
        return officer().body(Map.of("kind", kind.name(), "entries", entries, "from", from)).post(ADDRESS);
    }

    private Response asText(@org.jspecify.annotations.Nullable ListKind kind, String type, String file) {
        var request = officer().contentType(type).queryParam("from", from);
        if (kind != null) {
            request.queryParam("kind", kind.name());
        }
        return request.body(file.getBytes(StandardCharsets.UTF_8)).post(ADDRESS);
    }

    private io.restassured.specification.RequestSpecification officer() {
        return company.person(OFFICER, "desk-auditor");
    }
}

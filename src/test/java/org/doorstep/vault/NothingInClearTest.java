package org.doorstep.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.doorstep.demonstration.Company;
import org.doorstep.demonstration.GeneratedParcel;
import org.doorstep.demonstration.ParcelGenerator;
import org.doorstep.stack.Backstage;
import org.doorstep.stack.LocalStackResource;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** Promise P3: a copy of the database, of Redis and of the log files reveals no name, phone or address. */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
class NothingInClearTest {

    private static final int PARCELS = 300;
    private static final long SEED = 3;
    private static final Path LOG_FILE = Path.of("target", "doorstep-test.log");
    private static final String COURIER = "K1002";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Company company = new Company();

    @Test
    void aCopyOfDatabaseRedisAndLogsRevealsNobody() throws IOException {
        var parcels = new ParcelGenerator().parcels(SEED, PARCELS, LocalDate.now().minusDays(1)).toList();
        live(parcels);

        var copy = copyOfEverything();

        assertTrue(copy.contains(parcels.getFirst().waybill()) && copy.contains("quota:{SH-PD-01}"),
                "the copy holds what was loaded");
        assertEquals(Set.of(), secrets(parcels).stream().filter(copy::contains).collect(Collectors.toSet()));
    }

    @Test
    void theSearchWouldFindThem() throws IOException {
        var name = "诸葛望舒";
        for (var hidden : spellings(name)) {
            Backstage.change("create table careless (remark text)");
            Backstage.change("insert into careless values (?)", "to " + hidden + ", urgent");
            try {
                assertTrue(copyOfEverything().contains(hidden));
            } finally {
                Backstage.change("drop table careless");
            }
        }
    }

    /** The parcels are handed in, assigned, looked at, refused searched for, and their numbers typed in the wrong place. */
    private void live(List<GeneratedParcel> parcels) {
        Backstage.forgetLimits();
        company.employ(COURIER, "K1003", "D3001", "D4004");
        var lines = parcels.stream().map(NothingInClearTest::json).collect(Collectors.joining("\n"));
        var results = company.machine("dispatch").contentType("application/x-ndjson")
                .body(lines.getBytes(StandardCharsets.UTF_8))
                .post("/v1/parcels/batch").then().statusCode(200).extract().asString();
        assertEquals(PARCELS, results.lines().filter(line -> line.contains("\"created\"")).count());
        var own = parcels.stream().map(GeneratedParcel::waybill).limit(30).toArray(String[]::new);
        company.assign(COURIER, own).then().statusCode(200);
        for (int index = 0; index < 6; index++) {
            var parcel = parcels.get(index);
            company.move(parcel.waybill(), "SH-PD-01", "ASSIGNED_PICKUP", "PICKED_UP", "HUB", "OUTLET",
                    "OUT_FOR_DELIVERY");
            company.look(COURIER, parcel.waybill(), "DELIVER").then().statusCode(200);
            company.look("K1003", parcel.waybill(), "DELIVER").then().statusCode(403);
            company.person("D3001", "device-D3001")
                    .body(Map.of("phone", parcel.recipient().phone(), "reason", "来电 " + parcel.recipient().phone()))
                    .post("/v1/parcels/search");
            company.look(COURIER, parcel.recipient().phone().replaceAll("[^0-9]", ""), "DELIVER");
        }
    }

    /** Names of three characters and more, numbers of eight digits and more, details: what only these parcels have. */
    private static Set<String> secrets(List<GeneratedParcel> parcels) {
        return parcels.stream().flatMap(parcel -> Stream.of(parcel.sender(), parcel.recipient()))
                .flatMap(party -> Stream.of(party.name(), party.phone(), party.detail(),
                        party.phone().replaceAll("\\D", "")))
                .filter(text -> text.length() >= 3 && text.chars().noneMatch(sign -> sign == '*'))
                .filter(text -> text.length() >= 8 || text.chars().noneMatch(Character::isDigit))
                .flatMap(text -> spellings(text).stream()).collect(Collectors.toCollection(HashSet::new));
    }

    /** As text, in hexadecimal as PostgreSQL shows bytes, and in Base64. */
    private static List<String> spellings(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        return List.of(text, HexFormat.of().formatHex(bytes),
                Base64.getEncoder().withoutPadding().encodeToString(bytes));
    }

    private static String copyOfEverything() throws IOException {
        assertTrue(Files.exists(LOG_FILE), "the service logs into " + LOG_FILE);
        return tables() + redis() + Files.readString(LOG_FILE);
    }

    private static String tables() {
        var tables = Backstage.rows("select table_name from information_schema.tables where table_schema = 'public'")
                .stream().map(row -> row.get("table_name").toString()).toList();
        assertFalse(tables.isEmpty());
        return tables.stream()
                .flatMap(table -> Backstage.rows("select t::text as row from \"" + table + "\" t").stream())
                .map(row -> row.get("row").toString()).collect(Collectors.joining("\n"));
    }

    private static String redis() {
        var all = new ArrayList<String>();
        for (var key : (List<?>) Backstage.redis("KEYS", "*")) {
            all.add(key + " " + Backstage.redis("SMEMBERS", key.toString()));
        }
        return String.join("\n", all);
    }

    private static String json(GeneratedParcel parcel) {
        try {
            return JSON.writeValueAsString(parcel);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}

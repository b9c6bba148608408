package org.doorstep.demonstration;

import static io.restassured.RestAssured.given;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.doorstep.stack.Backstage;
import org.doorstep.stack.DemonstrationRealm;
import org.doorstep.stack.DemonstrationRealm.Person;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

/**
 * The company of the demonstration as tests use it: signs people in, hands parcels in, moves them, asks for them; all
 * through the public API.
 */
public final class Company {

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger HANDED_IN = new AtomicInteger();
    private static final Map<String, Signed> TOKENS = new ConcurrentHashMap<>();
    private static final Map<String, Instant> NEXT_SIGN_IN = new ConcurrentHashMap<>();
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration FRESH = Duration.ofMinutes(3);

    private final String issuer;
    private final DoorstepClient realm;
    private final UnaryOperator<RequestSpecification> atService;

    /** Speaks to the service that Quarkus runs for the test. */
    public Company() {
        this(System.getProperty("doorstep.test.issuer"), request -> request);
    }

    /**
     * Speaks to a service that the test runs.
     *
     * @param service its address without a slash at its end
     * @param issuer the demonstration realm's issuer
     */
    public Company(String service, String issuer) {
        this(issuer, request -> request.baseUri(service));
    }

    private Company(String issuer, UnaryOperator<RequestSpecification> atService) {
        this.issuer = issuer;
        this.realm = new DoorstepClient("", issuer);
        this.atService = atService;
    }

    /** A token and when it was asked for: the realm's tokens end after five minutes. */
    private record Signed(String token, Instant at) {
        boolean fresh() {
            return at.plus(FRESH).isAfter(Instant.now());
        }
    }

    /** Somebody of the demonstration's people. */
    public static Person person(String staffId) {
        return DemonstrationRealm.people().stream().filter(person -> person.staffId().equals(staffId)).findFirst()
                .orElseThrow();
    }

    /** HR says that they hold their posts; returns when Keycloak says so too. */
    public Company employ(String... staffIds) {
        for (var staffId : staffIds) {
            var answer = tell(staffId, "ACTIVE",
                    LoadDemonstrationDay.employment(person(staffId)).get("outlet").toString());
            answer.then().statusCode(200);
            String followed = answer.path("offboarding");
            if (followed != null) {
                awaitDone(followed);
                signInAgain(staffId);
            }
        }
        return this;
    }

    /** Waits until everything that follows from a change is done; how it went. */
    public Response awaitDone(String offboarding) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            var answer = machine("hr").get("/v1/offboardings/{id}", offboarding);
            answer.then().statusCode(200);
            if (answer.<Boolean>path("done")) {
                return answer;
            }
            if (System.nanoTime() > end) {
                throw new IllegalStateException("not done: " + answer.asString());
            }
            pause(Duration.ofMillis(50));
        }
    }

    /**
     * Forgets the person's token. Tokens tell the time in seconds: one of the same second may be taken for older, so
     * the next one is asked for in the next second.
     */
    public void signInAgain(String staffId) {
        var key = issuer + " " + staffId;
        if (TOKENS.remove(key) != null) {
            NEXT_SIGN_IN.put(key, Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1));
        }
    }

    private static void awaitNextSignIn(String key) {
        var from = NEXT_SIGN_IN.remove(key);
        var left = from == null ? Duration.ZERO : Duration.between(Instant.now(), from);
        if (left.isPositive()) {
            pause(left);
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** HR says something of a person in their posts of the realm. */
    public Response tell(String staffId, String standing, String outlet) {
        return tell(staffId, standing, person(staffId).posts(), outlet);
    }

    /** HR says something of a person, who is signed in while it does if they can be. */
    public Response tell(String staffId, String standing, List<String> posts, String outlet) {
        signIn(staffId);
        return machine("hr").body(Map.of("standing", standing, "posts", posts, "outlet", outlet))
                .put("/v1/staff/{id}", staffId);
    }

    /** A request by a person, from a device of their own. */
    public RequestSpecification person(String staffId, String device) {
        return as(token(staffId), device);
    }

    /** A request under a token, from a device. */
    public RequestSpecification as(String token, String device) {
        return request().header("Doorstep-Device", device).auth().oauth2(token);
    }

    private void signIn(String staffId) {
        try {
            token(staffId);
        } catch (IllegalStateException e) {
            // Their account is switched off: HR said so before.
        }
    }

    public String token(String staffId) {
        return token(staffId, () -> realm.personToken(person(staffId).username(), staffId));
    }

    private String token(String who, Supplier<String> signIn) {
        return TOKENS.compute(issuer + " " + who, (key, known) -> {
            if (known != null && known.fresh()) {
                return known;
            }
            awaitNextSignIn(key);
            return new Signed(signIn.get(), Instant.now());
        }).token();
    }

    /** A request by a machine. */
    public RequestSpecification machine(String client) {
        return request().auth().oauth2(machineToken(client));
    }

    public String machineToken(String client) {
        return token(client, () -> realm.machineToken(client));
    }

    private RequestSpecification request() {
        return atService.apply(given()).contentType("application/json");
    }

    /** A waybill number that no other test has. */
    public static String freshWaybill() {
        return "TS%012d".formatted(HANDED_IN.incrementAndGet());
    }

    /** Hands in a plain parcel for an outlet; its number. */
    public String parcel(String outlet) {
        var waybill = freshWaybill();
        handIn(record(waybill, outlet)).then().statusCode(201);
        return waybill;
    }

    public Response handIn(Object parcel) {
        return machine("dispatch").body(parcel).post("/v1/parcels");
    }

    /** Hands records in as a stream, one a line; a result a line. */
    public List<Map<String, Object>> handIn(String... lines) {
        return handIn(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }

    /** Hands bytes in as a stream of records; a result a line. */
    public List<Map<String, Object>> handIn(byte[] lines) {
        var answer = machine("dispatch").contentType("application/x-ndjson").body(lines).post("/v1/parcels/batch");
        answer.then().statusCode(200);
        return answer.asString().lines().filter(line -> !line.isBlank()).map(Company::parsed).toList();
    }

    /** Parcels of an outlet that are out for delivery with a courier, each to a recipient of its own; their numbers. */
    public List<String> outForDelivery(String courier, String outlet, int count) {
        var waybills = Stream.generate(Company::freshWaybill).limit(count).toList();
        handIn(waybills.stream().map(waybill -> json(record(waybill, outlet, "141" + waybill.substring(6))))
                .toArray(String[]::new));
        assign(courier, waybills.toArray(String[]::new)).then().statusCode(200);
        Backstage.change("update parcel set stage = 'OUT_FOR_DELIVERY' where waybill = any(?)",
                (Object) waybills.toArray(String[]::new));
        return waybills;
    }

    /** A record as a line of JSON. */
    public static String json(Object record) {
        try {
            return JSON.writeValueAsString(record);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> parsed(String line) {
        try {
            return JSON.readValue(line, Map.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A plain record to another phone number. */
    public static Map<String, Object> record(String waybill, String outlet, String phone) {
        var record = new HashMap<>(record(waybill, outlet));
        record.put("recipient", party("林晓梅", phone, "幸福里小区3栋2单元501室"));
        return record;
    }

    /** A plain record: 林晓梅, 14012340001, 幸福里小区3栋2单元501室, one coat. */
    public static Map<String, Object> record(String waybill, String outlet) {
        return Map.of("waybill", waybill, "collectedAt", OffsetDateTime.now().minusHours(1).toString(),
                "outlet", outlet, "legalBasis", "CONTRACT", "noticeVersion", "2026-01", "weightGrams", 1200,
                "sender", party("欧阳青禾", "16098765432", "学府路88号软件产业基地1栋B座1203室"),
                "recipient", party("林晓梅", "14012340001", "幸福里小区3栋2单元501室"),
                "items", List.of(Map.of("name", "羽绒服", "class", "CLOTHING", "quantity", 1, "valueFen", 29900)));
    }

    public static Map<String, Object> party(String name, String phone, String detail) {
        return Map.of("name", name, "phone", phone, "province", "上海市", "city", "上海市", "district", "浦东新区",
                "town", "陆家嘴街道", "detail", detail);
    }

    /** Moves a parcel through these stages, at its outlet where one must be named. */
    public Company move(String waybill, String outlet, String... stages) {
        for (var stage : stages) {
            event(waybill, stage, outlet).then().statusCode(200);
        }
        return this;
    }

    public Response event(String waybill, String stage, String outlet) {
        return machine("dispatch").body(Map.of("stage", stage, "outlet", outlet))
                .post("/v1/parcels/{waybill}/events", waybill);
    }

    /** Makes these parcels the person's run of today. */
    public Response assign(String staffId, String... waybills) {
        return machine("dispatch").body(Map.of("parcels", List.of(waybills)))
                .put("/v1/runs/{date}/{staff}", LocalDate.now(ZONE).toString(), staffId);
    }

    public Company open(String ticket, String waybill, String staffId, String purpose) {
        machine("service-desk").body(Map.of("staffId", staffId, "purpose", purpose, "until",
                OffsetDateTime.now().plusHours(1).toString()))
                .put("/v1/parcels/{waybill}/tickets/{ticket}", waybill, ticket).then().statusCode(204);
        return this;
    }

    public Response close(String ticket, String waybill) {
        return machine("service-desk").delete("/v1/parcels/{waybill}/tickets/{ticket}", waybill, ticket);
    }

    /** A look, from the person's own device. */
    public Response look(String staffId, String waybill, String purpose) {
        return look(staffId, waybill, purpose, Optional.empty(), Optional.empty());
    }

    public Response look(String staffId, String waybill, String purpose, Optional<String> reason,
            Optional<String> ticket) {
        var body = new HashMap<String, Object>(Map.of("purpose", purpose));
        reason.ifPresent(text -> body.put("reason", text));
        ticket.ifPresent(id -> body.put("ticket", id));
        return person(staffId, "device-" + staffId).body(body).post("/v1/parcels/{waybill}/views", waybill);
    }

    /** A parcel that is out for delivery with a courier, as the only one of their run; its number. */
    public String outForDelivery(String courier, String outlet) {
        var waybill = parcel(outlet);
        assign(courier, waybill).then().statusCode(200);
        move(waybill, outlet, "ASSIGNED_PICKUP", "PICKED_UP", "HUB", "OUTLET", "OUT_FOR_DELIVERY");
        return waybill;
    }

    /** The entry of this number, as the auditor reads it. */
    public Map<String, Object> entry(Object number) {
        return person("D4004", "desk-auditor").get("/v1/access-log/{entry}", number).then().statusCode(200).extract()
                .path("");
    }

    /** The looks at a parcel, newest first. */
    public List<Map<String, Object>> looks(String waybill) {
        return entries("waybill", waybill).stream().filter(entry -> "VIEW".equals(entry.get("action"))).toList();
    }

    /** The entries that the auditor finds with one filter, newest first. */
    public List<Map<String, Object>> entries(String filter, Object value) {
        return person("D4004", "desk-auditor").queryParam(filter, value).queryParam("limit", 1000)
                .get("/v1/access-log").then().statusCode(200).extract().path("entries");
    }
}

package org.doorstep.demonstration;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import org.doorstep.stack.DemonstrationRealm;
import org.doorstep.stack.DemonstrationRealm.Person;

import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Loads a day through the public API, as HR, dispatch and the service desk would: people, parcels, runs, what has
 * happened since the morning, and a few tickets.
 */
public final class LoadDemonstrationDay {

    /** Where people work who belong to no outlet. */
    static final String HEAD_OFFICE = "SH-HQ-01";

    private static final int PARCELS = 2_000;
    private static final int AT_ONCE = 16;
    private static final int NUMBERS = 40;
    private static final LocalTime PLANNED_FOR = LocalTime.of(10, 30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DoorstepClient doorstep;
    private final LocalDate today;
    private final List<PlannedParcel> plan;

    private LoadDemonstrationDay(DoorstepClient doorstep, Clock clock) {
        this.doorstep = doorstep;
        this.today = LocalDate.now(clock);
        var collected = LocalTime.now(clock).isBefore(PLANNED_FOR) ? today.minusDays(1) : today;
        this.plan = new DemonstrationDay(today.toEpochDay(), collected).plan(PARCELS, couriers());
    }

    /** Loads the day into a service that is ready; what was loaded. */
    public static List<PlannedParcel> into(DoorstepClient doorstep) {
        var load = new LoadDemonstrationDay(doorstep, Clock.system(ZoneId.of("Asia/Shanghai")));
        load.people();
        load.phones();
        load.parcels();
        load.runs();
        load.events();
        load.tickets();
        return load.plan;
    }

    private static List<Courier> couriers() {
        var couriers = new ArrayList<Courier>();
        for (var person : DemonstrationRealm.people()) {
            if (person.posts().contains("COURIER_DELIVERY")) {
                couriers.add(Courier.delivery(person.staffId(), person.outlet()));
            }
            if (person.posts().equals(List.of("COURIER_PICKUP"))) {
                couriers.add(Courier.pickup(person.staffId(), person.outlet()));
            }
        }
        return couriers;
    }

    /** HR names everybody but the one whose posts exclude each other, which it could not. */
    private void people() {
        var token = doorstep.machineToken("hr");
        for (var person : DemonstrationRealm.people()) {
            if (!person.posts().containsAll(List.of("SYS_ADMIN", "SEC_AUDITOR"))) {
                doorstep.send("PUT", "/v1/staff/" + person.staffId(), token, employment(person));
            }
        }
    }

    /** HR registers the couriers' phones, and the system administrator loads each outlet's virtual numbers. */
    private void phones() {
        var hr = new HrWebhook(doorstep.service());
        couriers().stream().map(Courier::staff).distinct().forEach(staffId -> hr.say("staff.phone_changed", staffId,
                Map.of("phone", phone(staffId))).then().statusCode(200));
        var administrator = Company.person("D4001");
        var admin = doorstep.personToken(administrator.username(), administrator.staffId());
        var outlets = couriers().stream().map(Courier::outlet).distinct().sorted().toList();
        for (int outlet = 0; outlet < outlets.size(); outlet++) {
            var first = 14_400_000_000L + 1_000L * outlet;
            doorstep.send("PUT", "/v1/bridge-numbers/" + outlets.get(outlet), admin, Map.of("numbers",
                    LongStream.rangeClosed(first + 1, first + NUMBERS).mapToObj(Long::toString).toList()));
        }
    }

    /** The phone that HR registers for a courier. */
    static String phone(String staffId) {
        return "1400001" + staffId.substring(1);
    }

    static Map<String, Object> employment(Person person) {
        var outlet = person.outlet() == null ? HEAD_OFFICE : person.outlet();
        return Map.of("standing", "ACTIVE", "posts", person.posts(), "outlet", outlet);
    }

    private void parcels() {
        var lines = plan.stream().map(PlannedParcel::parcel).map(LoadDemonstrationDay::json)
                .collect(Collectors.joining("\n"));
        try (var results = new BufferedReader(new InputStreamReader(
                doorstep.stream("/v1/parcels/batch", doorstep.machineToken("dispatch"), BodyPublishers.ofString(lines)),
                StandardCharsets.UTF_8))) {
            var refused = results.lines().filter(line -> !line.contains("\"created\"")).toList();
            if (!refused.isEmpty()) {
                throw new IllegalStateException("Refused: " + refused);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void runs() {
        var token = doorstep.machineToken("dispatch");
        var runs = plan.stream().filter(PlannedParcel::hasCourier).collect(Collectors.groupingBy(PlannedParcel::courier,
                Collectors.mapping(planned -> planned.parcel().waybill(), Collectors.toList())));
        runs.forEach((courier, waybills) -> doorstep.send("PUT", "/v1/runs/" + today + "/" + courier, token,
                Map.of("parcels", waybills)));
    }

    /** Each parcel's steps in their order, several parcels at once. */
    private void events() {
        var token = doorstep.machineToken("dispatch");
        var free = new Semaphore(AT_ONCE);
        var all = new ArrayList<CompletableFuture<?>>();
        for (var planned : plan) {
            free.acquireUninterruptibly();
            all.add(steps(planned, token).whenComplete((done, failure) -> free.release()));
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
    }

    private CompletableFuture<?> steps(PlannedParcel planned, String token) {
        CompletableFuture<HttpResponse<String>> last = CompletableFuture.completedFuture(null);
        for (var step : planned.steps()) {
            last = last.thenCompose(before -> doorstep.sendAsync("POST",
                    "/v1/parcels/" + planned.parcel().waybill() + "/events", token, event(step)));
        }
        return last;
    }

    private static Map<String, Object> event(Step step) {
        var event = new HashMap<String, Object>(Map.of("stage", step.stage()));
        if (step.stage().equals("HUB") || step.stage().equals("OUTLET")) {
            event.put("outlet", step.outlet());
        }
        if (step.stage().equals("PICKED_UP")) {
            event.put("identityVerified", true);
        }
        return event;
    }

    /** A few cases of the service desk, the claims department and the safety inspection. */
    private void tickets() {
        var token = doorstep.machineToken("service-desk");
        Map<String, Function<PlannedParcel, Boolean>> cases = Map.of(
                "ENQUIRY", planned -> planned.stage().equals("OUT_FOR_DELIVERY"),
                "CLAIM", planned -> planned.stage().equals("CLAIM"),
                "INSPECT", planned -> planned.stage().equals("HUB"));
        var workers = Map.of("ENQUIRY", "D3001", "CLAIM", "D3002", "INSPECT", "D2203");
        cases.forEach((purpose, concerned) -> plan.stream().filter(concerned::apply).limit(5)
                .forEach(planned -> doorstep.send("PUT",
                        "/v1/parcels/" + planned.parcel().waybill() + "/tickets/T-" + purpose, token,
                        Map.of("staffId", workers.get(purpose), "purpose", purpose, "until",
                                OffsetDateTime.now().plus(Duration.ofDays(1)).toString()))));
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

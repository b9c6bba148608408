package org.doorstep.quota;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.doorstep.demonstration.Company;
import org.doorstep.demonstration.Problems;
import org.doorstep.stack.Backstage;
import org.doorstep.stack.LocalStackResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** How often: all limits of a look or none, told in the headers of draft-ietf-httpapi-ratelimit-headers. */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
class LimitsTest {

    private static final String COURIER = "K1001";
    private static final String OUTLET = "SH-PD-01";
    private static final int SECONDS_OF_A_DAY = 86_400;
    private static final Clock CLOCK = Clock.system(ZoneId.of("Asia/Shanghai"));
    /** One item of a list of RFC 9651: a string with integer parameters. */
    private static final Pattern ITEM = Pattern.compile("\"([a-z]+)\"((?:;[a-z]+=\\d{1,15})+)");

    private final Company company = new Company();

    /** A header field as it is parsed. */
    record Item(String name, java.util.Map<String, Long> parameters) {
        static Item of(String header) {
            var item = ITEM.matcher(header);
            assertTrue(item.matches(), header);
            var parameters = new java.util.TreeMap<String, Long>();
            for (var parameter : item.group(2).substring(1).split(";")) {
                var parts = parameter.split("=");
                parameters.put(parts[0], Long.valueOf(parts[1]));
            }
            return new Item(item.group(1), parameters);
        }
    }

    @BeforeEach
    void people() {
        Backstage.forgetLimits();
        company.employ(COURIER, "D3001", "D4004");
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "2, 3", "10, 11", "11, 13"})
    void courierMaySeeAsManyAsAssignedAndATenthMore(int assigned, int limit) {
        var waybills = company.outForDelivery(COURIER, OUTLET, limit + 1);
        assigned(assigned);

        var first = open(waybills.getFirst());
        var others = waybills.subList(1, limit).stream().map(this::open).map(Response::statusCode).distinct().toList();
        var beyond = open(waybills.getLast());

        assertAll(() -> assertEquals(limit, Item.of(first.header("RateLimit-Policy")).parameters().get("q")),
                () -> assertEquals(List.of(200), others),
                () -> Problems.refused(beyond, 429, "limit-reached"));
    }

    @Test
    void answerTellsWhatIsLeftAndUntilWhen() {
        var waybills = company.outForDelivery(COURIER, OUTLET, 3);

        var answers = waybills.stream().map(this::open).toList();

        var policy = Item.of(answers.getFirst().header("RateLimit-Policy"));
        var left = answers.stream().map(answer -> Item.of(answer.header("RateLimit"))).toList();
        var midnight = Duration.between(CLOCK.instant(),
                LocalDate.now(CLOCK).plusDays(1).atStartOfDay(CLOCK.getZone())).toSeconds();
        assertAll(() -> assertEquals("person", policy.name()),
                () -> assertEquals(java.util.Map.of("q", 4L, "w", (long) SECONDS_OF_A_DAY), policy.parameters()),
                () -> assertEquals(List.of(3L, 2L, 1L), left.stream().map(item -> item.parameters().get("r")).toList()),
                () -> assertEquals("person", left.getFirst().name()),
                () -> assertTrue(Math.abs(left.getFirst().parameters().get("t") - midnight) <= 30, left::toString));
    }

    @Test
    void refusalTellsWhichLimitAndWhenToComeBack() {
        var waybills = company.outForDelivery(COURIER, OUTLET, 3);
        assigned(1);
        waybills.forEach(this::open);

        var answer = open(waybills.getLast());

        Problems.refused(answer, 429, "limit-reached");
        Problems.logged(company, answer, COURIER, "limit-reached");
        var left = Item.of(answer.header("RateLimit"));
        assertAll(() -> assertEquals("person", answer.path("limit")),
                () -> assertEquals(0L, left.parameters().get("r")),
                () -> assertEquals(2L, Item.of(answer.header("RateLimit-Policy")).parameters().get("q")),
                () -> assertTrue(Math.abs(left.parameters().get("t")
                        - Long.parseLong(answer.header("Retry-After"))) <= 1));
    }

    @ParameterizedTest
    @CsvSource({"device, 400", "recipient, 30", "outlet, 20000"})
    void limitOfOthersThatIsUsedUpSpendsNothingOfThePersons(String limit, int most) {
        var waybills = company.outForDelivery(COURIER, OUTLET, 2);
        if (limit.equals("recipient")) {
            Backstage.change("update parcel set recipient_ref = (select recipient_ref from parcel where waybill = ?) "
                    + "where waybill = ?", waybills.getFirst(), waybills.getLast());
        }
        open(waybills.getFirst()).then().statusCode(200);
        fill(limit, most - 1);
        long before = counted("person");

        var answer = open(waybills.getLast());

        Problems.refused(answer, 429, "limit-reached");
        assertAll(() -> assertEquals(limit, answer.path("limit")),
                () -> assertEquals(most, Item.of(answer.header("RateLimit-Policy")).parameters().get("q")),
                () -> assertEquals(before, counted("person")));
    }

    @Test
    void refusedLookCostsNothing() {
        var waybill = company.outForDelivery(COURIER, OUTLET, 1).getFirst();

        company.look(COURIER, waybill, "RETURN_COD").then().statusCode(403);

        assertEquals(List.of(), Backstage.redis("KEYS", "quota:*:person:*"));
    }

    @Test
    void fortyLooksAtOnceNeverPassTheLimit() throws Exception {
        var waybills = company.outForDelivery(COURIER, OUTLET, 40);
        assigned(10);

        var statuses = atOnce(waybills.stream().<Callable<Integer>>map(waybill -> () -> open(waybill).statusCode()));

        assertAll(() -> assertEquals(11, statuses.stream().filter(status -> status == 200).count()),
                () -> assertEquals(29, statuses.stream().filter(status -> status == 429).count()),
                () -> assertEquals(11, Backstage.count("select count(*) from access_entry where decision = 'GRANTED' "
                        + "and action = 'VIEW' and waybill = any(?)", (Object) waybills.toArray(String[]::new))));
    }

    @Test
    void twentyLooksAtTheSameParcelAtOnceCostOne() throws Exception {
        var waybill = company.outForDelivery(COURIER, OUTLET, 1).getFirst();

        var statuses = atOnce(IntStream.range(0, 20).mapToObj(_ -> () -> open(waybill).statusCode()));

        assertAll(() -> assertEquals(List.of(200), statuses.stream().distinct().toList()),
                () -> assertEquals(1, counted("person")));
    }

    @Test
    void customerServiceMaySeeSixtyParcelsAnHour() {
        var waybills = Stream.generate(() -> company.parcel("SH-XH-02")).limit(2).toList();
        waybills.forEach(waybill -> company.open("T-1", waybill, "D3001", "ENQUIRY"));
        var first = enquire(waybills.getFirst());
        fill("person", 59);

        var answer = enquire(waybills.getLast());

        Problems.refused(answer, 429, "limit-reached");
        assertAll(() -> assertEquals(new Item("person", java.util.Map.of("q", 60L, "w", 3600L)),
                Item.of(first.header("RateLimit-Policy"))),
                () -> assertEquals(60L, Item.of(answer.header("RateLimit-Policy")).parameters().get("q")),
                () -> assertTrue(Integer.parseInt(answer.header("Retry-After")) <= 3600),
                () -> enquire(waybills.getFirst()).then().statusCode(200));
    }

    @Test
    void keysOfALimitEndByThemselves() {
        open(company.outForDelivery(COURIER, OUTLET, 1).getFirst()).then().statusCode(200);

        assertTrue(keys("*").stream().allMatch(key -> (long) Backstage.redis("TTL", key) > 0), () -> keys("*") + "");
    }

    private Response open(String waybill) {
        return company.look(COURIER, waybill, "DELIVER");
    }

    private Response enquire(String waybill) {
        return company.look("D3001", waybill, "ENQUIRY", Optional.empty(), Optional.of("T-1"));
    }

    /** Dispatch's count, which we cannot change without taking parcels away. */
    private static void assigned(int count) {
        Backstage.change("update run set assigned = ? where staff_id = ?", count, COURIER);
    }

    private static void fill(String limit, int members) {
        var command = new ArrayList<>(List.of("SADD", keys(limit + ":*").getFirst()));
        IntStream.range(0, members).forEach(member -> command.add("other-" + member));
        Backstage.redis(command.toArray(String[]::new));
    }

    private static long counted(String limit) {
        return (long) Backstage.redis("SCARD", keys(limit + ":*").getFirst());
    }

    @SuppressWarnings("unchecked")
    private static List<String> keys(String pattern) {
        return (List<String>) Backstage.redis("KEYS", "quota:*:" + pattern);
    }

    private static List<Integer> atOnce(Stream<Callable<Integer>> looks) throws Exception {
        try (var threads = Executors.newFixedThreadPool(40)) {
            var statuses = new ArrayList<Integer>();
            for (Future<Integer> status : threads.invokeAll(looks.toList())) {
                statuses.add(status.get());
            }
            return statuses;
        }
    }
}

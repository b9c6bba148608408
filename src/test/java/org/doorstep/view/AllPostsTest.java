package org.doorstep.view;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.doorstep.demonstration.Company;
import org.doorstep.demonstration.Problems;
import org.doorstep.identity.Post;
import org.doorstep.parcel.Stage;
import org.doorstep.policy.PolicyTable;
import org.doorstep.policy.PolicyTable.Row;
import org.doorstep.policy.Scope;
import org.doorstep.stack.Backstage;
import org.doorstep.stack.Forgery;
import org.doorstep.stack.LocalStackResource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** Every row of the table of posts over HTTP: each post sees what its row grants, for as long as it is theirs. */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
class AllPostsTest {

    private static final Map<Post, String> PEOPLE = Map.ofEntries(Map.entry(Post.COURIER_PICKUP, "K1004"),
            Map.entry(Post.COURIER_DELIVERY, "K1003"), Map.entry(Post.SORTER, "D2201"),
            Map.entry(Post.DRIVER, "D2202"), Map.entry(Post.STATION_CLERK, "D2001"),
            Map.entry(Post.OUTLET_MANAGER, "D2101"), Map.entry(Post.CS_AGENT, "D3001"),
            Map.entry(Post.CLAIMS, "D3002"), Map.entry(Post.SAFETY_INSPECT, "D2203"),
            Map.entry(Post.INCIDENT_LEAD, "D4005"), Map.entry(Post.LEGAL_LIAISON, "D5003"));
    /** A way from CREATED to each stage; a parcel out for delivery is still at its outlet for SUPERVISE. */
    private static final Map<Stage, String> WAYS = Map.ofEntries(Map.entry(Stage.CREATED, ""),
            Map.entry(Stage.ASSIGNED_PICKUP, "ASSIGNED_PICKUP"),
            Map.entry(Stage.PICKED_UP, "ASSIGNED_PICKUP PICKED_UP"),
            Map.entry(Stage.HUB, "ASSIGNED_PICKUP PICKED_UP HUB"),
            Map.entry(Stage.OUTLET, "ASSIGNED_PICKUP PICKED_UP OUTLET"),
            Map.entry(Stage.OUT_FOR_DELIVERY, "ASSIGNED_PICKUP PICKED_UP OUTLET OUT_FOR_DELIVERY"),
            Map.entry(Stage.SIGNED, "ASSIGNED_PICKUP PICKED_UP OUTLET SIGNED"),
            Map.entry(Stage.EXCEPTION, "ASSIGNED_PICKUP PICKED_UP OUTLET EXCEPTION"),
            Map.entry(Stage.RETURNING, "ASSIGNED_PICKUP PICKED_UP OUTLET RETURNING"),
            Map.entry(Stage.CLAIM, "ASSIGNED_PICKUP PICKED_UP OUTLET SIGNED CLAIM"),
            Map.entry(Stage.CLOSED, "CLOSED"));
    private static final String TICKET = "T-0001";
    private static final Optional<String> REASON = Optional.of("收件人要求核对");

    private final Company company = new Company();

    @ConfigProperty(name = "quarkus.oidc.auth-server-url")
    String issuer;

    /** A row at one of its stages. */
    record Case(Row row, Stage stage) {
        @Override
        public String toString() {
            return row + " " + stage;
        }
    }

    @BeforeEach
    void people() {
        Backstage.forgetLimits();
        company.employ("D4004");
    }

    static Stream<Case> granting() {
        return rows().filter(each -> !each.row().approval() && !each.row().stepUp());
    }

    static Stream<Case> needingApproval() {
        return rows().filter(each -> each.row().approval()).filter(each -> each.stage() == Stage.HUB);
    }

    private static Stream<Case> rows() {
        return PolicyTable.rows().stream().filter(row -> row.scope() != Scope.PHONE)
                .flatMap(row -> row.stages().stream().sorted().map(stage -> new Case(row, stage)));
    }

    @ParameterizedTest
    @MethodSource("granting")
    void postSeesExactlyTheFormsOfItsRow(Case each) {
        var waybill = parcelFor(each);

        var answer = look(each.row(), waybill);

        answer.then().statusCode(200);
        assertEquals(new TreeMap<>(each.row().answered()), forms(answer));
        assertEquals(each.row().forms().entrySet().stream().map(field -> field.getKey().path() + "="
                + field.getValue()).sorted().toList(), company.entry(answer.path("entry")).get("fields"));
    }

    @ParameterizedTest
    @MethodSource("needingApproval")
    void rowOfTwoPersonsShowsNothingToOne(Case each) {
        var waybill = parcelFor(each);

        var answer = look(each.row(), waybill);

        Problems.refused(answer, 403, "approval-needed");
        var entry = Problems.logged(company, answer, PEOPLE.get(each.row().post()), "approval-needed");
        assertEquals("NEEDS_APPROVAL", entry.get("decision"));
    }

    @Test
    void rowThatNeedsAReasonShowsNothingWithoutOne() {
        var row = PolicyTable.row(Post.OUTLET_MANAGER, "EXCEPTION").orElseThrow();
        var waybill = parcelFor(new Case(row, Stage.EXCEPTION));

        var answer = company.look("D2101", waybill, "EXCEPTION");

        Problems.refused(answer, 400, "reason-required");
        Problems.logged(company, answer, "D2101", "reason-required");
    }

    @Test
    void ticketOfAnotherPurposeOpensNothing() {
        company.employ("D3001");
        var waybill = company.parcel("SH-PD-01");
        company.open(TICKET, waybill, "D3001", "ENQUIRY");

        Problems.refused(company.look("D3001", waybill, "ADDRESS_CHANGE", REASON, Optional.of(TICKET)), 403,
                "parcel-not-available");
    }

    @Test
    void ticketOfAnotherPersonOpensNothing() {
        company.employ("D3001", "D3002");
        var waybill = company.parcel("SH-PD-01");
        company.open(TICKET, waybill, "D3002", "ENQUIRY");

        Problems.refused(company.look("D3001", waybill, "ENQUIRY", REASON, Optional.of(TICKET)), 403,
                "parcel-not-available");
    }

    @Test
    void closedTicketClosesTheView() {
        company.employ("D3001");
        var waybill = company.parcel("SH-PD-01");
        company.open(TICKET, waybill, "D3001", "ENQUIRY");
        company.look("D3001", waybill, "ENQUIRY", REASON, Optional.of(TICKET)).then().statusCode(200);
        company.close(TICKET, waybill).then().statusCode(204);

        Problems.refused(company.look("D3001", waybill, "ENQUIRY", REASON, Optional.of(TICKET)), 403,
                "parcel-not-available");
    }

    @Test
    void fullNameAtTheDoorAsksForARecentSignIn() {
        company.employ("K1003");
        var waybill = company.outForDelivery("K1003", "SH-PD-01");

        var answer = company.look("K1003", waybill, "HANDOVER_VERIFY", REASON, Optional.empty());

        Problems.refused(answer, 401, "step-up-required");
        var challenge = answer.header("WWW-Authenticate");
        assertAll(() -> assertTrue(challenge.startsWith("Bearer "), challenge),
                () -> assertTrue(challenge.contains("error=\"insufficient_user_authentication\""), challenge),
                () -> assertTrue(challenge.contains("max_age=\"300\""), challenge));
        Problems.logged(company, answer, "K1003", "step-up-required");
    }

    @Test
    void fullNameAtTheDoorIsShownAfterAFreshSignIn() {
        company.employ("K1003");
        var waybill = company.outForDelivery("K1003", "SH-PD-01");
        var token = new Forgery(issuer).freshlySignedIn("courier.k1003", "K1003");

        var answer = company.as(token, "device-K1003").body(Map.of("purpose", "HANDOVER_VERIFY", "reason", "核对姓名"))
                .post("/v1/parcels/{w}/views", waybill);

        answer.then().statusCode(200);
        assertEquals(new TreeMap<>(PolicyTable.row(Post.COURIER_DELIVERY, "HANDOVER_VERIFY").orElseThrow().answered()),
                forms(answer));
        assertEquals("林晓梅", answer.path("fields.'recipient.name'.value"));
    }

    @Test
    void nextLookShowsWhatTheNextStageAllows() {
        company.employ("K1003");
        var waybill = company.outForDelivery("K1003", "SH-PD-01");
        company.look("K1003", waybill, "DELIVER").then().statusCode(200);
        company.move(waybill, "SH-PD-01", "RETURNING");

        Problems.refused(company.look("K1003", waybill, "DELIVER"), 403, "stage-not-allowed");
        assertEquals(new TreeMap<>(PolicyTable.row(Post.COURIER_DELIVERY, "RETURN_COD").orElseThrow().answered()),
                forms(company.look("K1003", waybill, "RETURN_COD")));
    }

    @Test
    void secondLookIsOfTheSameLeaseCostsNothingAndHasItsOwnEntry() {
        company.employ("K1003");
        var waybill = company.outForDelivery("K1003", "SH-PD-01");
        var first = company.look("K1003", waybill, "DELIVER");

        var second = company.look("K1003", waybill, "DELIVER");

        assertAll(() -> assertEquals(first.<String>path("lease"), second.path("lease")),
                () -> assertEquals(first.<String>path("expiresAt"), second.path("expiresAt")),
                () -> assertEquals(left(first), left(second)),
                () -> assertNotEquals(first.<Integer>path("entry"), second.path("entry")),
                () -> assertEquals(2, company.looks(waybill).size()));
    }

    @Test
    void suspendedPersonIsRefusedAtOnce() {
        company.employ("K1003");
        var waybill = company.outForDelivery("K1003", "SH-PD-01");
        company.look("K1003", waybill, "DELIVER").then().statusCode(200);
        int receipt = company.tell("K1003", "SUSPENDED", "SH-PD-01").path("entry");

        var answer = company.look("K1003", waybill, "DELIVER");

        Problems.refused(answer, 403, "no-standing");
        Problems.logged(company, answer, "K1003", "no-standing");
        assertTrue(company.looks(waybill).stream().filter(look -> look.get("decision").equals("GRANTED"))
                .allMatch(look -> (int) look.get("entry") < receipt));
    }

    @Test
    void personWhomHrNeverNamedIsRefused() {
        Problems.refused(company.look("D5004", Company.freshWaybill(), "DELIVER"), 403, "no-standing");
    }

    @Test
    void transferredPersonHasOnlyTheNewPost() {
        company.employ("K1008");
        var waybill = company.outForDelivery("K1008", "SH-XH-02");
        company.look("K1008", waybill, "DELIVER").then().statusCode(200);
        company.tell("K1008", "ACTIVE", List.of("COURIER_PICKUP"), "SH-XH-02").then().statusCode(200);

        Problems.refused(company.look("K1008", waybill, "DELIVER"), 403, "purpose-not-allowed");
    }

    @Test
    void postThatOnlyTheTokenNamesIsNone() {
        company.tell("D2101", "ACTIVE", List.of("SORTER"), "SH-PD-01").then().statusCode(200);
        var waybill = company.parcel("SH-PD-01");
        company.move(waybill, "SH-PD-01", "ASSIGNED_PICKUP", "PICKED_UP", "OUTLET");

        Problems.refused(company.look("D2101", waybill, "SUPERVISE"), 403, "no-standing");
    }

    @Test
    void postThatOnlyHrNamesIsNone() {
        company.tell("D2201", "ACTIVE", List.of("SORTER", "OUTLET_MANAGER"), "SH-PD-01").then().statusCode(200);
        var waybill = company.parcel("SH-PD-01");
        company.move(waybill, "SH-PD-01", "ASSIGNED_PICKUP", "PICKED_UP", "OUTLET");

        Problems.refused(company.look("D2201", waybill, "SUPERVISE"), 403, "purpose-not-allowed");
    }

    @Test
    void personWithPostsThatExcludeEachOtherIsRefusedAtTheDoorAndLogged() {
        var answer = company.look("X9001", Company.freshWaybill(), "DELIVER");

        Problems.refused(answer, 403, "conflicting-posts");
        Problems.logged(company, answer, "X9001", "conflicting-posts");
    }

    @Test
    void hrCannotGivePostsThatExcludeEachOther() {
        Problems.refused(company.tell("X9001", "ACTIVE", "SH-PD-01"), 422, "invalid-posts");
    }

    @Test
    void reassignedParcelClosesForTheOldHolder() {
        company.employ("K1002", "K1003");
        var waybill = company.outForDelivery("K1003", "SH-PD-01");
        company.look("K1003", waybill, "DELIVER").then().statusCode(200);
        company.assign("K1002", waybill).then().statusCode(200);

        Problems.refused(company.look("K1003", waybill, "DELIVER"), 403, "parcel-not-available");
        company.look("K1002", waybill, "DELIVER").then().statusCode(200);
    }

    @Test
    void parcelThatHasLeftTheOutletClosesForItsClerk() {
        company.employ("D2001");
        var waybill = company.parcel("SH-PD-01");
        company.move(waybill, "SH-PD-01", "ASSIGNED_PICKUP", "PICKED_UP", "OUTLET");
        company.look("D2001", waybill, "PICKUP_POINT").then().statusCode(200);
        company.move(waybill, "SH-HB-01", "HUB");

        Problems.refused(company.look("D2001", waybill, "PICKUP_POINT"), 403, "parcel-not-available");
    }

    private String parcelFor(Case each) {
        var person = PEOPLE.get(each.row().post());
        company.employ(person);
        var outlet = Optional.ofNullable(Company.person(person).outlet()).orElse("SH-PD-01");
        var waybill = company.parcel(outlet);
        if (each.row().scope() == Scope.OWN) {
            company.assign(person, waybill).then().statusCode(200);
        }
        company.move(waybill, outlet, WAYS.get(each.stage()).isEmpty() ? new String[0]
                : WAYS.get(each.stage()).split(" "));
        if (each.row().scope() == Scope.TICKET) {
            company.open(TICKET, waybill, person, each.row().purpose());
        }
        return waybill;
    }

    private Response look(Row row, String waybill) {
        return company.look(PEOPLE.get(row.post()), waybill, row.purpose(),
                row.reason() ? REASON : Optional.empty(),
                row.scope() == Scope.TICKET ? Optional.of(TICKET) : Optional.empty());
    }

    private static Map<String, String> forms(Response answer) {
        Map<String, Map<String, Object>> fields = answer.path("fields");
        var forms = new TreeMap<String, String>();
        fields.forEach((field, shown) -> forms.put(field, shown.get("form").toString()));
        fields.forEach((field, shown) -> assertEquals(shown.get("form").equals("NONE"), !shown.containsKey("value"),
                field));
        return forms;
    }

    private static String left(Response answer) {
        return answer.header("RateLimit").replaceAll(";t=.*", "");
    }
}

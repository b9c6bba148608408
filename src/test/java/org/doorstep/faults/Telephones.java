package org.doorstep.faults;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.doorstep.demonstration.Company;
import org.doorstep.demonstration.HrWebhook;
import org.doorstep.sip.Phones;
import org.doorstep.sip.Phones.Dialled;
import org.doorstep.stack.Trunk;

/** An installation's telephone side: couriers with registered phones, numbers to call by, and who is called. */
final class Telephones implements AutoCloseable {

    private static final String ADMIN = "D4001";
    static final String SECURITY = "D4002";
    /** Of a node that is gone: its calls are ended after this time. */
    static final Duration SILENCE = Duration.ofSeconds(3);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Installation doorstep;
    private final int agent;
    private final int trunk;
    private final List<Phones> phones = new ArrayList<>();
    private int people = 1000;

    private Telephones(Installation doorstep, Map<String, String> settings) {
        this.doorstep = doorstep;
        this.agent = Integer.parseInt(settings.get("doorstep.test.sip-port"));
        this.trunk = Integer.parseInt(settings.get("doorstep.test.trunk-port"));
    }

    /** A bridge between a courier and the recipient of a parcel. */
    record Line(String courier, String phone, String waybill, String recipient, String number) {

        Dialled there() {
            return new Dialled(phone, number);
        }

        Dialled back() {
            return new Dialled(recipient, number);
        }
    }

    static Map<String, String> settings() {
        var settings = new HashMap<>(Trunk.settings());
        settings.put("doorstep.bridge.node-silence", SILENCE.toSeconds() + "S");
        return settings;
    }

    /** The telephone side of an installation that was started with these settings, and a pool of numbers for it. */
    static Telephones of(Installation doorstep, Map<String, String> settings, int numbers) {
        var telephones = new Telephones(doorstep, settings);
        var company = doorstep.company();
        company.employ(ADMIN, SECURITY);
        company.person(ADMIN, "desk-" + ADMIN).body(Map.of("numbers", IntStream.range(0, numbers)
                .mapToObj(number -> "1440000%04d".formatted(number)).toList())).put("/v1/bridge-numbers/*")
                .then().statusCode(200);
        return telephones;
    }

    /** Gives a courier a phone, parcels to carry out, and a number to call each recipient by. */
    List<Line> lines(String courier, String outlet, int parcels) {
        var company = doorstep.company();
        String followed = company.tell(courier, "ACTIVE", outlet).then().statusCode(200).extract().path("offboarding");
        if (followed != null) {
            company.awaitDone(followed);
        }
        company.signInAgain(courier);
        var phone = "1610000" + ++people;
        new HrWebhook(doorstep.service().url()).say("staff.phone_changed", courier, Map.of("phone", phone)).then()
                .statusCode(200);
        var recipients = new HashMap<String, String>();
        for (int parcel = 0; parcel < parcels; parcel++) {
            recipients.put(Company.freshWaybill(), "1640000" + ++people);
        }
        company.handIn(recipients.entrySet().stream().map(parcel -> Company.json(
                Company.record(parcel.getKey(), outlet, parcel.getValue()))).toArray(String[]::new));
        company.assign(courier, recipients.keySet().toArray(String[]::new)).then().statusCode(200);
        doorstep.change("update parcel set stage = 'OUT_FOR_DELIVERY' where waybill in ('"
                + String.join("', '", recipients.keySet()) + "')");
        return recipients.entrySet().stream().map(parcel -> new Line(courier, phone, parcel.getKey(),
                parcel.getValue(), number(courier, parcel.getKey()))).toList();
    }

    private String number(String courier, String waybill) {
        return doorstep.company().person(courier, "device-" + courier).body(Map.of("purpose", "DELIVER"))
                .post("/v1/parcels/{waybill}/bridges", waybill).then().statusCode(201).extract().path("number");
    }

    Phones calling(String scenario, List<Dialled> calls, String... values) {
        return kept(Phones.calling(scenario, agent, calls, 100, pairs(values)));
    }

    /** Calls that begin at this rate a second, whatever comes of them. */
    Phones trying(List<Dialled> calls, int rate) {
        return kept(Phones.calling("calls-and-is-hung-up-on", agent, calls, rate, Map.of()));
    }

    Phones called(String scenario, String... values) {
        return kept(Phones.called(scenario, trunk, agent, pairs(values)));
    }

    private Phones kept(Phones started) {
        phones.add(started);
        return started;
    }

    /** Calls over all lines are up when this returns: what the callers and the called have. */
    Up up(List<Line> lines, String calls, String answers) {
        var called = called(answers);
        var calling = calling(calls, lines.stream().map(Line::there).toList());
        await("all are up", () -> live(lines) == lines.size());
        return new Up(lines.size(), calling, called);
    }

    Up up(List<Line> lines) {
        return up(lines, "calls-and-is-hung-up-on", "answers");
    }

    /** Both ends of calls that are up. */
    record Up(int calls, Phones calling, Phones called) {

        /** Waits until every phone of them was told that its call is over. */
        void areOver() {
            calling.succeed();
            await("the called are hung up on", () -> called.connected().size() == calls
                    && called.hungUpOn().containsAll(called.connected()));
        }

        List<Phones.Message> byes() {
            return Stream.of(calling, called).flatMap(side -> side.got("BYE ").stream()).toList();
        }
    }

    int live(List<Line> lines) {
        return doorstep.count("select count(*) from call where answered_at is not null and ended_at is null and waybill"
                + " in " + in(lines));
    }

    int notEnded(List<Line> lines) {
        return doorstep.count("select count(*) from call where ended_at is null and waybill in " + in(lines));
    }

    /** The ends in the log whose words are like these. */
    int ends(List<Line> lines, String like) {
        return doorstep.count("select count(*) from access_entry where action = 'CALL' and purpose = 'ENDED' and reason"
                + " like '" + like + "' and waybill in " + in(lines));
    }

    static String in(List<Line> lines) {
        return "('" + String.join("', '", lines.stream().map(Line::waybill).toList()) + "')";
    }

    static void await(String what, BooleanSupplier reached) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!reached.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, what);
            Installation.pause(Duration.ofMillis(50));
        }
    }

    private static Map<String, String> pairs(String... values) {
        var pairs = new HashMap<String, String>();
        for (int at = 0; at < values.length; at += 2) {
            pairs.put(values[at], values[at + 1]);
        }
        return pairs;
    }

    /** Hangs up everywhere. */
    void hangUp() {
        phones.forEach(Phones::close);
        phones.clear();
    }

    @Override
    public void close() {
        hangUp();
    }
}

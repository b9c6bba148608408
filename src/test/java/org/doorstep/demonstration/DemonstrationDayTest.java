package org.doorstep.demonstration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.doorstep.demonstration.Courier.Post;
import org.junit.jupiter.api.Test;

class DemonstrationDayTest {
    private static final LocalDate DATE = LocalDate.of(2026, 11, 21);
    private static final Map<String, Set<String>> TRANSITIONS = Map.of("CREATED", Set.of("ASSIGNED_PICKUP"),
            "ASSIGNED_PICKUP", Set.of("PICKED_UP"), "PICKED_UP", Set.of("HUB"), "HUB", Set.of("OUTLET"), "OUTLET",
            Set.of("OUT_FOR_DELIVERY"), "OUT_FOR_DELIVERY", Set.of("SIGNED", "EXCEPTION"), "EXCEPTION",
            Set.of("RETURNING"), "SIGNED", Set.of("CLAIM", "CLOSED"));
    private static final List<Courier> COURIERS = couriers();
    private static final List<PlannedParcel> DAY = new DemonstrationDay(7, DATE).plan(2_000, COURIERS);

    @Test
    void sameSeedGivesTheSameDay() {
        assertEquals(DAY, new DemonstrationDay(7, DATE).plan(2_000, COURIERS));
    }

    @Test
    void allParcelsArePlannedOnce() {
        assertEquals(2_000, DAY.size());
        assertEquals(2_000, DAY.stream().map(planned -> planned.parcel().waybill()).distinct().count());
    }

    @Test
    void everyStepIsLegal() {
        DAY.forEach(DemonstrationDayTest::assertLegal);
    }

    @Test
    void everyCourierHasAFullRunOrRound() {
        var loads = DAY.stream().filter(PlannedParcel::hasCourier).collect(
                Collectors.groupingBy(PlannedParcel::courier, Collectors.counting()));

        COURIERS.forEach(courier -> assertEquals(courier.post() == Post.COURIER_DELIVERY ? 160L : 40L,
                loads.get(courier.staff()), courier.staff()));
    }

    @Test
    void couriersCarryParcelsOfTheirOutlet() {
        var outlets = COURIERS.stream().collect(Collectors.toMap(Courier::staff, Courier::outlet));

        DAY.stream().filter(PlannedParcel::hasCourier)
                .forEach(planned -> assertEquals(outlets.get(planned.courier()), planned.parcel().outlet()));
    }

    @Test
    void pickupCouriersCollectOutboundParcelsOnly() {
        var collecting = COURIERS.stream().filter(courier -> courier.post() == Post.COURIER_PICKUP)
                .map(Courier::staff).collect(Collectors.toSet());

        DAY.forEach(planned -> assertEquals(collecting.contains(planned.courier()),
                planned.parcel().shape().direction() == Direction.OUTBOUND));
    }

    @Test
    void mostAreOutForDeliveryAndEveryStageOccurs() {
        var stages = DAY.stream().collect(Collectors.groupingBy(PlannedParcel::stage, Collectors.counting()));

        assertEquals(Set.of("ASSIGNED_PICKUP", "PICKED_UP", "HUB", "OUTLET", "OUT_FOR_DELIVERY", "SIGNED", "EXCEPTION",
                "RETURNING", "CLAIM", "CLOSED"), stages.keySet());
        assertTrue(Objects.requireNonNull(stages.get("OUT_FOR_DELIVERY")) > 900);
    }

    @Test
    void whatWaitsHasNoCourier() {
        DAY.stream().filter(planned -> Set.of("HUB", "OUTLET").contains(planned.stage()))
                .forEach(planned -> assertFalse(planned.hasCourier()));
    }

    @Test
    void aRunStaysInFewTowns() {
        var towns = DAY.stream().filter(planned -> planned.courier().equals("PD-D1"))
                .map(planned -> planned.parcel().recipient().town()).distinct().count();

        assertTrue(towns <= 3);
    }

    @Test
    void stepsNameOutletsAndHubs() {
        DAY.stream().flatMap(planned -> planned.steps().stream())
                .forEach(step -> assertTrue(step.outlet().matches("[A-Z]{2}-[A-Z]{2}-\\d{2}"), step.outlet()));
    }

    @Test
    void moreCouriersShareTheParcels() {
        var couriers = new ArrayList<>(COURIERS);
        for (int i = 0; i < 10; i++) {
            couriers.add(Courier.delivery("extra-" + i, "GX-GG-03"));
        }

        var day = new DemonstrationDay(7, DATE).plan(2_000, couriers);

        assertEquals(2_000, day.size());
        assertEquals(couriers.size(), day.stream().filter(PlannedParcel::hasCourier).map(PlannedParcel::courier)
                .distinct().count());
    }

    @Test
    void aDayWithoutDeliveryCouriersIsRefused() {
        var day = new DemonstrationDay(7, DATE);

        assertThrows(IllegalArgumentException.class, () -> day.plan(2_000, List.of()));
        assertThrows(IllegalArgumentException.class, () -> day.plan(10, COURIERS));
        assertThrows(IllegalArgumentException.class, () -> day.plan(10, List.of(Courier.delivery("x", "XX-XX-99"))));
    }

    private static void assertLegal(PlannedParcel planned) {
        String stage = "CREATED";
        for (var step : planned.steps()) {
            assertTrue(TRANSITIONS.getOrDefault(stage, Set.of()).contains(step.stage()), stage + " → " + step.stage());
            stage = step.stage();
        }
        assertEquals(planned.stage(), stage);
    }

    private static List<Courier> couriers() {
        var couriers = new ArrayList<Courier>();
        add(couriers, 4, number -> Courier.delivery("PD-D" + number, "SH-PD-01"));
        add(couriers, 3, number -> Courier.delivery("XH-D" + number, "SH-XH-02"));
        add(couriers, 3, number -> Courier.delivery("GG-D" + number, "GX-GG-03"));
        add(couriers, 1, number -> Courier.pickup("PD-P" + number, "SH-PD-01"));
        add(couriers, 1, number -> Courier.pickup("XH-P" + number, "SH-XH-02"));
        add(couriers, 1, number -> Courier.pickup("GG-P" + number, "GX-GG-03"));
        return couriers;
    }

    private static void add(List<Courier> couriers, int count, Function<Integer, Courier> courier) {
        for (int number = 1; number <= count; number++) {
            couriers.add(courier.apply(number));
        }
    }
}

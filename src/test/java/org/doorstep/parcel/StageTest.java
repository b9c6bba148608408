package org.doorstep.parcel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every pair of stages: a parcel makes the moves of a real one and no others. */
class StageTest {

    private static final Instant NOW = Instant.EPOCH;

    static Stream<Arguments> pairs() {
        return Stream.of(Stage.values())
                .flatMap(from -> Stream.of(Stage.values()).map(to -> Arguments.of(from, to, legal(from, to))));
    }

    /** Written anew from how a parcel travels. */
    private static boolean legal(Stage from, Stage to) {
        return switch (from.name() + ">" + to.name()) {
            case "CREATED>ASSIGNED_PICKUP", "ASSIGNED_PICKUP>PICKED_UP" -> true;
            case "CREATED>CLOSED", "ASSIGNED_PICKUP>CLOSED" -> true; // called off before anything was sent
            case "PICKED_UP>HUB", "PICKED_UP>OUTLET", "HUB>HUB", "HUB>OUTLET", "OUTLET>HUB" -> true;
            case "OUTLET>OUT_FOR_DELIVERY", "OUT_FOR_DELIVERY>OUTLET" -> true;
            case "OUTLET>SIGNED", "OUT_FOR_DELIVERY>SIGNED" -> true;
            case "PICKED_UP>EXCEPTION", "HUB>EXCEPTION", "OUTLET>EXCEPTION", "OUT_FOR_DELIVERY>EXCEPTION",
                    "RETURNING>EXCEPTION" ->
                true;
            case "EXCEPTION>HUB", "EXCEPTION>OUTLET", "EXCEPTION>OUT_FOR_DELIVERY", "EXCEPTION>RETURNING",
                    "EXCEPTION>CLAIM" ->
                true;
            case "OUTLET>RETURNING", "OUT_FOR_DELIVERY>RETURNING", "RETURNING>HUB", "RETURNING>OUTLET" -> true;
            case "SIGNED>CLAIM", "SIGNED>CLOSED", "RETURNING>CLAIM", "RETURNING>CLOSED", "CLAIM>CLOSED" -> true;
            default -> false;
        };
    }

    @ParameterizedTest(name = "{0} to {1}: {2}")
    @MethodSource("pairs")
    void onlyLegalMovesAreMoves(Stage from, Stage to, boolean legal) {
        assertEquals(legal, from.next().contains(to));
    }

    @ParameterizedTest(name = "{0} to {1}: {2}")
    @MethodSource("pairs")
    void parcelMovesOnlyWhereItMay(Stage from, Stage to, boolean legal) {
        var parcel = at(from);
        if (legal) {
            parcel.move(to, Optional.of("SH-PD-01"), Optional.empty(), NOW);
            assertEquals(to, parcel.stage());
        } else {
            assertThrows(IllegalArgumentException.class,
                    () -> parcel.move(to, Optional.of("SH-PD-01"), Optional.empty(), NOW));
            assertEquals(from, parcel.stage());
        }
    }

    @Test
    void movesOfAStageCannotBeAddedTo() {
        assertThrows(UnsupportedOperationException.class, () -> Stage.CLOSED.next().add(Stage.CREATED));
        assertFalse(Stage.CLOSED.next().contains(Stage.CREATED));
    }

    /** A parcel that has come to a stage by legal moves. */
    private static Parcel at(Stage stage) {
        var parcel = new Parcel();
        var way = switch (stage) {
            case CREATED -> "";
            case ASSIGNED_PICKUP -> "ASSIGNED_PICKUP";
            case PICKED_UP -> "ASSIGNED_PICKUP PICKED_UP";
            case HUB, OUTLET, EXCEPTION -> "ASSIGNED_PICKUP PICKED_UP " + stage;
            case OUT_FOR_DELIVERY, SIGNED, RETURNING -> "ASSIGNED_PICKUP PICKED_UP OUTLET " + stage;
            case CLAIM -> "ASSIGNED_PICKUP PICKED_UP OUTLET SIGNED CLAIM";
            case CLOSED -> "CLOSED";
        };
        Stream.of(way.split(" ")).filter(step -> !step.isEmpty()).map(Stage::valueOf)
                .forEach(step -> parcel.move(step, Optional.of("SH-PD-01"), Optional.empty(), NOW));
        return parcel;
    }
}

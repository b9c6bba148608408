package org.doorstep.investigation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The expected values were computed with whole numbers of any size, by another language. */
class TailTest {

    @ParameterizedTest
    @CsvSource({
            "50,20,10,8,-2.233367119",
            "10,5,5,5,-2.401400541",
            "1000,100,50,5,-0.241781287",
            "1000,100,50,3,-0.048486101",
            "20000,400,300,250,-411.201231132",
            "100000,8000,1500,1050,-798.610652777",
            "30,8,5,5,-3.405645123",
            "300000,30000,1500,200,-4.683269415",
            "100,95,10,7,-0.000110492"})
    void isTheHypergeometricUpperTail(int population, int seen, int drawn, int hits, double log10) {
        assertEquals(log10, Tail.log10(population, seen, drawn, hits), 1e-6 * Math.max(1, Math.abs(log10)));
    }

    @Test
    void everythingIsAtLeastNothing() {
        assertEquals(0, Tail.log10(100, 50, 10, 0));
        assertEquals(0, Tail.log10(100, 95, 10, 5), "as many as cannot be avoided");
        assertEquals(Double.NEGATIVE_INFINITY, Tail.log10(100, 5, 10, 6), "more than there are");
    }

    @Test
    void fallsWithEveryHit() {
        for (int hits = 1; hits < 200; hits++) {
            assertTrue(Tail.log10(100_000, 5_000, 200, hits) < Tail.log10(100_000, 5_000, 200, hits - 1),
                    "hits " + hits);
        }
    }
}

package org.doorstep.investigation;

import org.apache.commons.statistics.distribution.HypergeometricDistribution;

/**
 * How unlikely it is by chance to hit so many: the upper tail of the hypergeometric distribution, as a decimal
 * logarithm, because the tails that matter are far below the smallest double.
 */
final class Tail {

    private static final double NEGLIGIBLE = 1e-17;

    private Tail() {
    }

    /**
     * log10 of the probability of at least {@code hits}.
     *
     * @param population how many there are
     * @param seen how many of them somebody saw
     * @param drawn how many of them the list names
     * @param hits how many somebody saw and the list names
     */
    static double log10(int population, int seen, int drawn, int hits) {
        if (hits <= Math.max(0, seen + drawn - population)) {
            return 0;
        }
        if (hits > Math.min(seen, drawn)) {
            return Double.NEGATIVE_INFINITY;
        }
        var chance = HypergeometricDistribution.of(population, seen, drawn);
        if (hits <= chance.getMean()) {
            return Math.log10(chance.survivalProbability(hits - 1));
        }
        return (chance.logProbability(hits) + Math.log(relative(population, seen, drawn, hits))) / Math.log(10);
    }

    /** The tail divided by its first term; beyond the mean each term is smaller than the one before. */
    private static double relative(double population, double seen, double drawn, double hits) {
        double sum = 1;
        double term = 1;
        for (double x = hits; term > NEGLIGIBLE * sum; x++) {
            term *= (seen - x) / (x + 1) * ((drawn - x) / (population - seen - drawn + x + 1));
            sum += term;
        }
        return sum;
    }
}

package org.doorstep.investigation;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * How much of a list comes from whom: the most likely mixture of sources. Each name on the list is taken to come from
 * one person, evenly out of what they saw, or out of everybody's disclosures; the shares that make the list most
 * likely are found by expectation maximisation (Dempster, Laird and Rubin, 1977), which finds the one maximum here
 * because the likelihood is concave in the shares.
 *
 * <p>Shares, and not coverage, say who comes first: a sorter who saw all parcels of two outlets covers the lists of a
 * leaker in each, but spreads over so much more that the two leakers together explain the list far better.
 */
final class Sources {

    private static final int ROUNDS = 200;
    private static final double SETTLED = 1e-9;

    private Sources() {
    }

    /** The share of the list of each person, in their order; what is missing to one is everybody's. */
    static double[] shares(List<Exposure> people, int population, int listed) {
        int[][] seers = seers(people, listed);
        var shares = new double[people.size()];
        Arrays.fill(shares, 1.0 / (people.size() + 1));
        double everybody = shares.length == 0 ? 1 : shares[0];
        double before = Double.NEGATIVE_INFINITY;
        for (int round = 0; round < ROUNDS; round++) {
            var next = new double[shares.length];
            double nextEverybody = 0;
            double likelihood = 0;
            for (int[] seen : seers) {
                double sum = everybody / population;
                for (int person : seen) {
                    sum += shares[person] / people.get(person).recipients();
                }
                for (int person : seen) {
                    next[person] += shares[person] / people.get(person).recipients() / sum / listed;
                }
                nextEverybody += everybody / population / sum / listed;
                likelihood += Math.log(sum);
            }
            shares = next;
            everybody = nextEverybody;
            if (likelihood - before < SETTLED * Math.abs(likelihood)) {
                break;
            }
            before = likelihood;
        }
        return shares;
    }

    /** Who saw each name. */
    private static int[][] seers(List<Exposure> people, int listed) {
        var seers = new int[listed][];
        var counts = new int[listed];
        people.forEach(person -> person.hits().stream().forEach(name -> counts[name]++));
        for (int name = 0; name < listed; name++) {
            seers[name] = new int[counts[name]];
        }
        for (int person = people.size() - 1; person >= 0; person--) {
            BitSet hits = people.get(person).hits();
            for (int name = hits.nextSetBit(0); name >= 0; name = hits.nextSetBit(name + 1)) {
                seers[name][--counts[name]] = person;
            }
        }
        return seers;
    }
}

package org.doorstep.investigation;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * Who may have leaked a list, by what was disclosed to whom. Pure.
 *
 * <p><b>Chance.</b> Of the N recipients disclosed to anybody in the window, the list names n; names that were never
 * disclosed say nothing and are left out. If the list had nothing to do with somebody to whom K were disclosed, the
 * number of hits would be hypergeometric (N, K, n). A heavy user hits many, but no more than that. The probability of
 * so many hits is multiplied by the number of people compared (Bonferroni), so that among thousands nobody is accused
 * because somebody always comes first. Real lists favour recipients who get many parcels, whom many people saw; so K
 * counts recipients by how many people saw them, if that is more ({@link Exposure#counted}), and an excess that is
 * significant only because numbers are large does not count: it must be {@value #LEAST_LIFT} times what chance gives.
 *
 * <p><b>Explained by others.</b> Colleagues of the leaker share recipients with them, and so share the list. Whoever
 * is more than chance is therefore held against what is left when the names seen by those ranked above are taken out:
 * if the list came from these, the rest is noise, and hits in it are hypergeometric again. The population is made
 * smaller by all that those above saw and K is left whole; both make the test stricter than the exact one, never
 * laxer. The order is that of {@link Sources}, so that several leakers who each gave a part come before somebody
 * innocent who covers all parts.
 */
final class Ranking {

    private static final double FALSE_ALARM_LOG10 = -3;
    private static final double LEAST_LIFT = 2;
    /** Two who differ by less than a factor of a hundred in likelihood are not told apart. */
    private static final double ALIKE_LOG10 = 2;
    private static final int MOST_SUSPECTS = 200;

    private final List<Exposure> people;
    private final int population;
    private final int listed;
    private final int compared;
    private final List<Exposure> standOut = new ArrayList<>();
    private final BitSet covered = new BitSet();
    private long coveredRecipients;

    private Ranking(List<Exposure> people, int population, int listed, int compared) {
        this.people = people;
        this.population = population;
        this.listed = listed;
        this.compared = compared;
    }

    /**
     * Somebody's place.
     *
     * @param expected hits that chance gives
     * @param chanceLog10 log10 of the probability of so many hits by chance, for this person alone
     * @param shareOfList how much of the list the most likely mixture takes from this person
     * @param only hits that nobody else saw
     * @param beyond hits that nobody who stands out above saw
     * @param beyondExpected what chance gives of these
     * @param beyondLog10 log10 of the probability of so many
     */
    record Place(Exposure exposure, double expected, double chanceLog10, double shareOfList, int only, int beyond,
            double beyondExpected, double beyondLog10, Verdict verdict) {
    }

    private record Chance(int hits, double expected, double log10) {
    }

    /**
     * Ranks.
     *
     * @param people those who saw any of the list
     * @param population how many recipients were disclosed to anybody
     * @param listed how many of them the list names
     * @param compared how many people saw anything
     */
    static List<Place> of(List<Exposure> people, int population, int listed, int compared) {
        return new Ranking(people, population, listed, compared).ranked();
    }

    private List<Place> ranked() {
        var chances = people.stream().map(this::plain).toList();
        var byChance = java.util.stream.IntStream.range(0, people.size()).boxed()
                .sorted(Comparator.comparingDouble((Integer index) -> chances.get(index).log10())
                        .thenComparing(index -> people.get(index).staffId()))
                .toList();
        var suspects = byChance.stream().filter(index -> isMoreThanChance(chances.get(index))).limit(MOST_SUSPECTS)
                .toList();
        var shares = Sources.shares(suspects.stream().map(people::get).toList(), population, listed);
        var order = java.util.stream.IntStream.range(0, suspects.size()).boxed()
                .sorted(Comparator.comparingDouble(place -> -shares[place])).toList();
        var seenOnce = seenOnce();
        var standing = new ArrayList<Place>();
        var others = new ArrayList<Place>();
        var plainOfStanding = new ArrayList<Chance>();
        for (int place : order) {
            int index = suspects.get(place);
            var person = people.get(index);
            var plain = chances.get(index);
            var beyond = beyond(person);
            var verdict = isMoreThanChance(beyond) ? Verdict.STANDS_OUT
                    : isAlike(person, plain, plainOfStanding) ? Verdict.ALIKE : Verdict.EXPLAINED_BY_OTHERS;
            var ranked = new Place(person, plain.expected(), plain.log10(), shares[place], only(person, seenOnce),
                    beyond.hits(), beyond.expected(), beyond.log10(), verdict);
            if (verdict == Verdict.STANDS_OUT) {
                standing.add(ranked);
                standOut.add(person);
                plainOfStanding.add(plain);
                covered.or(person.hits());
                coveredRecipients += person.recipients();
            } else {
                others.add(ranked);
            }
        }
        var suspected = new java.util.HashSet<>(suspects);
        byChance.stream().filter(index -> !suspected.contains(index)).forEach(index -> {
            var person = people.get(index);
            var plain = chances.get(index);
            var beyond = beyond(person);
            others.add(new Place(person, plain.expected(), plain.log10(), 0, only(person, seenOnce), beyond.hits(),
                    beyond.expected(), beyond.log10(),
                    isMoreThanChance(plain) ? Verdict.EXPLAINED_BY_OTHERS : Verdict.CHANCE));
        });
        others.sort(Comparator.comparing(Place::verdict).thenComparingDouble(Place::chanceLog10));
        standing.addAll(others);
        return standing;
    }

    private Chance plain(Exposure person) {
        return chance(population, person.counted(), listed, person.count());
    }

    /** What is left for somebody when the names that those above saw are taken out. */
    private Chance beyond(Exposure person) {
        var rest = (BitSet) person.hits().clone();
        rest.andNot(covered);
        int left = listed - covered.cardinality();
        int leftPopulation = (int) Math.max(left, population - coveredRecipients);
        int seen = Math.max(rest.cardinality(), Math.min(person.counted(), leftPopulation));
        return chance(leftPopulation, seen, left, rest.cardinality());
    }

    private static Chance chance(int population, int seen, int drawn, int hits) {
        double expected = population == 0 ? 0 : (double) seen * drawn / population;
        return new Chance(hits, expected, Tail.log10(population, Math.min(seen, population), drawn, hits));
    }

    private boolean isMoreThanChance(Chance chance) {
        return chance.log10() + Math.log10(Math.max(1, compared)) <= FALSE_ALARM_LOG10
                && chance.hits() >= LEAST_LIFT * chance.expected();
    }

    /** Whether one of those who stand out could be exchanged for this person: neither sees what the other does not. */
    private boolean isAlike(Exposure person, Chance plain, List<Chance> plainOfStanding) {
        for (int place = 0; place < standOut.size(); place++) {
            var other = (BitSet) standOut.get(place).hits().clone();
            other.andNot(person.hits());
            int left = listed - person.count();
            int leftPopulation = Math.max(left, population - person.recipients());
            var otherBeyond = chance(leftPopulation, Math.min(standOut.get(place).counted(), leftPopulation), left,
                    other.cardinality());
            if (Math.abs(plain.log10() - plainOfStanding.get(place).log10()) <= ALIKE_LOG10
                    && !isMoreThanChance(otherBeyond)) {
                return true;
            }
        }
        return false;
    }

    private BitSet seenOnce() {
        var once = new BitSet();
        var more = new BitSet();
        people.forEach(person -> {
            var again = (BitSet) person.hits().clone();
            again.and(once);
            more.or(again);
            once.or(person.hits());
        });
        once.andNot(more);
        return once;
    }

    private static int only(Exposure person, BitSet seenOnce) {
        var only = (BitSet) person.hits().clone();
        only.and(seenOnce);
        return only.cardinality();
    }
}

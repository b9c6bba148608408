package org.doorstep.investigation;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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

    private final int population;
    private final int listed;
    private final int compared;
    private final BitSet seenOnce;
    private final List<Candidate> standOut = new ArrayList<>();
    private final BitSet covered = new BitSet();
    private long coveredRecipients;

    private Ranking(List<Exposure> people, int population, int listed, int compared) {
        this.population = population;
        this.listed = listed;
        this.compared = compared;
        this.seenOnce = seenOnce(people);
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

    private record Candidate(Exposure exposure, Chance chance, double share) {
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
        return new Ranking(people, population, listed, compared).ranked(people);
    }

    private List<Place> ranked(List<Exposure> people) {
        var candidates = people.stream().map(person -> new Candidate(person, plain(person), 0))
                .sorted(Comparator.comparingDouble((Candidate candidate) -> candidate.chance().log10())
                        .thenComparing(candidate -> candidate.exposure().staffId()))
                .toList();
        var suspects = candidates.stream().filter(candidate -> isMoreThanChance(candidate.chance()))
                .limit(MOST_SUSPECTS).toList();
        var places = new ArrayList<>(byShare(suspects).stream().map(this::judged).toList());
        candidates.stream().filter(candidate -> !suspects.contains(candidate))
                .forEach(candidate -> places.add(place(candidate, isMoreThanChance(candidate.chance())
                        ? Verdict.EXPLAINED_BY_OTHERS
                        : Verdict.CHANCE, beyond(candidate.exposure()))));
        var accused = places.stream().filter(place -> place.verdict() == Verdict.STANDS_OUT);
        var others = places.stream().filter(place -> place.verdict() != Verdict.STANDS_OUT)
                .sorted(Comparator.comparing(Place::verdict).thenComparingDouble(Place::chanceLog10));
        return Stream.concat(accused, others).toList();
    }

    /** Those from whom most of the list comes first. */
    private List<Candidate> byShare(List<Candidate> suspects) {
        var shares = Sources.shares(suspects.stream().map(Candidate::exposure).toList(), population, listed);
        return IntStream.range(0, shares.length)
                .mapToObj(place -> new Candidate(suspects.get(place).exposure(), suspects.get(place).chance(),
                        shares[place]))
                .sorted(Comparator.comparingDouble((Candidate suspect) -> -suspect.share())).toList();
    }

    /** Holds a suspect against what those before them do not explain. */
    private Place judged(Candidate suspect) {
        var beyond = beyond(suspect.exposure());
        if (!isMoreThanChance(beyond)) {
            return place(suspect, isAlike(suspect) ? Verdict.ALIKE : Verdict.EXPLAINED_BY_OTHERS, beyond);
        }
        standOut.add(suspect);
        covered.or(suspect.exposure().hits());
        coveredRecipients += suspect.exposure().recipients();
        return place(suspect, Verdict.STANDS_OUT, beyond);
    }

    private Place place(Candidate candidate, Verdict verdict, Chance beyond) {
        var person = candidate.exposure();
        return new Place(person, candidate.chance().expected(), candidate.chance().log10(), candidate.share(),
                only(person), beyond.hits(), beyond.expected(), beyond.log10(), verdict);
    }

    private Chance plain(Exposure person) {
        return chance(population, person.counted(), listed, person.count());
    }

    /** What is left for somebody when the names that those above saw are taken out. */
    private Chance beyond(Exposure person) {
        return rest(person, covered, coveredRecipients);
    }

    private Chance rest(Exposure person, BitSet without, long withoutRecipients) {
        var hits = (BitSet) person.hits().clone();
        hits.andNot(without);
        int left = listed - without.cardinality();
        int leftPopulation = (int) Math.max(left, population - withoutRecipients);
        int seen = Math.max(hits.cardinality(), Math.min(person.counted(), leftPopulation));
        return chance(leftPopulation, seen, left, hits.cardinality());
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
    private boolean isAlike(Candidate suspect) {
        return standOut.stream()
                .anyMatch(other -> Math.abs(suspect.chance().log10() - other.chance().log10()) <= ALIKE_LOG10
                        && !isMoreThanChance(rest(other.exposure(), suspect.exposure().hits(),
                                suspect.exposure().recipients())));
    }

    private static BitSet seenOnce(List<Exposure> people) {
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

    private int only(Exposure person) {
        var only = (BitSet) person.hits().clone();
        only.and(seenOnce);
        return only.cardinality();
    }
}

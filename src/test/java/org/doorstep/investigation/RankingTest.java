package org.doorstep.investigation;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;

import org.doorstep.investigation.Ranking.Place;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists planted in a made-up company: who leaked comes first, and nobody else is accused. */
class RankingTest {

    private static final long[] SEEDS = {1, 2, 3, 4, 5, 6, 7, 8};

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void leakerComesFirstAndAlone(long seed) {
        var company = new MadeUpCompany(seed);
        var leaker = company.someCourier();

        var places = company.rank(company.mixed(company.leakedBy(leaker, 210), 45, 45));

        assertAll(() -> assertEquals(leaker, places.getFirst().exposure().staffId()),
                () -> assertEquals(Set.of(leaker), MadeUpCompany.standingOut(places)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void colleaguesOfTheLeakerAndThoseWhoSawAllOfItAreExplained(long seed) {
        var company = new MadeUpCompany(seed);
        var leaker = company.someCourier();

        var places = company.rank(company.mixed(company.leakedBy(leaker, 210), 45, 45));

        var sorter = MadeUpCompany.place(places, company.sorterAbove(leaker));
        var colleague = MadeUpCompany.place(places, company.colleagueOf(leaker));
        assertAll(
                () -> assertTrue(sorter.exposure().count() >= places.getFirst().exposure().count(),
                        "the sorter covers at least as much"),
                () -> assertEquals(Verdict.EXPLAINED_BY_OTHERS, sorter.verdict()),
                () -> assertTrue(colleague.exposure().count() > 2 * colleague.expected(),
                        "the colleague is far more than chance alone"),
                () -> assertEquals(Verdict.EXPLAINED_BY_OTHERS, colleague.verdict()));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void heavyUserIsChance(long seed) {
        var company = new MadeUpCompany(seed);
        var leaker = company.someCourier();

        var places = company.rank(company.mixed(company.leakedBy(leaker, 210), 45, 45));

        company.agents().forEach(agent -> assertEquals(Verdict.CHANCE, MadeUpCompany.place(places, agent).verdict()));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void heavyUserWhoLeaksIsFound(long seed) {
        var company = new MadeUpCompany(seed);
        var agent = company.agents().getFirst();

        var places = company.rank(company.mixed(company.leakedBy(agent, 500), 100, 100));

        assertEquals(Set.of(agent), MadeUpCompany.standingOut(places));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void twoLeakersUnderOneSorterAreBothFoundAndTheSorterIsNot(long seed) {
        var company = new MadeUpCompany(seed);
        var one = company.someCourier();
        var two = company.courierOfNextOutletUnderSameSorter(one);

        var list = company.leakedBy(one, 150);
        list.addAll(company.leakedBy(two, 150));
        var places = company.rank(company.mixed(list, 60, 60));

        assertEquals(Set.of(one, two), MadeUpCompany.standingOut(places));
        assertEquals(Set.of(one, two), Set.of(places.get(0).exposure().staffId(), places.get(1).exposure().staffId()));
    }

    /** The sorter alone covers the whole list, and by chance alone would come before either clerk. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void twoLeakersWhoTogetherSawNearlyWhatTheSorterSawAreFoundAndTheSorterIsNot(long seed) {
        var company = new MadeUpCompany(seed);

        var list = company.leakedBy("M0", 150);
        list.addAll(company.leakedBy("M1", 150));
        var places = company.rank(company.mixed(list, 60, 20));

        var sorter = MadeUpCompany.place(places, "S0");
        assertTrue(sorter.chanceLog10() < places.get(0).chanceLog10(), "the sorter is the least likely by chance");
        assertEquals(Set.of("M0", "M1"), MadeUpCompany.standingOut(places));
        assertEquals(Verdict.EXPLAINED_BY_OTHERS, sorter.verdict());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void twoLeakersOfOneOutletAreBothFound(long seed) {
        var company = new MadeUpCompany(seed);
        var one = company.someCourier();
        var two = company.colleagueOf(one);

        var list = company.leakedBy(one, 150);
        list.addAll(company.leakedBy(two, 150));
        var places = company.rank(company.mixed(list, 60, 60));

        assertEquals(Set.of(one, two), MadeUpCompany.standingOut(places));
    }

    @Test
    void listThatComesFromNobodyAccusesNobody() {
        for (long seed : SEEDS) {
            var company = new MadeUpCompany(seed);

            var places = company.rank(company.mixed(new java.util.HashSet<>(), 0, 300));

            assertEquals(Set.of(), MadeUpCompany.standingOut(places), "seed " + seed);
        }
    }

    /** Whoever has many parcels stands on many lists, and was seen by many: that is nobody's doing. */
    @Test
    void listOfPopularRecipientsAccusesNobody() {
        for (long seed : SEEDS) {
            var company = new MadeUpCompany(seed);

            var places = company.rank(company.popular(300));

            assertEquals(Set.of(), MadeUpCompany.standingOut(places), "seed " + seed);
        }
    }

    @Test
    void twoWhoSawTheSameAreNotToldApart() {
        var company = new MadeUpCompany(9);
        var leaker = company.someCourier();
        var twin = company.addTwinOf(leaker);

        var places = company.rank(company.mixed(company.leakedBy(leaker, 210), 45, 45));

        assertEquals(Set.of(leaker, twin),
                Set.of(places.get(0).exposure().staffId(), places.get(1).exposure().staffId()));
        assertEquals(List.of(Verdict.STANDS_OUT, Verdict.ALIKE),
                places.subList(0, 2).stream().map(Place::verdict).toList());
    }

    @Test
    void namesThatNobodyWasShownSayNothing() {
        var company = new MadeUpCompany(10);
        var leaker = company.someCourier();
        var list = company.leakedBy(leaker, 100);

        assertEquals(company.rank(company.mixed(list, 0, 0)), company.rank(company.mixed(list, 5000, 0)));
    }

    @Test
    void nobodyIsRankedWhereNothingIsListed() {
        assertEquals(List.of(), Ranking.of(List.of(), 0, 0, 0));
    }
}

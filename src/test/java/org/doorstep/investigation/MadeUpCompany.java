package org.doorstep.investigation;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.doorstep.investigation.Ranking.Place;

/**
 * Who saw whom in a company of 24 outlets under twelve sorters: each recipient is seen by one or two couriers of their
 * outlet, a clerk, the sorter above and sometimes an agent; some have many parcels and so are seen by more.
 */
final class MadeUpCompany {

    private static final int OUTLETS = 24;
    private static final int OUTLETS_A_SORTER = 2;
    private static final int COURIERS = 8;
    private static final int RECIPIENTS_AN_OUTLET = 1500;
    private static final int AGENTS = 5;

    private final Random random;
    private final Map<String, Set<Integer>> seen = new TreeMap<>();
    private final int[] parcels = new int[OUTLETS * RECIPIENTS_AN_OUTLET];

    MadeUpCompany(long seed) {
        random = new Random(seed);
        for (int recipient = 0; recipient < parcels.length; recipient++) {
            int outlet = recipient / RECIPIENTS_AN_OUTLET;
            parcels[recipient] = random.nextInt(10) == 0 ? 8 : 1 + random.nextInt(2);
            int route = random.nextInt(COURIERS);
            for (int parcel = 0; parcel < parcels[recipient]; parcel++) {
                see(courier(outlet, random.nextInt(5) == 0 ? random.nextInt(COURIERS) : route), recipient);
                see("S" + outlet / OUTLETS_A_SORTER, recipient);
                if (random.nextInt(2) == 0) {
                    see("M" + outlet, recipient);
                }
                if (random.nextInt(3) == 0) {
                    see("A" + random.nextInt(AGENTS), recipient);
                }
            }
        }
    }

    private void see(String person, int recipient) {
        seen.computeIfAbsent(person, _ -> new HashSet<>()).add(recipient);
    }

    private static String courier(int outlet, int number) {
        return "K%02d%02d".formatted(outlet, number);
    }

    private static int outlet(String courier) {
        return Integer.parseInt(courier.substring(1, 3));
    }

    String someCourier() {
        return courier(random.nextInt(OUTLETS / OUTLETS_A_SORTER) * OUTLETS_A_SORTER, random.nextInt(COURIERS));
    }

    String colleagueOf(String courier) {
        return courier(outlet(courier), (Integer.parseInt(courier.substring(3)) + 1) % COURIERS);
    }

    String courierOfNextOutletUnderSameSorter(String courier) {
        return courier(outlet(courier) + 1, random.nextInt(COURIERS));
    }

    String sorterAbove(String courier) {
        return "S" + outlet(courier) / OUTLETS_A_SORTER;
    }

    List<String> agents() {
        return IntStream.range(0, AGENTS).mapToObj(number -> "A" + number).toList();
    }

    /** Somebody who was always there with a person, and saw the same. */
    String addTwinOf(String person) {
        seen.put(person + "T", Set.copyOf(seen.get(person)));
        return person + "T";
    }

    /** So many of those that the person saw, at random. */
    Set<Integer> leakedBy(String person, int count) {
        var all = new ArrayList<>(seen.get(person));
        all.sort(null);
        java.util.Collections.shuffle(all, random);
        return new HashSet<>(all.subList(0, Math.min(count, all.size())));
    }

    /** With so many numbers that are nobody's, and so many of anybody's recipients. */
    Set<Integer> mixed(Set<Integer> list, int strange, int anybodys) {
        var mixed = new HashSet<>(list);
        IntStream.range(0, strange).forEach(number -> mixed.add(-1 - number));
        for (int size = mixed.size(); mixed.size() < size + anybodys;) {
            mixed.add(random.nextInt(parcels.length));
        }
        return mixed;
    }

    /** Recipients as often as they have parcels. */
    Set<Integer> popular(int count) {
        var list = new HashSet<Integer>();
        while (list.size() < count) {
            int recipient = random.nextInt(parcels.length);
            if (random.nextInt(8) < parcels[recipient]) {
                list.add(recipient);
            }
        }
        return list;
    }

    List<Place> rank(Set<Integer> list) {
        var disclosed = list.stream().filter(name -> name >= 0).sorted().toList();
        var seers = new int[parcels.length];
        seen.values().forEach(recipients -> recipients.forEach(recipient -> seers[recipient]++));
        long popularity = IntStream.of(seers).sum();
        var people = seen.entrySet().stream().map(person -> {
            var hits = new BitSet();
            IntStream.range(0, disclosed.size()).filter(name -> person.getValue().contains(disclosed.get(name)))
                    .forEach(hits::set);
            long own = person.getValue().stream().mapToLong(recipient -> seers[recipient]).sum();
            return new Exposure(person.getKey(), hits, person.getValue().size(),
                    (int) Math.max(person.getValue().size(), Math.round((double) parcels.length * own / popularity)));
        }).filter(person -> person.count() > 0).toList();
        return Ranking.of(people, parcels.length, disclosed.size(), seen.size());
    }

    static Set<String> standingOut(List<Place> places) {
        return places.stream().filter(place -> place.verdict() == Verdict.STANDS_OUT)
                .map(place -> place.exposure().staffId()).collect(Collectors.toSet());
    }

    static Place place(List<Place> places, String person) {
        return places.stream().filter(place -> place.exposure().staffId().equals(person)).findFirst().orElseThrow();
    }
}

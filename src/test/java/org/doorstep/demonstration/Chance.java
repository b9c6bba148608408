package org.doorstep.demonstration;

import java.util.List;
import java.util.SplittableRandom;

/** A stream of draws that depends only on a seed, a parcel's index and the part of the parcel being made. */
final class Chance {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private final SplittableRandom random;

    private Chance(long state) {
        random = new SplittableRandom(state);
    }

    static Chance of(long seed, long index, Part part) {
        return new Chance(mix(seed + part.salt * GOLDEN_GAMMA) ^ mix(index * GOLDEN_GAMMA + 1));
    }

    /** The finaliser of SplitMix64: close seeds and indexes give unrelated states. */
    private static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    boolean percent(int percent) {
        return random.nextInt(100) < percent;
    }

    /** A number from the lowest to the highest, both included. */
    int between(int lowest, int highest) {
        return lowest + random.nextInt(highest - lowest + 1);
    }

    <T> T one(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** One of the choices, the earlier ones more often. */
    <T> T oneOfTheFirst(List<T> choices) {
        return choices.get(Math.min(random.nextInt(choices.size()), random.nextInt(choices.size())));
    }

    String digits(int length) {
        var digits = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            digits.append((char) ('0' + random.nextInt(10)));
        }
        return digits.toString();
    }

    /** The independent parts of a parcel; the salt keeps their draws apart. */
    enum Part {
        REPEAT(1), PLACE(2), RECIPIENT(3), SENDER(4), CONTENT(5), DAY(6);

        private final long salt;

        Part(long salt) {
            this.salt = salt;
        }
    }
}

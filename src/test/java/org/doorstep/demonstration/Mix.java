package org.doorstep.demonstration;

import java.util.List;

/** Choices with their shares of a whole. */
final class Mix<T> {
    private final List<Share<T>> shares;
    private final int whole;

    private Mix(List<Share<T>> shares) {
        this.shares = shares;
        whole = shares.stream().mapToInt(Share::weight).sum();
    }

    @SafeVarargs
    static <T> Mix<T> of(Share<T>... shares) {
        return new Mix<>(List.of(shares));
    }

    static <T> Share<T> share(int weight, T choice) {
        return new Share<>(weight, choice);
    }

    T draw(Chance chance) {
        int left = chance.between(1, whole);
        for (var share : shares) {
            left -= share.weight;
            if (left <= 0) {
                return share.choice;
            }
        }
        throw new IllegalStateException("the shares do not add up to the whole");
    }

    record Share<T>(int weight, T choice) {
    }
}

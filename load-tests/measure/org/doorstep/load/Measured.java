package org.doorstep.load;

import org.HdrHistogram.Histogram;

/** What was measured of one kind of call: latencies in microseconds, wrong answers, and the time it took. */
final class Measured {

    private static final long LONGEST = 60_000_000;
    private static final double MICROS = 1e6;

    private final Histogram latencies = new Histogram(LONGEST, 3);
    private long errors;
    private double seconds;

    void answered(long micros) {
        latencies.recordValue(Math.min(micros, LONGEST));
    }

    void failed() {
        errors++;
    }

    Measured took(double time) {
        seconds += time;
        return this;
    }

    /** Adds another measurement that ran at the same time. */
    void join(Measured other) {
        latencies.add(other.latencies);
        errors += other.errors;
    }

    long count() {
        return latencies.getTotalCount();
    }

    long errors() {
        return errors;
    }

    double rate() {
        return count() / seconds;
    }

    double p50() {
        return latencies.getValueAtPercentile(50) / 1000.0;
    }

    double p99() {
        return latencies.getValueAtPercentile(99) / 1000.0;
    }

    double mean() {
        return latencies.getMean() / 1000.0;
    }

    double seconds() {
        return seconds;
    }

    /** How likely a call of this kind takes longer than one of the other: one half if they cannot be told apart. */
    double takesLongerThan(Measured other) {
        double longer = 0;
        long below = 0;
        var others = other.latencies.allValues().iterator();
        var next = others.hasNext() ? others.next() : null;
        for (var mine : latencies.recordedValues()) {
            while (next != null && next.getValueIteratedTo() < mine.getValueIteratedTo()) {
                below += next.getCountAtValueIteratedTo();
                next = others.hasNext() ? others.next() : null;
            }
            double same = other.latencies.getCountAtValue(mine.getValueIteratedTo());
            longer += mine.getCountAtValueIteratedTo() * (below + same / 2);
        }
        return longer / ((double) count() * other.count());
    }

    static double micros(double seconds, long calls) {
        return seconds * MICROS / calls;
    }
}

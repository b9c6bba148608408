package org.doorstep.policy;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * How many distinct parcels: a number in a window, or the parcels assigned and some more.
 * Many single looks are a bulk operation too (draft measures, art. 19), so every rule has a cap.
 */
public sealed interface Cap {

    /** The number that holds for somebody with so many parcels assigned today. */
    int limit(int assigned);

    /** An hour or a day; a day begins at midnight in the company's zone. */
    Duration window();

    /** So many in a window. */
    record Fixed(int limit, Duration window) implements Cap {
        @Override
        public int limit(int assigned) {
            return limit;
        }

        @Override
        public String toString() {
            return limit + "/" + (window.equals(Duration.ofDays(1)) ? "day" : "hour");
        }
    }

    /** The parcels assigned today and so many percent more, rounded up. */
    record AssignedPlus(int percent) implements Cap {
        @Override
        public int limit(int assigned) {
            return assigned + (assigned * percent + 99) / 100;
        }

        @Override
        public Duration window() {
            return Duration.ofDays(1);
        }

        @Override
        public String toString() {
            return "assigned+" + percent + "%";
        }
    }

    Pattern FIXED = Pattern.compile("(\\d{1,7})/(hour|day)");
    Pattern ASSIGNED_PLUS = Pattern.compile("assigned\\+(\\d{1,3})%");

    /** Reads {@code 60/hour}, {@code 20/day} or {@code assigned+10%}. @throws IllegalArgumentException otherwise */
    static Cap of(String text) {
        var fixed = FIXED.matcher(text);
        if (fixed.matches()) {
            var window = fixed.group(2).equals("hour") ? Duration.ofHours(1) : Duration.ofDays(1);
            return new Fixed(Integer.parseInt(fixed.group(1)), window);
        }
        var plus = ASSIGNED_PLUS.matcher(text);
        if (plus.matches()) {
            return new AssignedPlus(Integer.parseInt(plus.group(1)));
        }
        throw new IllegalArgumentException("a cap reads \"60/hour\", \"20/day\" or \"assigned+10%\"");
    }
}

package org.doorstep.masking;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A phone number taken apart; a star stands for a digit that was hidden before.
 *
 * @param plan whose numbers these are
 * @param digits the number as dialled inside its plan
 * @param extension the digits of the extension, empty without one
 */
record PhoneNumber(NumberingPlan plan, String digits, String extension) {

    private static final int LONGEST_TEXT = 80;
    private static final int LONGEST_E164 = 15;
    private static final int HIDDEN_AT_LEAST = 6;
    private static final int TAIL = 4;

    private static final Pattern DRAWN_STARS = Pattern.compile("\\(\\^_\\^\\)");
    private static final Pattern LETTER_STARS = Pattern.compile("(?<=x)x|x(?=x)|(?<=#)#|#(?=#)");
    private static final Pattern WITH_MARKED_EXTENSION = Pattern.compile("(?<main>[-0-9*()./·_ +]{1,60}+)"
            + "(?:转|轉|分机号?|分機號?|内线|內線|;? ?ext(?:ension)?|[x#,;])"
            + "[ .:=]{0,3}(?<extension>[0-9*]{1,6})号?");
    private static final Pattern ONE_NUMBER = Pattern.compile("\\(?\\+?[-0-9*()./·_ ]+");
    private static final Pattern SEPARATORS = Pattern.compile("[-()./·_ +]+");

    private static final Pattern OWN_MASK = Pattern.compile("(?<main>\\*+[0-9]{0,4})-(?<extension>\\*{4})");
    private static final Pattern SHORT_LAST_GROUP = Pattern.compile("(?<main>.*[0-9*]{4})-(?<extension>[0-9*]{1,3})");
    private static final Pattern LAST_GROUP = Pattern.compile("(?<main>.+)-(?<extension>[0-9*]{1,6})");

    private static final Pattern BARE_CALLING_CODE = Pattern.compile(
            "86(?:1[0-9*]{10}|0[0-9*]{9,11}|[48]00[0-9*]{7})|852[2-9][0-9*]{7}|8536[0-9*]{7}|8869[0-9*]{8}");

    /** The number in the text, empty if the text is anything but one number. */
    static Optional<PhoneNumber> parse(String text) {
        String folded = folded(text);
        if (folded.length() > LONGEST_TEXT) {
            return Optional.empty();
        }
        Matcher marked = WITH_MARKED_EXTENSION.matcher(folded);
        return marked.matches() ? parse(marked.group("main"), marked.group("extension")) : parse(folded, "");
    }

    /** The text with ASCII digits, and one asterisk for each digit that was hidden before. */
    static String folded(String text) {
        String folded = Folded.of(text).text().strip();
        return LETTER_STARS.matcher(DRAWN_STARS.matcher(folded).replaceAll("****")).replaceAll("*");
    }

    private static Optional<PhoneNumber> parse(String main, String extension) {
        String text = main.strip();
        if (!ONE_NUMBER.matcher(text).matches()) {
            return Optional.empty();
        }
        Dialled dialled = Dialled.of(SEPARATORS.matcher(text).replaceAll("-"), text.indexOf('+') >= 0);
        return Optional.of(dialled.number(extension)).filter(PhoneNumber::isDiallable);
    }

    private boolean isDiallable() {
        int length = plan.code().length() + digits.length();
        return !digits.isEmpty() && length <= LONGEST_E164 && !plan.equals(NumberingPlan.UNASSIGNED);
    }

    String masked() {
        boolean named = !plan.code().isEmpty() && digits.length() > HIDDEN_AT_LEAST;
        String abroad = named ? "+" + plan.code() + " " : "";
        int hidden = digits.length() - shownDigits();
        return abroad + "*".repeat(hidden) + digits.substring(hidden) + (extension.isEmpty() ? "" : "-****");
    }

    private int shownDigits() {
        if (!plan.knows(digits)) {
            return 0;
        }
        int tail = digits.length() - digits.lastIndexOf('*') - 1;
        return Math.clamp(digits.length() - HIDDEN_AT_LEAST, 0, Math.min(TAIL, tail));
    }

    String normalised() {
        if (digits.indexOf('*') >= 0 || extension.indexOf('*') >= 0) {
            return "";
        }
        String abroad = plan.code().isEmpty() ? "" : "+" + plan.code();
        return abroad + digits + (extension.isEmpty() ? "" : ";ext=" + extension);
    }

    /** Groups of digits, a dash between each two, and the plan that they are dialled in. */
    private record Dialled(NumberingPlan plan, String groups) {

        static Dialled of(String groups, boolean international) {
            String digits = ungrouped(groups);
            if (international || BARE_CALLING_CODE.matcher(digits).matches()) {
                return international(groups);
            }
            return digits.startsWith("00")
                    ? international(behind(groups, 2))
                    : new Dialled(NumberingPlan.mainland(), trimmed(groups));
        }

        private static Dialled international(String groups) {
            NumberingPlan plan = NumberingPlan.calledBy(ungrouped(groups));
            return new Dialled(plan, plan.atHome(behind(groups, plan.codeLength())));
        }

        PhoneNumber number(String extension) {
            if (!extension.isEmpty()) {
                return split(groups, extension);
            }
            Matcher own = OWN_MASK.matcher(groups);
            if (own.matches()) {
                return split(own.group("main"), own.group("extension"));
            }
            Matcher last = (plan.knows(ungrouped(groups)) ? SHORT_LAST_GROUP : LAST_GROUP).matcher(groups);
            return last.matches() && plan.knows(ungrouped(last.group("main")))
                    ? split(last.group("main"), last.group("extension"))
                    : split(groups, "");
        }

        private PhoneNumber split(String main, String extension) {
            return new PhoneNumber(plan, plan.withoutNeedlessTrunk(ungrouped(main)), extension);
        }

        private static String ungrouped(String groups) {
            return groups.replace("-", "");
        }

        private static String trimmed(String groups) {
            int from = groups.startsWith("-") ? 1 : 0;
            int to = groups.endsWith("-") ? groups.length() - 1 : groups.length();
            return from < to ? groups.substring(from, to) : "";
        }

        /** What follows the first digits, whatever dashes stand between them. */
        private static String behind(String groups, int digits) {
            int at = 0;
            for (int left = digits; left > 0 && at < groups.length(); at++) {
                left -= groups.charAt(at) == '-' ? 0 : 1;
            }
            return trimmed(groups.substring(at));
        }
    }
}

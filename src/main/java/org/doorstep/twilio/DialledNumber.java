package org.doorstep.twilio;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Numbers in the form that Twilio takes and gives: E.164 with its plus. */
final class DialledNumber {

    private static final Pattern E164 = Pattern.compile("\\+[1-9][0-9]{6,14}");
    private static final Pattern MOBILE = Pattern.compile("1[0-9]{10}");
    private static final Pattern FIXED = Pattern.compile("0[1-9][0-9]{8,10}");
    /** What Twilio says for a number that is withheld: the word, typed on a telephone's keys. */
    private static final Set<String> WITHHELD = Set.of("+266696687", "+86282452253", "+8656696", "+2562533",
            "+7378742833");

    private DialledNumber() {
    }

    /** A normalised number, the mainland's with its country code; empty for what only the mainland itself can dial. */
    static Optional<String> of(String normalised) {
        if (E164.matcher(normalised).matches()) {
            return Optional.of(normalised);
        }
        if (MOBILE.matcher(normalised).matches()) {
            return Optional.of("+86" + normalised);
        }
        return FIXED.matcher(normalised).matches() ? Optional.of("+86" + normalised.substring(1)) : Optional.empty();
    }

    /** The caller as Twilio says; empty if withheld, or not a telephone at all. */
    static String caller(String from) {
        return E164.matcher(from).matches() && !WITHHELD.contains(from) ? from : "";
    }
}

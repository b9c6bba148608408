package org.doorstep.masking;

/**
 * Telephone numbers: mobile, fixed, service and virtual ones with their extensions.
 *
 * <p>GB/T 41833-2022, as reported from the press conference of 2023-04-07, has a waybill hide six digits or more; the
 * usual {@code 138****1234} hides four and fails. Our own choice: the tail is shown, {@code min(4, max(0, digits - 6))}
 * digits of it, neither the country code nor the extension counted; and a number of a shape that we do not know, where
 * an extension may hide in the tail, shows nothing.
 */
public final class Phones {

    private Phones() {
    }

    /**
     * What the form lets through: {@code FULL} the number as stored, {@code MASKED} and {@code TAIL4} the tail behind
     * one star a digit, with the country code of a number from abroad and {@code -****} for an extension; nothing for
     * the other forms. Text that is no phone number is {@code ****}.
     *
     * <p>A number that came in masked is all there is of it: {@code FULL} shows it as stored, the others only the tail
     * that the rule of six allows.
     */
    public static Shown show(String full, Form form) {
        return switch (form) {
            case FULL -> Shown.Text.stored(full);
            case MASKED, TAIL4 -> masked(full);
            case AREA, SURNAME, CLASS, HAZARD, VERIFIED, PSEUDONYM, NONE -> new Shown.Hidden();
        };
    }

    /** Whether some platform has hidden digits of the number already, as in {@code 131****1907}. */
    public static boolean isPremasked(String number) {
        return PhoneNumber.folded(number).indexOf('*') >= 0;
    }

    /**
     * The one spelling of a number that a blind index is made of: a number of the mainland as dialled there, any other
     * as {@code +} and country code, an extension as {@code ;ext=5678}.
     *
     * <p>Empty for what is not one whole number: blank or other text, two numbers, more digits than E.164 knows, or a
     * number masked before it came. The empty text must not be indexed, or all of these would find each other. Digits
     * of an unknown shape, such as {@code 95338}, stand for themselves.
     */
    public static String normalised(String number) {
        return PhoneNumber.parse(number).map(PhoneNumber::normalised).orElse("");
    }

    private static Shown masked(String full) {
        if (Glyphs.isBlank(full)) {
            return new Shown.Hidden();
        }
        return new Shown.Text(PhoneNumber.parse(full).map(PhoneNumber::masked).orElse("****"));
    }
}

package org.doorstep.masking;

import java.util.regex.Pattern;

/**
 * Waybill numbers: personal data by the provisions of 2014, article 3, and yet the key that operating posts work with.
 *
 * <p>How the last four are cut is our own choice: as with a phone, six characters stay hidden at least.
 */
public final class Waybills {

    private static final int LIMIT = 64;
    private static final int TAIL = 4;
    private static final int HIDDEN_AT_LEAST = 6;
    private static final String REST = "****";
    private static final Pattern SEPARATORS = Pattern.compile("[ -]");
    private static final Pattern NUMBER = Pattern.compile("[A-Za-z0-9*]{1,40}");

    private Waybills() {
    }

    /**
     * What the form lets through: {@code FULL} the number as stored, {@code TAIL4} its last four characters; nothing
     * for the other forms. A pseudonym is made under a key and is not derived here.
     */
    public static Shown show(String full, Form form) {
        return switch (form) {
            case FULL -> Shown.Text.stored(full);
            case TAIL4 -> tail(full);
            case MASKED, AREA, SURNAME, CLASS, HAZARD, VERIFIED, PSEUDONYM, NONE -> new Shown.Hidden();
        };
    }

    /** Whether a part of the number is hidden already. */
    public static boolean isPremasked(String number) {
        return Glyphs.plain(number, LIMIT).indexOf('*') >= 0;
    }

    private static Shown tail(String full) {
        if (Glyphs.isBlank(full)) {
            return new Shown.Hidden();
        }
        String number = SEPARATORS.matcher(Glyphs.plain(full, LIMIT)).replaceAll("");
        if (!NUMBER.matcher(number).matches()) {
            return new Shown.Text(REST);
        }
        int star = number.lastIndexOf('*');
        int showable = star < 0 ? number.length() - HIDDEN_AT_LEAST : number.length() - star - 1;
        int shown = Math.clamp(showable, 0, TAIL);
        return new Shown.Text(REST + number.substring(number.length() - shown));
    }
}

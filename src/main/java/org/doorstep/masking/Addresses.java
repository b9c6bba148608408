package org.doorstep.masking;

import java.util.regex.Pattern;

/**
 * Postal addresses: the area from province to town, and the detail from road or village to room.
 *
 * <p>GB/T 41833-2022, as reported from the press conference of 2023-04-07, has a waybill hide unit, household and room
 * number. Our own choice: the detail is cut at the first of them and nothing behind it is shown, the building stays,
 * and a detail in which no place is recognised is hidden whole.
 */
public final class Addresses {

    static final String REST = "****";
    private static final Pattern STARS = Pattern.compile("\\*{2,}+");

    private Addresses() {
    }

    /**
     * What the form lets through: {@code FULL} area and detail as stored, {@code MASKED} the area and the detail as far
     * as the building, {@code AREA} the area alone; nothing for the other forms. An area that holds more than an area
     * is cut like a detail.
     *
     * <p>An address that came in masked is all there is of it: {@code FULL} shows it as stored, {@code MASKED} ends at
     * the first star.
     */
    public static Shown show(String area, String detail, Form form) {
        return switch (form) {
            case FULL -> Shown.Text.stored(joined(area, detail));
            case MASKED -> Shown.Text.stored(joined(maskedArea(area), maskedDetail(detail)));
            case AREA -> Shown.Text.stored(maskedArea(area));
            case TAIL4, SURNAME, CLASS, HAZARD, VERIFIED, PSEUDONYM, NONE -> new Shown.Hidden();
        };
    }

    /** Whether some platform has hidden a part of the detail already, as in {@code 覃塘区 ****}. */
    public static boolean isPremasked(String detail) {
        return STARS.matcher(AddressCut.plain(detail)).find();
    }

    private static String maskedArea(String area) {
        String plain = AddressCut.plain(area);
        return AddressCut.isAreaAlone(plain) ? plain : AddressCut.shown(plain) + REST;
    }

    private static String maskedDetail(String detail) {
        return Glyphs.isBlank(detail) ? "" : AddressCut.shown(AddressCut.plain(detail)) + REST;
    }

    private static String joined(String area, String detail) {
        return Glyphs.isBlank(area) ? detail : Glyphs.isBlank(detail) ? area : area + " " + detail;
    }
}

package org.doorstep.masking;

import java.util.Arrays;

/**
 * A text as a scanner for numbers sees it: one char a code point, invisible ones left out, digits of any script and
 * marks for hidden digits in ASCII, each char with its place in the source.
 *
 * <p>Folding looks at one code point at a time, so the work grows with the length alone.
 */
final class Folded {

    private static final char OTHER = '\uFFFD';
    private static final String BULLETS = "•∙";

    private final String source;
    private final String text;
    private final int[] starts;

    private Folded(String source, String text, int[] starts) {
        this.source = source;
        this.text = text;
        this.starts = starts;
    }

    static Folded of(String source) {
        StringBuilder text = new StringBuilder(source.length());
        int[] starts = new int[source.length()];
        for (int at = 0; at < source.length();) {
            int point = source.codePointAt(at);
            if (!Glyphs.isInvisible(point)) {
                starts[text.length()] = at;
                text.append(fold(point));
            }
            at += Character.charCount(point);
        }
        return new Folded(source, text.toString(), Arrays.copyOf(starts, text.length()));
    }

    private static char fold(int point) {
        int digit = Glyphs.digit(point);
        if (digit >= 0) {
            return (char) ('0' + digit);
        }
        if (Glyphs.isSpace(point)) {
            return ' ';
        }
        if (Glyphs.isStar(point) || BULLETS.indexOf(point) >= 0) {
            return '*';
        }
        if (Character.getType(point) == Character.DASH_PUNCTUATION || point == '−' || point == '～') {
            return '-';
        }
        int narrow = point >= 0xFF01 && point <= 0xFF5E ? point - 0xFEE0 : point;
        return Character.isBmpCodePoint(narrow) ? (char) Character.toLowerCase(narrow) : OTHER;
    }

    String text() {
        return text;
    }

    /** Where in the source the folded char stands. */
    int start(int at) {
        return starts[at];
    }

    /** Where in the source the folded char ends, with what is invisible behind it. */
    int end(int at) {
        return at + 1 < starts.length ? starts[at + 1] : source.length();
    }

    boolean isHanDigit(int at) {
        return Glyphs.isHanDigit(source.codePointAt(starts[at]));
    }
}

package org.doorstep.masking;

import java.text.Normalizer;

/** Code points as the rules of this package see them. */
final class Glyphs {

    private static final String HAN_DIGITS = "零〇○一壹弌幺二贰貳弍两兩三叁參弎四肆五伍六陆陸七柒八捌九玖";
    private static final String HAN_VALUES = "000111122222233334455666778899";
    private static final String STARS = "*＊﹡∗⁎✱✲✳✽●■×";
    private static final String SMILE = "(^_^)";

    private Glyphs() {
    }

    static boolean isBlank(String text) {
        return text.codePoints().allMatch(point -> isInvisible(point) || isSpace(point));
    }

    /** Format and bidi controls, zero-width characters, variation selectors, fillers, unpaired surrogates. */
    static boolean isInvisible(int point) {
        return switch (Character.getType(point)) {
            case Character.FORMAT, Character.SURROGATE, Character.ENCLOSING_MARK -> true;
            default -> isVariationSelector(point) || isFiller(point);
        };
    }

    private static boolean isVariationSelector(int point) {
        return (point >= 0xFE00 && point <= 0xFE0F)
                || (point >= 0xE0100 && point <= 0xE01EF)
                || (point >= 0x180B && point <= 0x180F)
                || point == 0x034F;
    }

    private static boolean isFiller(int point) {
        return point == 0x115F || point == 0x1160 || point == 0x3164 || point == 0xFFA0 || point == 0x2800;
    }

    static boolean isSpace(int point) {
        return Character.isWhitespace(point) || Character.isSpaceChar(point) || Character.isISOControl(point);
    }

    /** The signs that platforms and carriers print in place of a hidden character. */
    static boolean isStar(int point) {
        return STARS.indexOf(point) >= 0;
    }

    /** The value of a digit of any script, circled, Chinese and financial ones included, or -1. */
    static int digit(int point) {
        int han = HAN_DIGITS.indexOf(point);
        if (han >= 0) {
            return HAN_VALUES.charAt(han) - '0';
        }
        return switch (Character.getType(point)) {
            case Character.DECIMAL_DIGIT_NUMBER -> Character.digit(point, 10);
            case Character.OTHER_NUMBER -> circledDigit(point);
            default -> -1;
        };
    }

    @SuppressWarnings("CharacterGetNumericValue") // The numbers that Character.digit does not know are meant.
    private static int circledDigit(int point) {
        int value = Character.getNumericValue(point);
        return value >= 0 && value <= 9 ? value : -1;
    }

    static boolean isHanDigit(int point) {
        return HAN_DIGITS.indexOf(point) >= 0;
    }

    /**
     * The first {@code limit} characters in form NFKC, without what cannot be seen, each run of white space one space
     * and every mark for a hidden character one asterisk.
     *
     * <p>The limit comes first because normalising a long run of combining marks is not linear.
     */
    static String plain(String text, int limit) {
        StringBuilder visible = new StringBuilder();
        text.codePoints().filter(point -> !isInvisible(point)).limit(limit).forEach(visible::appendCodePoint);
        StringBuilder plain = new StringBuilder();
        Normalizer.normalize(visible, Normalizer.Form.NFKC).codePoints().limit(limit).forEach(point -> {
            if (!isSpace(point)) {
                plain.appendCodePoint(isStar(point) ? '*' : point);
            } else if (!plain.isEmpty() && plain.charAt(plain.length() - 1) != ' ') {
                plain.append(' ');
            }
        });
        return plain.toString().strip().replace(SMILE, "****");
    }

    static String wellFormed(String text) {
        StringBuilder wellFormed = new StringBuilder(text.length());
        text.codePoints()
                .map(point -> Character.getType(point) == Character.SURROGATE ? 0xFFFD : point)
                .forEach(wellFormed::appendCodePoint);
        return wellFormed.toString();
    }
}

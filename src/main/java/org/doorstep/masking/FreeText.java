package org.doorstep.masking;

import java.util.BitSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text that people type: remarks, reasons given for a look at a field.
 *
 * <p>Our own choice: seven digits are taken for a phone or identity number, in whatever script and however they are
 * spaced. Dates written in full and waybill numbers go with them. Names are found only behind a label and a colon.
 */
public final class FreeText {

    /** Somebody's words: a letter at least, and no control characters, which the database would not take. */
    public static final String REASON_FORM = "(?=.*\\p{L})\\P{Cntrl}{4,200}";
    public static final String REASON_MESSAGE = "must be words of 4 to 200 characters";

    private static final String REST = "****";
    private static final int FEWEST_DIGITS = 7;
    private static final int WIDEST_GAP = 3;
    private static final String GAP = " -()./·_,、~+:'\"";

    private static final Pattern EXTENSION = Pattern.compile("(?:转|轉|分机号?|分機號?|内线|內線|ext(?:ension)?)"
            + "[ .:=-]{0,3}([0-9]{2,6}|(?<=[0-9][转轉])[0-9])(?![0-9])");
    private static final Pattern ACCOUNT = Pattern.compile("(?:微信号?|微信號|威信|薇信|weixin|wechat|(?<![a-z])(?:vx|wx|v信|q{2})"
            + "|加 ?v(?![a-z])|扣扣)[ :：是为為号號=,，-]{0,6}([a-z0-9][-_a-z0-9]{4,}+)");
    private static final Pattern LABELLED_NAME = Pattern.compile(
            "(?:收件人|寄件人|收货人|收貨人|发件人|發件人|发货人|姓名|联系人|聯繫人)[:] ?([^ ,;。、:*]{1,20}+)");

    private FreeText() {
    }

    /**
     * The text with {@code ****} in place of every phone and identity number, extension, WeChat or QQ account, e-mail
     * address and labelled name; what else there is stays as it is.
     */
    public static String redacted(String text) {
        Folded folded = Folded.of(text);
        BitSet found = found(folded);
        StringBuilder redacted = new StringBuilder(text.length());
        int copied = 0;
        for (int from = found.nextSetBit(0); from >= 0;) {
            int to = found.nextClearBit(from);
            redacted.append(text, copied, folded.start(from)).append(REST);
            copied = folded.end(to - 1);
            from = found.nextSetBit(to);
        }
        return Glyphs.wellFormed(redacted.append(text, copied, text.length()).toString());
    }

    private static BitSet found(Folded folded) {
        BitSet found = new BitSet(folded.text().length());
        markNumbers(folded, found);
        markGroup(EXTENSION, folded, found);
        markGroup(ACCOUNT, folded, found);
        markGroup(LABELLED_NAME, folded, found);
        markMailAddresses(folded.text(), found);
        return found;
    }

    private static void markGroup(Pattern pattern, Folded folded, BitSet found) {
        Matcher matcher = pattern.matcher(folded.text());
        while (matcher.find()) {
            found.set(matcher.start(1), matcher.end(1));
        }
    }

    private static void markNumbers(Folded folded, BitSet found) {
        String text = folded.text();
        for (int at = 0; at < text.length();) {
            if (!isDigit(text, at)) {
                at++;
                continue;
            }
            DigitRun run = DigitRun.from(folded, at);
            if (run.digits() >= FEWEST_DIGITS) {
                found.set(at > 0 && text.charAt(at - 1) == '+' ? at - 1 : at, run.end());
            }
            at = run.end();
        }
    }

    private static boolean isDigit(String text, int at) {
        return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    private static void markMailAddresses(String text, BitSet found) {
        for (int at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
            int from = at;
            while (from > 0 && isMailCharacter(text.charAt(from - 1))) {
                from--;
            }
            int to = at + 1;
            while (to < text.length() && isMailCharacter(text.charAt(to))) {
                to++;
            }
            if (from < at && to > at + 1) {
                found.set(from, to);
            }
            at = to - 1;
        }
    }

    private static boolean isMailCharacter(char sign) {
        return (sign >= 'a' && sign <= 'z') || (sign >= '0' && sign <= '9') || "._%+-*".indexOf(sign) >= 0;
    }

    /**
     * Digits with at most a few separators between each two, starred ones included where they follow a digit.
     *
     * @param end behind the last digit, or behind the check letter of an identity number
     * @param digits how many there are, starred ones included
     */
    private record DigitRun(int end, int digits) {

        static DigitRun from(Folded folded, int start) {
            String text = folded.text();
            int end = start;
            int digits = 0;
            for (int at = start; at >= 0; at = nextDigit(text, end)) {
                if (digits >= FEWEST_DIGITS && isWordNotDigit(folded, at)) {
                    break;
                }
                end = at + 1;
                digits++;
            }
            boolean checkLetter = digits >= 17 && end < text.length() && text.charAt(end) == 'x';
            return new DigitRun(checkLetter ? end + 1 : end, digits);
        }

        /** Where the next digit stands, -1 if something other than separators comes first. */
        private static int nextDigit(String text, int from) {
            if (from < text.length() && text.charAt(from) == '*') {
                return from;
            }
            int at = from;
            while (at < text.length() && at - from < WIDEST_GAP && GAP.indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            return isDigit(text, at) ? at : -1;
        }

        /** Behind a whole number a lone Chinese digit is a word, as in 一直. */
        private static boolean isWordNotDigit(Folded folded, int at) {
            return folded.isHanDigit(at) && !folded.isHanDigit(at - 1) && nextDigit(folded.text(), at + 1) < 0;
        }
    }
}

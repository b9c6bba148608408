package org.doorstep.masking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The work on hostile text grows with its length alone. */
class WorkTest {

    private static final int LENGTH = 100_000;
    private static final int READS_A_CHARACTER = 600;

    @ParameterizedTest
    @ValueSource(strings = {"1", "一", "1-", "a", "a1", "3栋", "一 ", "第", "号", "村1", "城1", "学生宿舍", "*", "block 1"})
    void addressTokensReadEachCharacterABoundedNumberOfTimes(String unit) {
        AtomicLong reads = new AtomicLong();
        String text = unit.repeat(LENGTH / unit.length());
        Matcher tokens = AddressCut.tokens(new Counted(text, reads));
        while (tokens.find()) {
            assertTrue(reads.get() > 0);
        }
        assertTrue(reads.get() <= (long) READS_A_CHARACTER * text.length(), () -> reads + " reads");
    }

    /** Quadratic work on so many characters would take minutes; the limit only has to tell these from a second. */
    @ParameterizedTest
    @ValueSource(strings = {
            "1", "1 ", "1*", "*", "12   ", "一", "a", "a@", "@", "微信", "wechat", "qq ", "加v", "转1", "转", "姓名:", "x", "#",
            "xx1-", "-", "+", "1-1", "(^_^)", "欧阳", "公司", "3栋", "城1", " ", "\u200b", "\u0301\u0316",
            "\ud800", "\u202e1", "ﷺ", "한"
    })
    void halfAMillionHostileCharactersAreMaskedInSeconds(String unit) {
        String text = unit.repeat(5 * LENGTH / unit.length());
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            Stream.of(
                    Names.show(text, Form.MASKED),
                    Phones.show(text, Form.MASKED),
                    Addresses.show("", text, Form.MASKED),
                    Waybills.show(text, Form.TAIL4))
                    .map(shown -> shown.text().orElse(""))
                    .forEach(shown -> assertTrue(shown.length() <= 500, shown));
            assertEquals("", Phones.normalised(text));
            assertEquals(FreeText.redacted(text), FreeText.redacted(FreeText.redacted(text)));
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 255, 10_000})
    void aLongDetailIsCutLikeAShortOne(int length) {
        String detail = "幸福里小区3栋2单元501室" + "谢".repeat(length);
        assertEquals(new Shown.Text("幸福里小区3栋****"), Addresses.show("", detail, Form.MASKED));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 255, 10_000})
    void aPlaceBehindALongTextIsNotReached(int length) {
        String detail = "谢".repeat(length) + "幸福里小区3栋2单元501室";
        assertEquals(new Shown.Text("****"), Addresses.show("", detail, Form.MASKED));
    }

    private record Counted(String text, AtomicLong reads) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            reads.incrementAndGet();
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}

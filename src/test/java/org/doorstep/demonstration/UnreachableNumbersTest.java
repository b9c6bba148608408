package org.doorstep.demonstration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.text.Normalizer;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.doorstep.demonstration.GeneratedParcel.Party;
import org.junit.jupiter.api.Test;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;

/** No number of a made-up parcel rings anywhere: the judge is libphonenumber, which the generator does not know. */
class UnreachableNumbersTest {
    private static final PhoneNumberUtil NUMBERS = PhoneNumberUtil.getInstance();
    private static final Set<String> UNASSIGNED = Set.of("140", "141", "142", "143", "144", "146", "148", "149", "160",
            "161", "163", "164", "168", "169", "194");
    private static final Pattern EMBEDDED = Pattern.compile("(?<!\\d)1[3-9]\\d[- ]?\\d{4}[- ]?\\d{4}");
    private static final List<Party> PARTIES = new ParcelGenerator().parcels(4, 20_000, LocalDate.of(2026, 11, 21))
            .flatMap(parcel -> Stream.of(parcel.sender(), parcel.recipient())).toList();

    @Test
    void noPhoneIsValid() {
        PARTIES.stream().map(Party::phone).forEach(UnreachableNumbersTest::assertUnreachable);
    }

    @Test
    void noPhoneInADetailIsValid() {
        var embedded = PARTIES.stream().flatMap(party -> found(party.detail())).toList();

        assertTrue(embedded.size() > 1_000);
        embedded.forEach(UnreachableNumbersTest::assertUnreachable);
    }

    @Test
    void noPhoneThatTheLibraryFindsInAnyTextIsValid() {
        PARTIES.stream().flatMap(party -> Stream.of(party.name(), party.phone(), party.detail()))
                .forEach(text -> assertFalse(NUMBERS.findNumbers(text, "CN").iterator().hasNext(), text));
    }

    @Test
    void mobileNumbersHaveUnassignedPrefixes() {
        PARTIES.stream().flatMap(party -> Stream.concat(Stream.of(party.phone()), found(party.detail())))
                .map(UnreachableNumbersTest::national).filter(phone -> phone.matches("1\\d{10}"))
                .forEach(phone -> assertTrue(UNASSIGNED.contains(phone.substring(0, 3)), phone));
    }

    @Test
    void everyNumberIsAMobileAFixedLineOrARegions() {
        long known = PARTIES.stream().map(party -> national(party.phone()))
                .filter(phone -> phone.matches("1\\d{10}|0\\d{9,10}|\\+(852|853)\\d{8}|\\+886\\d{9}")).count();

        assertEquals(PARTIES.size(), known);
    }

    @Test
    void theJudgeKnowsAValidNumber() throws NumberParseException {
        assertTrue(NUMBERS.isValidNumber(NUMBERS.parse("13800000000", "CN")));
    }

    private static void assertUnreachable(String phone) {
        String number = national(phone);
        try {
            assertFalse(NUMBERS.isValidNumber(NUMBERS.parse(number, "CN")), phone);
        } catch (NumberParseException e) {
            throw new AssertionError("not even a number: " + phone, e);
        }
    }

    /** Half-width digits without country code 86, separators and extension; the extension is glued on otherwise. */
    private static String national(String phone) {
        String text = Normalizer.normalize(phone, Normalizer.Form.NFKC).replaceFirst("^(\\+86|0086) ?", "");
        String whole = text.replaceFirst("转\\d+$", "").replaceFirst("^(1\\d{10}|0\\d+-\\d{7,8})-\\d{4}$", "$1");
        return whole.replaceAll("[- ]", "");
    }

    private static Stream<String> found(String detail) {
        return EMBEDDED.matcher(halfWidth(detail)).results().map(match -> match.group());
    }

    private static String halfWidth(String detail) {
        var text = new StringBuilder(Normalizer.normalize(detail, Normalizer.Form.NFKC));
        for (int i = 0; i < text.length(); i++) {
            int digit = "零一二三四五六七八九".indexOf(text.charAt(i));
            text.setCharAt(i, digit < 0 ? text.charAt(i) : (char) ('0' + digit));
        }
        return text.toString();
    }
}

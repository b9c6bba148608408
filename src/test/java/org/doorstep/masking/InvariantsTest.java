package org.doorstep.masking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** The invariants of masking, each judged without the code under test. */
class InvariantsTest {

    private static final Pattern HOUSEHOLD = Pattern.compile(
            "[0-9０-９一二三四五六七八九十零〇百甲乙]\\s?(单元|單元|室|户|戶|房|号房|层|層|铺|寝)|单元|單元|寝室|[0-9０-９]楼|\\d-\\d");
    private static final Pattern PHONE_MASK = Pattern.compile("(\\+\\d{1,3} )?\\**[0-9]{0,4}(-\\*{4})?");
    private static final Pattern NAME_MASK = Pattern.compile("\\*|\\X{0,2}\\*\\*");

    @Property
    void aChineseNameHidesAHanCharacter(@ForAll("chineseNames") String name) {
        String shown = text(Names.show(name, Form.MASKED));
        assertTrue(han(shown) < han(name), () -> name + " as " + shown);
        assertTrue(name.startsWith(shown.replace("*", "")), () -> name + " as " + shown);
        assertTrue(shown.endsWith("*"));
    }

    @Property
    void anOrganisationHidesAllBehindItsFirstTwoCharacters(@ForAll("organisations") String name) {
        String shown = text(Names.show(name, Form.MASKED)).replace("*", "");
        assertTrue(name.startsWith(shown) && shown.length() <= 2, () -> name + " as " + shown);
    }

    @Property
    void aSurnameIsNeverMoreThanTheMask(@ForAll("chineseNames") String name) {
        String masked = text(Names.show(name, Form.MASKED));
        String surname = text(Names.show(name, Form.SURNAME));
        assertTrue(surname.equals(masked) || surname.chars().allMatch(sign -> sign == '*'));
    }

    @Property
    void aPhoneHidesSixDigitsAndItsExtension(@ForAll("phones") Samples.Phone phone) {
        for (Form form : EnumSet.of(Form.MASKED, Form.TAIL4)) {
            String shown = text(Phones.show(phone.text(), form));
            String prefix = phone.country().isEmpty() ? "" : "+" + phone.country() + " ";
            assertTrue(shown.startsWith(prefix), () -> phone + " as " + shown);
            String tail = shown.substring(prefix.length()).replaceAll("[*-]", "");
            assertTrue(tail.length() <= Math.clamp(phone.digits().length() - 6, 0, 4), () -> phone + " as " + shown);
            assertTrue(phone.digits().endsWith(tail), () -> phone + " as " + shown);
            assertFalse(shown.contains("9"), () -> phone + " as " + shown);
        }
    }

    @Property
    void aWholePhoneKeepsItsTail(@ForAll("phones") Samples.Phone phone) {
        int digits = phone.digits().length();
        String shown = text(Phones.show(phone.text(), Form.MASKED)).replaceAll("-\\*{4}$", "");
        String tail = phone.digits().substring(digits - Math.clamp(digits - 6, 0, 4));
        assertTrue(shown.endsWith("*" + tail), () -> phone + " as " + shown);
    }

    @Property
    void anExtensionGluedToAMobileNumberStaysHidden(@ForAll @IntRange(min = 1, max = 4) int length) {
        assertFalse(text(Phones.show("14000001234" + "9".repeat(length), Form.MASKED)).contains("9"));
    }

    @Property
    void everySpellingHasOneNormalForm(@ForAll("phones") Samples.Phone phone) {
        String extension = phone.extension().replaceAll("[^9]", "");
        String expected = (phone.country().isEmpty() ? "" : "+" + phone.country()) + phone.digits()
                + (extension.isEmpty() ? "" : ";ext=" + extension);
        if (phone.digits().length() > 6) {
            assertEquals(expected, Phones.normalised(phone.text()));
            assertEquals(expected, Phones.normalised(expected));
        }
    }

    @Property
    void anyPhoneTextGivesAMaskWithAtMostFourDigits(@ForAll("anything") String text) {
        String shown = text(Phones.show(text, Form.MASKED));
        assertTrue(PHONE_MASK.matcher(shown).matches(), () -> shown);
        long digits = shown.replaceFirst("^\\+\\d+ ", "").chars().filter(Character::isDigit).count();
        long places = shown.replaceFirst("^\\+\\d+ ", "").replaceFirst("-\\*{4}$", "").length();
        assertTrue(digits == 0 || places - digits >= 6, () -> shown);
    }

    @Property
    void anyNormalFormIsDigitsOrEmptyAndItsOwnNormalForm(@ForAll("anything") String text) {
        String normalised = Phones.normalised(text);
        assertTrue(normalised.matches("(\\+?\\d+(;ext=\\d{1,6})?)?"), () -> normalised);
        assertEquals(normalised, Phones.normalised(normalised));
    }

    @Property
    void anAddressEndsWithItsBuilding(@ForAll("details") Samples.Detail detail) {
        String expected = Normalizer.normalize(detail.shown(), Normalizer.Form.NFKC) + "****";
        assertEquals("西湖区 " + expected, text(Addresses.show("西湖区", detail.text(), Form.MASKED)));
    }

    @Property
    void noHouseholdAndNothingBehindItSurvives(@ForAll("details") Samples.Detail detail) {
        String shown = text(Addresses.show("", detail.text(), Form.MASKED));
        assertFalse(HOUSEHOLD.matcher(shown).find(), () -> detail + " as " + shown);
        assertFalse(
                !detail.remark().isEmpty() && shown.contains(detail.remark().strip()), () -> detail + " as " + shown);
        assertFalse(shown.contains(Normalizer.normalize(detail.household(), Normalizer.Form.NFKC)));
    }

    @Property
    void noHouseholdSurvivesInAnyText(@ForAll("anything") String before, @ForAll("details") Samples.Detail detail) {
        String shown = text(Addresses.show("", before + detail.text(), Form.MASKED));
        assertFalse(Pattern.compile("单元|單元|寝室|[0-9一二三四五六七八九十零〇百]室").matcher(shown).find(), () -> shown);
        assertTrue(shown.endsWith("****"));
    }

    @Property
    void theAreaShowsNothingOfTheDetail(@ForAll("details") Samples.Detail detail) {
        assertEquals("浙江省杭州市西湖区", text(Addresses.show("浙江省杭州市西湖区", detail.text(), Form.AREA)));
    }

    @Property
    void anyNameGivesAMask(@ForAll("anything") String text) {
        Shown shown = Names.show(text, Form.MASKED);
        shown.text().ifPresent(mask -> assertTrue(NAME_MASK.matcher(mask).matches(), () -> text + " as " + mask));
    }

    @Property
    void aWaybillTailIsAtMostFour(@ForAll("anything") String text) {
        Shown shown = Waybills.show(text, Form.TAIL4);
        shown.text().ifPresent(mask -> assertTrue(mask.matches("\\*{4}[A-Za-z0-9]{0,4}"), mask));
    }

    @Property
    void everyFormOfEveryKindIsTotalEncodableAndIdempotent(@ForAll("anything") String text, @ForAll Form form) {
        assertStable(text, form, Names::show);
        assertStable(text, form, Phones::show);
        assertStable(text, form, Waybills::show);
        assertStable(text, form, (detail, as) -> Addresses.show("", detail, as));
        assertStable(text, form, (area, as) -> Addresses.show(area, "", as));
        assertStable(text, form, (reason, as) -> new Shown.Text(FreeText.redacted(reason)));
    }

    @Property
    void aFormThatMakesNoSenseShowsNothing(@ForAll("anything") String text, @ForAll Form form) {
        Shown hidden = new Shown.Hidden();
        assertTrue(isOneOf(form, Form.FULL, Form.MASKED, Form.SURNAME) || Names.show(text, form).equals(hidden));
        assertTrue(isOneOf(form, Form.FULL, Form.MASKED, Form.TAIL4) || Phones.show(text, form).equals(hidden));
        assertTrue(isOneOf(form, Form.FULL, Form.MASKED, Form.AREA)
                || Addresses.show(text, text, form).equals(hidden));
        assertTrue(isOneOf(form, Form.FULL, Form.TAIL4) || Waybills.show(text, form).equals(hidden));
    }

    @Property
    void whatWasMaskedIsKnownAsPremasked(@ForAll("anything") String text) {
        Names.show(text, Form.MASKED).text().ifPresent(mask -> assertTrue(Names.isPremasked(mask)));
        Addresses.show("", text, Form.MASKED).text().ifPresent(mask -> assertTrue(Addresses.isPremasked(mask)));
        Waybills.show(text, Form.TAIL4).text().ifPresent(mask -> assertTrue(Waybills.isPremasked(mask)));
        Phones.show(text, Form.MASKED).text().ifPresent(mask -> assertTrue(Phones.isPremasked(mask)));
    }

    @Property
    void anEmbeddedPhoneIsRedacted(@ForAll("phones") Samples.Phone phone) {
        String redacted = FreeText.redacted("客户说打" + phone.text() + "找他");
        long digits = Normalizer.normalize(redacted, Normalizer.Form.NFKC).chars()
                .filter(sign -> Character.isDigit(sign) || "〇一二三四五六七八九".indexOf(sign) >= 0).count();
        assertTrue(phone.digits().length() < 7 || digits <= 6, () -> phone + " in " + redacted);
        assertTrue(redacted.startsWith("客户说打") && redacted.endsWith("找他"), () -> redacted);
    }

    @Property
    void sevenAsciiDigitsNeverSurviveInARow(@ForAll("anything") String text) {
        String redacted = FreeText.redacted(text);
        assertFalse(Pattern.compile("[0-9]([- ]?[0-9]){6}").matcher(redacted).find(), () -> text + " as " + redacted);
    }

    private static void assertStable(String text, Form form, BiFunction<String, Form, Shown> mask) {
        Shown once = mask.apply(text, form);
        once.text().ifPresent(shown -> {
            assertEquals(0, shown.codePoints().filter(InvariantsTest::isSurrogate).count());
            assertEquals(shown, text(mask.apply(shown, form)), () -> "of " + text);
        });
    }

    private static boolean isSurrogate(int point) {
        return Character.getType(point) == Character.SURROGATE;
    }

    private static boolean isOneOf(Form form, Form... forms) {
        return Set.of(forms).contains(form);
    }

    private static long han(String text) {
        return text.codePoints().filter(point -> UnicodeScript.of(point) == UnicodeScript.HAN).count();
    }

    private static String text(Shown shown) {
        return shown.text().orElse("");
    }

    @Provide
    Arbitrary<String> chineseNames() {
        return Samples.chineseNames();
    }

    @Provide
    Arbitrary<String> organisations() {
        return Samples.organisations();
    }

    @Provide
    Arbitrary<Samples.Phone> phones() {
        return Samples.phones();
    }

    @Provide
    Arbitrary<Samples.Detail> details() {
        return Samples.details();
    }

    @Provide
    Arbitrary<String> anything() {
        return Samples.anything();
    }
}

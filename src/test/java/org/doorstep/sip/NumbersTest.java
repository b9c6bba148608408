package org.doorstep.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;

class NumbersTest {

    private static final Numbers PLAIN = numbers(Map.of());
    private static final Numbers TRUNK = numbers(
            Map.of("numbers.strip", "+86,0086", "numbers.add", "+86", "numbers.length", "11"));

    private static Numbers numbers(Map<String, String> settings) {
        return new Numbers(Settings.of(5060, settings).numbers());
    }

    @ParameterizedTest
    @CsvSource({"14400000003,14400000003,", "+8614400000003,14400000003,", "008614400000003,14400000003,",
            "144-0000.0003,14400000003,", "(144)00000003,14400000003,", "1440000000312,14400000003,12",
            "14400000003;ext=12,14400000003,12", "14400000003;phone-context=x;EXT=12,14400000003,12",
            "1440000000312;ext=34,14400000003,12", "110,110,"})
    void dialledNumbersAreReadInTheTrunksForms(String user, String number, String extension) {
        assertEquals(Optional.of(new Numbers.Dialled(number, Optional.ofNullable(extension))), TRUNK.dialled(user));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "anonymous", "+", "+86", "1440000000x", "14400000003;ext=", "14400000003;ext=1x",
            "14400000003;ext=123456789", "14400000003123456789", "1234567890123456789012345", "１４４00000003",
            "++8614400000003", "14400000003 ", "1440000\u00000003"})
    void whatIsNoNumberIsNone(String user) {
        assertEquals(Optional.empty(), TRUNK.dialled(user));
    }

    @Test
    void callerHasNoExtension() {
        assertEquals(Optional.of("14000000001"), PLAIN.caller("14000000001;ext=12"));
    }

    @ParameterizedTest
    @CsvSource({"14000000001,+8614000000001", "+8614000000001,+8614000000001"})
    void prefixIsPutBeforeANumberOnce(String number, String outward) {
        assertEquals(outward, TRUNK.outward(number));
    }

    @Property
    void numberThatGoesOutComesBackTheSame(
            @ForAll @NumericChars @StringLength(min = 3, max = 15) String number) {
        if (!number.startsWith("0086")) {
            assertEquals(number, TRUNK.back(number));
        }
        assertEquals(number, PLAIN.back(number));
    }

    @Property
    void nothingButDigitsIsEverRead(@ForAll String user) {
        TRUNK.dialled(user).ifPresent(dialled -> {
            assertEquals("", dialled.number().replaceAll("^\\+?[0-9]+$", ""));
            assertEquals("", dialled.extension().orElse("").replaceAll("^[0-9]{1,8}$", ""));
        });
    }

    @Test
    void dialledNumberIsNotPrinted() {
        assertFalse(PLAIN.dialled("14400000003").toString().contains("144"));
    }
}

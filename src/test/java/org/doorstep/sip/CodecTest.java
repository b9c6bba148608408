package org.doorstep.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CodecTest {

    private static final Pattern DIGITS = Pattern.compile("[0-9]{6,}");
    /** The longest values that RFC 4867, RFC 7587 and their like give a parameter. */
    private static final Set<String> LONG = Set.of("maxplaybackrate");

    @ParameterizedTest
    @CsvSource({"0,PCMU/8000", "3,GSM/8000", "4,G723/8000", "8,PCMA/8000", "9,G722/8000", "13,CN/8000",
            "18,G729/8000"})
    void payloadTypesAreThoseOfRfc3551(int payload, String encoding) {
        assertEquals(Optional.of(encoding), Codec.of(payload).map(codec -> codec.encoding(8000)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 7, 10, 14, 31, 34, 95, 96, 127, -2})
    void otherPayloadTypesAreNone(int payload) {
        assertEquals(Optional.empty(), Codec.of(payload));
    }

    @ParameterizedTest
    @CsvSource({"pcma/8000,PCMA", "PCMA/8000/1,PCMA", "amr-wb/16000,AMR_WB", "opus/48000/2,OPUS",
            "telephone-event/48000,TELEPHONE_EVENT", "CN/16000,CN"})
    void encodingsAreKnownInAnySpelling(String encoding, Codec codec) {
        assertEquals(Optional.of(codec), Codec.of(encoding));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PCMA/16000", "PCMA/8000/2", "PCMA", "opus/48000", "opus/48000/1", "L16/8000",
            "PCMA/8000/1/1",
            "PCMA/14000000001", "x14000000001/8000", "G722/16000", ""})
    void otherEncodingsAreNone(String encoding) {
        assertEquals(Optional.empty(), Codec.of(encoding));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"AMR|octet-align=1; mode-set=0,2,4,7|octet-align=1;mode-set=0,2,4,7",
            "AMR|OCTET-ALIGN = 1 ;number=14000000001|octet-align=1", "ILBC|mode=30|mode=30",
            "G729|annexb=no|annexb=no", "OPUS|minptime=10;useinbandfec=1|minptime=10;useinbandfec=1",
            "TELEPHONE_EVENT|0-15|0-15", "AMR|octet-align=1;octet-align=0|octet-align=1"})
    void parametersPassWithTheirKnownValues(Codec codec, String given, String kept) {
        assertEquals(Optional.of(kept), codec.parameters(given));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"AMR|mode-set=1,4,0,0,0,0,0,0,1", "AMR|mode-set=7,4", "AMR|mode-set=1,1",
            "AMR|mode-set=9", "AMR|octet-align=14000000001", "AMR|octet-align", "PCMA|annexb=no", "G729|annexb=NO!",
            "TELEPHONE_EVENT|0-15,14000000001", "TELEPHONE_EVENT|1-4", "OPUS|maxaveragebitrate=140000",
            "OPUS|maxptime=140", "G729|mode-set=0,1", "AMR|''", "AMR|;;=;"})
    void nothingElseDoes(Codec codec, String given) {
        assertEquals(Optional.empty(), codec.parameters(given));
    }

    @Property
    void noNumberPassesInAParameter(@ForAll Codec codec, @ForAll("parameters") String given) {
        codec.parameters(given).ifPresent(kept -> Stream.of(kept.split(";"))
                .filter(each -> !LONG.contains(each.split("=")[0]))
                .forEach(each -> assertFalse(DIGITS.matcher(each.replace(",", "")).find()
                        && !rises(each.replaceAll("\\D", "")), each)));
    }

    /** Modes only go up, which no number of eleven digits does. */
    private static boolean rises(String digits) {
        return digits.chars().distinct().count() == digits.length()
                && digits.chars().sorted().mapToObj(Character::toString).collect(Collectors.joining()).equals(digits);
    }

    @Property
    void whatPassedPassesAgainUnchanged(@ForAll Codec codec, @ForAll("parameters") String given) {
        codec.parameters(given).ifPresent(kept -> assertEquals(Optional.of(kept), codec.parameters(kept)));
    }

    @Provide
    Arbitrary<String> parameters() {
        var names = Arbitraries.of("octet-align", "mode-set", "mode", "annexb", "minptime", "stereo", "number",
                "maxplaybackrate", "max-red");
        var values = Arbitraries.oneOf(Arbitraries.of("0", "1", "20", "30", "no", "48000", "0,1,2,3,4,5,6,7,8", "0-15"),
                Arbitraries.strings().numeric().ofMaxLength(12),
                Arbitraries.strings().withChars("0123456789,").ofMaxLength(20));
        return Combinators.combine(names, values).as((name, value) -> name + "=" + value).list()
                .ofMaxSize(4).map(parts -> String.join(";", parts));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CN", "TELEPHONE_EVENT"})
    void noiseAndTonesAreNoSpeech(Codec codec) {
        assertFalse(codec.speech());
        assertTrue(Codec.PCMA.speech());
    }
}

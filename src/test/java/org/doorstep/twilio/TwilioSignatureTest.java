package org.doorstep.twilio;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples are those that Twilio's own helper libraries are tested with. */
class TwilioSignatureTest {

    private static final String URL = "https://mycompany.com/myapp.php?foo=1&bar=2";
    private static final String BODY = "CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309"
            + "&To=%2B18005551212";
    private static final String SIGNATURE = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";
    private static final TwilioSignature TWILIO = new TwilioSignature("12345");

    @Test
    void publishedExampleIsGenuine() {
        assertTrue(isGenuine(URL, BODY, SIGNATURE));
    }

    @Test
    void valueThatComesTwiceCountsOnce() {
        assertTrue(isGenuine(URL, "Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234&Digits=1234",
                "IK+Dwps556ElfBT0I3Rgjkr1wJU="));
    }

    @ParameterizedTest
    @CsvSource({"https://mycompany.com/myapp.php?foo=1&bar=3", "http://mycompany.com/myapp.php?foo=1&bar=2",
            "https://mycompany.com/other.php?foo=1&bar=2"})
    void anotherAddressIsNotWhatWasSigned(String url) {
        assertFalse(isGenuine(url, BODY, SIGNATURE));
    }

    @Test
    void alteredParameterIsNotWhatWasSigned() {
        assertFalse(isGenuine(URL, BODY.replace("1234&From", "9999&From"), SIGNATURE));
    }

    @Test
    void addedParameterIsNotWhatWasSigned() {
        assertFalse(isGenuine(URL, BODY + "&More=1", SIGNATURE));
    }

    @ParameterizedTest
    @CsvSource({"''", "RSOYDt4T1cUTdK1PDd93/VVr8B9=", "王"})
    void anotherSignatureIsNone(String signature) {
        assertFalse(isGenuine(URL, BODY, signature));
    }

    private static boolean isGenuine(String url, String body, String signature) {
        return TWILIO.isOf(url, TwilioForm.of(body).orElseThrow(), signature);
    }
}

package org.doorstep.crypto;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

class KnownAnswersTest {

    @Test
    void thisRuntimeGivesTheAnswersOfTheStandards() {
        assertDoesNotThrow(KnownAnswers::check);
    }

    @Test
    void everyAlgorithmOfThePackageIsAsked() {
        Set<String> asked = KnownAnswers.tests().stream().map(KnownAnswersTest::algorithm).collect(Collectors.toSet());
        assertEquals(Set.of("SM4", "SM3", "HMAC-SM3", "SM4-GCM", "AES-GCM", "Ed25519", "SM2"), asked);
    }

    @Test
    void aWrongAnswerNamesItsAlgorithmAndSource() {
        var wrong = new KnownAnswers.Answer("SM3", "GB/T 32905-2016", () -> new byte[32], "00");
        assertNames(wrong, "SM3", "GB/T 32905-2016");
    }

    @Test
    void aCipherThatSealsWronglyIsNamed() {
        assertNames(sealing(new FakeAead(1, true)), "SM4-GCM", "RFC 8998");
    }

    @Test
    void aCipherThatOpensAlteredBytesIsNamed() {
        assertNames(sealing(new FakeAead(2, false)), "SM4-GCM", "RFC 8998");
    }

    @Test
    void aCipherThatOpensNothingIsNamed() {
        assertNames(sealing(new FakeAead(2, true)), "SM4-GCM", "RFC 8998");
    }

    private static KnownAnswers.SelfTest sealing(Aead aead) {
        return new KnownAnswers.Sealing("SM4-GCM", "RFC 8998", aead, "000000000000000000000000", "", "", "02");
    }

    private static void assertNames(KnownAnswers.SelfTest test, String algorithm, String source) {
        var failure = assertThrows(AlgorithmUnavailable.class, test::run);
        assertTrue(failure.toString().contains(": " + algorithm + " does not give the answer of " + source));
    }

    private static String algorithm(KnownAnswers.SelfTest test) {
        return switch (test) {
            case KnownAnswers.Answer answer -> answer.algorithm();
            case KnownAnswers.Sealing sealing -> sealing.algorithm();
        };
    }

    private record FakeAead(int sealed, boolean refuses) implements Aead {
        @Override
        public byte[] seal(byte[] nonce, byte[] associated, byte[] plaintext) {
            return new byte[]{(byte) sealed};
        }

        @Override
        public byte[] open(byte[] nonce, byte[] associated, byte[] ciphertextAndTag) throws NotAuthentic {
            if (refuses) {
                throw new NotAuthentic();
            }
            return new byte[0];
        }
    }
}

package org.doorstep.hr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.standardwebhooks.Webhook;

/** Keys in the forms of Standard Webhooks 1.0. */
class WebhookKeyTest {

    private static final byte[] CONTENT = "evt_1.1795250000.{}".getBytes(StandardCharsets.UTF_8);

    @Test
    void sharedSecretVerifiesWhatThePublishedLibrarySigns() throws Exception {
        var text = "whsec_" + Base64.getEncoder().encodeToString(new byte[24]);
        var signature = new Webhook(text).sign("evt_1", 1_795_250_000L, "{}").substring("v1,".length());

        var key = WebhookKey.of("one", text);

        assertEquals("v1", key.version());
        assertTrue(key.signed(CONTENT, Base64.getDecoder().decode(signature)));
        assertFalse(key.signed("other".getBytes(StandardCharsets.UTF_8), Base64.getDecoder().decode(signature)));
    }

    @Test
    void publicKeyVerifiesWhatItsPrivateHalfSigns() throws Exception {
        var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        var encoded = pair.getPublic().getEncoded();
        var raw = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
        var signer = Signature.getInstance("Ed25519");
        signer.initSign(pair.getPrivate());
        signer.update(CONTENT);
        var signature = signer.sign();

        var key = WebhookKey.of("two", "whpk_" + Base64.getEncoder().encodeToString(raw));

        assertEquals("v1a", key.version());
        assertTrue(key.signed(CONTENT, signature));
        signature[0] ^= 1;
        assertFalse(key.signed(CONTENT, signature));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "secret", "whsec_", "whsec_!!", "whsec_AAAA", "whpk_AAAA", "whsk_AAAA"})
    void keyOfAnotherFormStopsTheStartWithoutBeingTold(String text) {
        var thrown = assertThrows(IllegalArgumentException.class, () -> WebhookKey.of("three", text));

        assertTrue(thrown.getMessage().contains("three"));
        assertFalse(text.length() > 6 && thrown.getMessage().contains(text.substring(6)));
    }
}

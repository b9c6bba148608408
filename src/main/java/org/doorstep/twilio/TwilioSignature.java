package org.doorstep.twilio;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.TreeMap;
import java.util.TreeSet;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the header {@code X-Twilio-Signature} says: HMAC-SHA1 with the account's auth token over the whole address,
 * followed by each parameter's name and value in the order of names, in Base64 (Twilio, "Secure webhooks"). A value that
 * comes twice counts once. There is no time in it, so a copied request stays valid for ever.
 */
final class TwilioSignature {

    static final String HEADER = "X-Twilio-Signature";
    private static final String ALGORITHM = "HmacSHA1";

    private final SecretKeySpec key;

    TwilioSignature(String authToken) {
        this.key = new SecretKeySpec(authToken.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    boolean isOf(String url, TwilioForm form, String header) {
        return MessageDigest.isEqual(of(url, form).getBytes(StandardCharsets.US_ASCII),
                header.getBytes(StandardCharsets.UTF_8));
    }

    private String of(String url, TwilioForm form) {
        var signed = new StringBuilder(url);
        new TreeMap<>(form.parameters())
                .forEach((name, values) -> new TreeSet<>(values).forEach(value -> signed.append(name).append(value)));
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return Base64.getEncoder().encodeToString(mac.doFinal(signed.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

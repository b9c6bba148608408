package org.doorstep.dypls;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.SortedMap;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs requests to Alibaba Cloud: signature method V3, {@code ACS3-HMAC-SHA256} (Alibaba Cloud, "Request syntax and
 * signature method V3"), which the method with HMAC-SHA1 that Dypls' first documents show gave way to.
 */
final class AccessKey {

    private static final String METHOD = "ACS3-HMAC-SHA256";
    private static final String ALGORITHM = "HmacSHA256";

    private final String id;
    private final SecretKeySpec secret;

    AccessKey(String id, String secret) {
        this.id = id;
        this.secret = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /**
     * The header {@code Authorization} of a POST to the root.
     *
     * @param query encoded and sorted, empty without one
     * @param headers all that are signed, by their names in lower case: at least {@code host} and those beginning with
     *            {@code x-acs-}, with {@code x-acs-content-sha256} among them
     */
    String authorization(String query, SortedMap<String, String> headers) {
        var names = String.join(";", headers.keySet());
        var canonical = new StringBuilder("POST\n/\n").append(query).append('\n');
        headers.forEach((name, value) -> canonical.append(name).append(':').append(value.strip()).append('\n'));
        canonical.append('\n').append(names).append('\n').append(headers.get("x-acs-content-sha256"));
        var signature = HexFormat.of().formatHex(signed(METHOD + "\n" + sha256(canonical.toString())));
        return METHOD + " Credential=" + id + ",SignedHeaders=" + names + ",Signature=" + signature;
    }

    static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(
                    MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] signed(String text) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

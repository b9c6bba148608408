package org.doorstep.hr;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A key by which a sender signs (Standard Webhooks 1.0, "Signature scheme"). The key never leaves it. */
sealed interface WebhookKey {

    /** The version in front of its signatures. */
    String version();

    /** Whether the signature is one of this key over the content. */
    boolean signed(byte[] content, byte[] signature);

    /**
     * A key in the form of the specification.
     *
     * @throws IllegalArgumentException if it has none of the forms; the message does not tell the key
     */
    static WebhookKey of(String name, String text) {
        try {
            if (text.startsWith("whsec_")) {
                return new Shared(secret(name, text.substring("whsec_".length())));
            }
            if (text.startsWith("whpk_")) {
                return new Public(Ed25519.key(Base64.getDecoder().decode(text.substring("whpk_".length()))));
            }
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw new IllegalArgumentException("Webhook key " + name + " cannot be read", e);
        }
        throw new IllegalArgumentException("Webhook key " + name + " begins with neither whsec_ nor whpk_");
    }

    private static byte[] secret(String name, String base64) {
        var secret = Base64.getDecoder().decode(base64);
        if (secret.length < Shared.LEAST || secret.length > Shared.MOST) {
            throw new IllegalArgumentException("Webhook key " + name + " has not 24 to 64 bytes");
        }
        return secret;
    }

    /** HMAC-SHA256 under a secret that both know. */
    final class Shared implements WebhookKey {
        private static final int LEAST = 24;
        private static final int MOST = 64;
        private static final String HMAC = "HmacSHA256";

        private final SecretKeySpec secret;

        private Shared(byte[] secret) {
            this.secret = new SecretKeySpec(secret, HMAC);
        }

        @Override
        public String version() {
            return "v1";
        }

        @Override
        public boolean signed(byte[] content, byte[] signature) {
            try {
                var mac = Mac.getInstance(HMAC);
                mac.init(secret);
                return MessageDigest.isEqual(mac.doFinal(content), signature);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Ed25519 (RFC 8032): only the sender can sign. */
    final class Public implements WebhookKey {
        private final PublicKey key;

        private Public(PublicKey key) {
            this.key = key;
        }

        @Override
        public String version() {
            return "v1a";
        }

        @Override
        public boolean signed(byte[] content, byte[] signature) {
            try {
                var verifier = Signature.getInstance(Ed25519.NAME);
                verifier.initVerify(key);
                verifier.update(content);
                return verifier.verify(signature);
            } catch (GeneralSecurityException e) {
                return false;
            }
        }
    }

    /** The key's 32 bytes as the JDK takes them: behind the header of RFC 8410, section 4. */
    final class Ed25519 {
        private static final String NAME = "Ed25519";
        private static final byte[] HEADER = HexFormat.of().parseHex("302a300506032b6570032100");
        private static final int LENGTH = 32;

        private Ed25519() {
        }

        private static PublicKey key(byte[] raw) throws GeneralSecurityException {
            if (raw.length != LENGTH) {
                throw new IllegalArgumentException("not 32 bytes");
            }
            var encoded = new byte[HEADER.length + LENGTH];
            System.arraycopy(HEADER, 0, encoded, 0, HEADER.length);
            System.arraycopy(raw, 0, encoded, HEADER.length, LENGTH);
            return KeyFactory.getInstance(NAME).generatePublic(new X509EncodedKeySpec(encoded));
        }
    }
}

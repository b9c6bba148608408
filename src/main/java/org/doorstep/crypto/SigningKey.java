package org.doorstep.crypto;

import java.math.BigInteger;
import java.util.Arrays;

import org.bouncycastle.asn1.gm.GMNamedCurves;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.signers.SM2Signer;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;

/** A key that signs, kept wrapped by the root key like every other. Safe for use by many threads. */
public final class SigningKey {

    private static final int LENGTH = 32;

    private final Scheme scheme;
    private final byte[] key;
    private final byte[] publicKey;

    private SigningKey(Scheme scheme, byte[] key) {
        this.scheme = scheme;
        this.key = key;
        this.publicKey = scheme.publicKey(key);
    }

    /** How it signs. */
    public enum Scheme {
        /** RFC 8032: a public key has 32 bytes, a signature 64. */
        ED25519 {
            @Override
            byte[] publicKey(byte[] key) {
                return new Ed25519PrivateKeyParameters(key).generatePublicKey().getEncoded();
            }

            @Override
            byte[] sign(byte[] key, byte[] message) {
                var signer = new Ed25519Signer();
                signer.init(true, new Ed25519PrivateKeyParameters(key));
                signer.update(message, 0, message.length);
                return signer.generateSignature();
            }

            @Override
            boolean fits(byte[] key) {
                return true;
            }
        },
        /**
         * SM2 with SM3 (GB/T 32918.2-2016), default user id 1234567812345678: a public key is 04, x and y; a signature is
         * DER (GB/T 35276-2017).
         */
        SM2 {
            @Override
            byte[] publicKey(byte[] key) {
                return new FixedPointCombMultiplier().multiply(CURVE.getG(), new BigInteger(1, key)).normalize()
                        .getEncoded(false);
            }

            @Override
            byte[] sign(byte[] key, byte[] message) {
                var signer = new SM2Signer();
                signer.init(true, new ECPrivateKeyParameters(new BigInteger(1, key), CURVE));
                signer.update(message, 0, message.length);
                try {
                    return signer.generateSignature();
                } catch (CryptoException e) {
                    throw new IllegalStateException("SM2 does not sign", e);
                }
            }

            /** From 1 to n - 2 (GB/T 32918.1-2016, 6.1). */
            @Override
            boolean fits(byte[] key) {
                var d = new BigInteger(1, key);
                return d.signum() > 0 && d.compareTo(CURVE.getN().subtract(BigIntegers.ONE)) < 0;
            }
        };

        private static final ECDomainParameters CURVE = new ECDomainParameters(GMNamedCurves.getByName("sm2p256v1"));

        abstract byte[] publicKey(byte[] key);

        abstract byte[] sign(byte[] key, byte[] message);

        abstract boolean fits(byte[] key);
    }

    /** What {@link WrappedKey#purpose} says of keys of this use and scheme. */
    public static String purpose(String use, Scheme scheme) {
        return "sign/" + use + "/" + scheme.name();
    }

    /**
     * A new key, to be kept.
     *
     * @throws RootKeyUnavailable if the root key's store does not answer
     */
    public static WrappedKey generate(RootKey root, String use, Scheme scheme, int version) {
        byte[] key = Randomness.SYSTEM.bytes(LENGTH);
        while (!scheme.fits(key)) {
            key = Randomness.SYSTEM.bytes(LENGTH);
        }
        return WrappedKey.wrap(root, purpose(use, scheme), version, key);
    }

    /**
     * Opens a kept key.
     *
     * @throws NotAuthentic       if it was altered or is the key of another use
     * @throws RootKeyUnavailable if the root key's store does not answer
     */
    public static SigningKey open(RootKey root, String use, Scheme scheme, WrappedKey kept) throws NotAuthentic {
        if (!kept.purpose().equals(purpose(use, scheme))) {
            throw new NotAuthentic();
        }
        byte[] key = kept.unwrap(root);
        if (key.length != LENGTH || !scheme.fits(key)) {
            Arrays.fill(key, (byte) 0);
            throw new NotAuthentic();
        }
        return new SigningKey(scheme, key);
    }

    static SigningKey of(Scheme scheme, byte[] key) {
        return new SigningKey(scheme, key.clone());
    }

    public byte[] sign(byte[] message) {
        return scheme.sign(key, message);
    }

    /** The public key in the form of its {@link Scheme}. */
    public byte[] publicKey() {
        return publicKey.clone();
    }

    @Override
    public String toString() {
        return "SigningKey[" + scheme + "]";
    }
}

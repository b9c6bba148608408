package org.doorstep.verifier;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

import org.bouncycastle.asn1.gm.GMNamedCurves;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithID;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.SM2Signer;

/** Signs notes as logs and witnesses do, from a seed: key lines and signature lines are put together here anew. */
public final class SampleSigner {

    private final String name;
    private final byte[] seed;

    public SampleSigner(String name, String seed) {
        this.name = name;
        this.seed = SampleTree.sha256(seed.getBytes(StandardCharsets.UTF_8));
    }

    public String ed25519Key() {
        return key((byte) 1, ed25519Public());
    }

    public String witnessKey() {
        return key((byte) 4, ed25519Public());
    }

    public String sm2Key() {
        return name + "+" + HexFormat.of().formatHex(sm2Id()) + "+" + Base64.getEncoder().encodeToString(join(sm2Type(),
                sm2Public()));
    }

    public String ed25519Line(String text) {
        return line(id((byte) 1, ed25519Public()), ed25519(text.getBytes(StandardCharsets.UTF_8)));
    }

    public String cosignature(String text, long seconds) {
        byte[] signature = ed25519(("cosignature/v1\ntime " + seconds + "\n" + text).getBytes(StandardCharsets.UTF_8));
        return line(id((byte) 4, ed25519Public()), ByteBuffer.allocate(72).putLong(seconds).put(signature).array());
    }

    public String sm2Line(String text) {
        try {
            var signer = new SM2Signer();
            signer.init(true, new ParametersWithID(new ParametersWithRandom(new ECPrivateKeyParameters(sm2Private(),
                    domain()), new SecureRandom()), "1234567812345678".getBytes(StandardCharsets.US_ASCII)));
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            signer.update(bytes, 0, bytes.length);
            return line(sm2Id(), signer.generateSignature());
        } catch (CryptoException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] ed25519Public() {
        return new Ed25519PrivateKeyParameters(seed).generatePublicKey().getEncoded();
    }

    private byte[] ed25519(byte[] message) {
        try {
            PrivateKey key = KeyFactory.getInstance("Ed25519").generatePrivate(new EdECPrivateKeySpec(
                    NamedParameterSpec.ED25519, seed));
            var signature = Signature.getInstance("Ed25519");
            signature.initSign(key);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] sm2Public() {
        return domain().getG().multiply(sm2Private()).normalize().getEncoded(false);
    }

    private BigInteger sm2Private() {
        return new BigInteger(1, seed).mod(domain().getN().subtract(BigInteger.TWO)).add(BigInteger.ONE);
    }

    private static ECDomainParameters domain() {
        return new ECDomainParameters(GMNamedCurves.getByName("sm2p256v1"));
    }

    private byte[] sm2Id() {
        return Arrays.copyOf(SampleTree.sha256((name + "\n").getBytes(StandardCharsets.UTF_8), sm2Type(), sm2Public()),
                4);
    }

    private static byte[] sm2Type() {
        return join(new byte[]{(byte) 0xFF}, "doorstep/sm2-sm3/1".getBytes(StandardCharsets.US_ASCII));
    }

    private String key(byte type, byte[] key) {
        return name + "+" + HexFormat.of().formatHex(id(type, key)) + "+" + Base64.getEncoder().encodeToString(join(
                new byte[]{type}, key));
    }

    private byte[] id(byte type, byte[] key) {
        return Arrays.copyOf(SampleTree.sha256((name + "\n").getBytes(StandardCharsets.UTF_8), new byte[]{type}, key),
                4);
    }

    private String line(byte[] id, byte[] signature) {
        return "\u2014 " + name + " " + Base64.getEncoder().encodeToString(join(id, signature)) + "\n";
    }

    private static byte[] join(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
    }
}

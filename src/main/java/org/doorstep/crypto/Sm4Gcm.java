package org.doorstep.crypto;

import java.util.Arrays;

import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.modes.GCMModeCipher;
import org.bouncycastle.crypto.modes.gcm.BasicGCMMultiplier;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/**
 * SM4-GCM (GB/T 32907-2016, RFC 8998) by Bouncy Castle's own classes, without the provider look-up of JCA.
 *
 * <p>Each call has its own engine: what is left to prepare is the SM4 key schedule and one block. Bouncy Castle's
 * default would also fill a 4 KB table per engine, which costs more than it saves on values of up to some hundred
 * bytes, and which is indexed by secret data.
 */
final class Sm4Gcm implements Aead {

    private final KeyParameter key;

    Sm4Gcm(byte[] key) {
        this.key = new KeyParameter(key);
    }

    @Override
    public byte[] seal(byte[] nonce, byte[] associated, byte[] plaintext) {
        try {
            return process(true, nonce, associated, plaintext);
        } catch (InvalidCipherTextException e) {
            throw new AlgorithmUnavailable("SM4-GCM cannot seal", e);
        }
    }

    @Override
    public byte[] open(byte[] nonce, byte[] associated, byte[] ciphertextAndTag) throws NotAuthentic {
        if (ciphertextAndTag.length < Algorithm.TAG_LENGTH) {
            throw new NotAuthentic();
        }
        try {
            return process(false, nonce, associated, ciphertextAndTag);
        } catch (InvalidCipherTextException _) {
            throw new NotAuthentic();
        }
    }

    private byte[] process(boolean sealing, byte[] nonce, byte[] associated, byte[] in)
            throws InvalidCipherTextException {
        GCMModeCipher cipher = GCMBlockCipher.newInstance(new SM4Engine(), new BasicGCMMultiplier());
        cipher.init(sealing, new ParametersWithIV(key, nonce));
        cipher.processAADBytes(associated, 0, associated.length);
        var out = new byte[cipher.getOutputSize(in.length)];
        try {
            int done = cipher.processBytes(in, 0, in.length, out, 0);
            cipher.doFinal(out, done);
            return out;
        } catch (InvalidCipherTextException e) {
            // The engine has written plaintext that the tag does not vouch for.
            Arrays.fill(out, (byte) 0);
            throw e;
        }
    }
}

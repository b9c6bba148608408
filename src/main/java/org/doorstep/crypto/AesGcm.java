package org.doorstep.crypto;

import java.security.GeneralSecurityException;
import java.security.Key;

import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-GCM (NIST SP 800-38D) by the JDK, which uses the processor's AES and carry-less multiplication. The cipher is
 * looked up once a key, because that costs several times as much as opening a short value; threads take turns on it.
 */
final class AesGcm implements Aead {

    private final Cipher cipher;
    private final Key key;

    AesGcm(byte[] key) {
        try {
            this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new AlgorithmUnavailable("AES-GCM is not offered by this Java runtime", e);
        }
        this.key = new SecretKeySpec(key, "AES");
    }

    @Override
    public synchronized byte[] seal(byte[] nonce, byte[] associated, byte[] plaintext) {
        try {
            return process(Cipher.ENCRYPT_MODE, nonce, associated, plaintext);
        } catch (GeneralSecurityException e) {
            throw new AlgorithmUnavailable("AES-GCM cannot seal", e);
        }
    }

    @Override
    public synchronized byte[] open(byte[] nonce, byte[] associated, byte[] ciphertextAndTag) throws NotAuthentic {
        if (ciphertextAndTag.length < Algorithm.TAG_LENGTH) {
            throw new NotAuthentic();
        }
        try {
            return process(Cipher.DECRYPT_MODE, nonce, associated, ciphertextAndTag);
        } catch (AEADBadTagException _) {
            throw new NotAuthentic();
        } catch (GeneralSecurityException e) {
            throw new AlgorithmUnavailable("AES-GCM cannot open", e);
        }
    }

    private byte[] process(int mode, byte[] nonce, byte[] associated, byte[] in) throws GeneralSecurityException {
        cipher.init(mode, key, new GCMParameterSpec(Algorithm.TAG_LENGTH * Byte.SIZE, nonce));
        cipher.updateAAD(associated);
        return cipher.doFinal(in);
    }
}

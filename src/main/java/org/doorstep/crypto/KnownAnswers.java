package org.doorstep.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;

import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * Self-tests for start-up: every algorithm of this package against an answer that its standard prints. They run the
 * same classes as production does, in the native binary too, and take some milliseconds.
 */
public final class KnownAnswers {

    private KnownAnswers() {
    }

    /**
     * Runs all of them.
     *
     * @throws AlgorithmUnavailable naming the first algorithm that is missing or wrong; the service must not start
     */
    public static void check() {
        tests().forEach(SelfTest::run);
    }

    static List<SelfTest> tests() {
        return List.of(
                new Answer("SM4", "GB/T 32907-2016, appendix A.1", KnownAnswers::sm4,
                        "681edf34d206965e86b3e94f536e4246"),
                new Answer("SM3", "GB/T 32905-2016, appendix A.1", KnownAnswers::sm3,
                        "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
                new Answer("HMAC-SM3", "GM/T 0042-2015, appendix D.3", KnownAnswers::hmacSm3,
                        "ca05e144ed05d1857840d1f318a4a8669e559fc8391f414485bfdf7bb408963a"),
                new Answer("Ed25519", "RFC 8032, section 7.1, test 3", KnownAnswers::ed25519,
                        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                                + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
                new Answer("SM2", "GB/T 32918.5-2017, appendix A.2: the public key", KnownAnswers::sm2,
                        "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
                                + "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"),
                sm4Gcm(),
                aesGcm());
    }

    sealed interface SelfTest {
        void run();
    }

    record Answer(String algorithm, String source, Supplier<byte[]> computed, String expected) implements SelfTest {
        @Override
        public void run() {
            if (!Arrays.equals(computed.get(), hex(expected))) {
                throw wrong(algorithm, source);
            }
        }
    }

    /** A cipher that must give this ciphertext and tag, open it, and refuse it once a bit of the tag is flipped. */
    record Sealing(String algorithm, String source, Aead aead, String nonce, String associated, String plaintext,
            String expected) implements SelfTest {

        @Override
        public void run() {
            byte[] sealed = aead.seal(hex(nonce), hex(associated), hex(plaintext));
            boolean right = Arrays.equals(sealed, hex(expected));
            if (!right || !opens(hex(expected)) || opens(altered())) {
                throw wrong(algorithm, source);
            }
        }

        private boolean opens(byte[] sealed) {
            try {
                return Arrays.equals(aead.open(hex(nonce), hex(associated), sealed), hex(plaintext));
            } catch (NotAuthentic _) {
                return false;
            }
        }

        private byte[] altered() {
            byte[] altered = hex(expected);
            altered[altered.length - 1] ^= 1;
            return altered;
        }
    }

    private static byte[] sm4() {
        byte[] keyAndBlock = hex("0123456789abcdeffedcba9876543210");
        var engine = new SM4Engine();
        engine.init(true, new KeyParameter(keyAndBlock));
        var out = new byte[engine.getBlockSize()];
        engine.processBlock(keyAndBlock, 0, out, 0);
        return out;
    }

    private static byte[] sm3() {
        byte[] message = ascii("abc");
        var digest = new SM3Digest();
        digest.update(message, 0, message.length);
        var out = new byte[digest.getDigestSize()];
        digest.doFinal(out, 0);
        return out;
    }

    private static byte[] hmacSm3() {
        byte[] key = hex("0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20");
        return HmacSm3.mac(key, ascii("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".repeat(2)));
    }

    private static byte[] ed25519() {
        return SigningKey.of(SigningKey.Scheme.ED25519,
                hex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7")).sign(hex("af82"));
    }

    private static byte[] sm2() {
        return SigningKey.of(SigningKey.Scheme.SM2,
                hex("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8")).publicKey();
    }

    private static SelfTest sm4Gcm() {
        return new Sealing("SM4-GCM", "RFC 8998, appendix A.1",
                new Sm4Gcm(hex("0123456789abcdeffedcba9876543210")),
                "00001234567800000000abcd",
                "feedfacedeadbeeffeedfacedeadbeefabaddad2",
                "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
                        + "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa",
                "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
                        + "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
                        + "83de3541e4c2b58177e065a9bf7b62ec");
    }

    private static SelfTest aesGcm() {
        return new Sealing("AES-GCM", "McGrew and Viega, GCM as submitted to NIST, test case 16",
                new AesGcm(hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308")),
                "cafebabefacedbaddecaf888",
                "feedfacedeadbeeffeedfacedeadbeefabaddad2",
                "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                        + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
                "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                        + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                        + "76fc6ece0f4e1768cddf8853bb2d551b");
    }

    private static AlgorithmUnavailable wrong(String algorithm, String source) {
        return new AlgorithmUnavailable(algorithm + " does not give the answer of " + source
                + ": this runtime's implementation must not be used");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}

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

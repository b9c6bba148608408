package org.doorstep.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Places, values and predictable randomness that the tests share. */
final class Fixtures {

    static final Aad RECORD = Aad.ofRecord("yunda", "sealed_record", "YT7", 3);
    static final Aad PHONE_FIELD = RECORD.field("phone");
    static final byte[] PHONE = utf8("13800138000");

    private Fixtures() {
    }

    /** 0, 1, 2, … over all calls, so that golden bytes can be computed by hand. */
    static Randomness counting() {
        return new Randomness() {
            private int next;

            @Override
            public byte[] bytes(int length) {
                var bytes = new byte[length];
                for (int i = 0; i < length; i++) {
                    bytes[i] = (byte) next++;
                }
                return bytes;
            }
        };
    }

    /** A root key in memory, behind the same interface as an HSM. */
    static RootKey root(Randomness randomness) {
        SealingKey key = SealingKey.generate(Algorithm.SM4_GCM, 7, randomness);
        return new RootKey() {
            @Override
            public String id() {
                return "test";
            }

            @Override
            public byte[] wrap(byte[] bytes, byte[] context) {
                return key.seal(bytes, context);
            }

            @Override
            public byte[] unwrap(byte[] wrapped, byte[] context) throws NotAuthentic {
                return key.open(wrapped, context);
            }
        };
    }

    /** All places but {@link #PHONE_FIELD} that differ from it in one part. */
    static Stream<Aad> otherPlaces() {
        return Stream.of(
                new Aad("zto", "sealed_record", "YT7", "phone", 3),
                new Aad("yunda", "lease", "YT7", "phone", 3),
                new Aad("yunda", "sealed_record", "YT8", "phone", 3),
                new Aad("yunda", "sealed_record", "YT7", "name", 3),
                new Aad("yunda", "sealed_record", "YT7", "", 3),
                new Aad("yunda", "sealed_record", "YT7", "phone", 4));
    }

    /** Every variant with one bit flipped. */
    static Stream<byte[]> bitFlips(byte[] bytes) {
        return variants(bytes.length * Byte.SIZE, bit -> {
            byte[] flipped = bytes.clone();
            flipped[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
            return flipped;
        });
    }

    /** Every shorter beginning, the empty one too, and one byte more. */
    static Stream<byte[]> otherLengths(byte[] bytes) {
        Stream<byte[]> shorter = variants(bytes.length, length -> Arrays.copyOf(bytes, length));
        return Stream.concat(shorter, Stream.of(Arrays.copyOf(bytes, bytes.length + 1)));
    }

    private static Stream<byte[]> variants(int count, IntFunction<byte[]> variant) {
        return IntStream.range(0, count).mapToObj(variant);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}

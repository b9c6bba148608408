package org.doorstep.verifier;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The leaves of a bundle, each preceded by its length in two bytes. */
final class Bundle {

    private Bundle() {
    }

    static List<byte[]> leaves(byte[] bytes) throws Malformed {
        var leaves = new ArrayList<byte[]>(TilePath.FULL);
        int at = 0;
        while (at < bytes.length) {
            int from = at + 2;
            int length = from > bytes.length ? -1 : (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
            if (length < 0 || from + length > bytes.length) {
                throw new Malformed("a bundle that ends within a leaf");
            }
            leaves.add(Arrays.copyOfRange(bytes, from, from + length));
            at = from + length;
        }
        return leaves;
    }

    static byte[] of(List<byte[]> leaves) {
        var bytes = new ByteArrayOutputStream();
        for (byte[] leaf : leaves) {
            bytes.write(leaf.length >> 8);
            bytes.write(leaf.length);
            bytes.writeBytes(leaf);
        }
        return bytes.toByteArray();
    }
}

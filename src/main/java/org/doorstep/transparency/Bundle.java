package org.doorstep.transparency;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Leaves as they are served: each preceded by its length in two bytes (c2sp.org/tlog-tiles, "Log entries"). */
final class Bundle {

    private static final int LONGEST = 0xffff;

    private Bundle() {
    }

    static byte[] of(List<byte[]> leaves) {
        var bytes = new ByteArrayOutputStream();
        for (var leaf : leaves) {
            if (leaf.length > LONGEST) {
                throw new IllegalStateException("a leaf has at most " + LONGEST + " bytes");
            }
            bytes.write(leaf.length >> 8);
            bytes.write(leaf.length);
            bytes.writeBytes(leaf);
        }
        return bytes.toByteArray();
    }

    static List<byte[]> leaves(byte[] bundle) {
        var leaves = new ArrayList<byte[]>();
        for (int at = 0; at < bundle.length;) {
            int length = (bundle[at] & 0xff) << 8 | (bundle[at + 1] & 0xff);
            leaves.add(Arrays.copyOfRange(bundle, at + 2, at + 2 + length));
            at += 2 + length;
        }
        return leaves;
    }
}

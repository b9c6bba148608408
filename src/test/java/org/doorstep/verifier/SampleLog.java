package org.doorstep.verifier;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A log of made-up entries, in memory and in a directory. */
public final class SampleLog {

    public static final String ORIGIN = "doorstep.example/log";
    public static final SampleSigner SIGNER = new SampleSigner(ORIGIN, "the log");

    private final SampleTree tree;

    public SampleLog(List<byte[]> leaves) {
        this.tree = new SampleTree(leaves);
    }

    /** Entries 1, 2, 4, 5, 7, 8 …: every third number was rolled back. */
    public static SampleLog of(int entries) {
        var leaves = new ArrayList<byte[]>();
        for (int index = 0; index < entries; index++) {
            leaves.add(leaf(entry(index), "VIEW"));
        }
        return new SampleLog(leaves);
    }

    public static long entry(int index) {
        return 1 + index + index / 2;
    }

    public static byte[] leaf(long entry, String action) {
        return ("{\"action\":\"" + action + "\",\"at\":\"2026-11-22T08:15:30." + "%06d".formatted(entry % 1000000)
                + "Z\",\"decision\":\"GRANTED\",\"detail\":\"" + "ab".repeat(32) + "\",\"entry\":" + entry
                + ",\"fields\":[\"phone:MASKED\"],\"v\":1,\"waybill\":\"TN\\u000f圆通" + entry + "\",\"who\":\""
                + "cd".repeat(32)
                + "\",\"zone\":\"Asia/Shanghai\"}").getBytes(StandardCharsets.UTF_8);
    }

    public SampleTree tree() {
        return tree;
    }

    /** What is signed of the first so many leaves. */
    public String text(int size) {
        return text(size, tree.root(0, size));
    }

    public static String text(int size, byte[] root) {
        return ORIGIN + "\n" + size + "\n" + Base64.getEncoder().encodeToString(root) + "\n";
    }

    public String checkpoint(int size) {
        return signed(text(size));
    }

    public static String signed(String text) {
        return text + "\n" + SIGNER.ed25519Line(text) + SIGNER.sm2Line(text);
    }

    /** Writes the log as it stood with so many leaves. */
    public void writeTo(Path directory, int size) {
        write(directory.resolve("checkpoint"), checkpoint(size).getBytes(StandardCharsets.UTF_8));
        for (int level = 0; size >> 8 * level > 0; level++) {
            int span = 1 << 8 * level;
            int hashes = size >> 8 * level;
            for (int tile = 0; tile * 256 < hashes; tile++) {
                int width = Math.min(256, hashes - tile * 256);
                var bytes = new ByteArrayOutputStream();
                var bundle = new ByteArrayOutputStream();
                for (int index = tile * 256; index < tile * 256 + width; index++) {
                    bytes.writeBytes(tree.root(index * span, (index + 1) * span));
                    if (level == 0) {
                        byte[] leaf = tree.leaves().get(index);
                        bundle.write(leaf.length >> 8);
                        bundle.write(leaf.length);
                        bundle.writeBytes(leaf);
                    }
                }
                write(directory.resolve(path(Integer.toString(level), tile, width)), bytes.toByteArray());
                if (level == 0) {
                    write(directory.resolve(path("entries", tile, width)), bundle.toByteArray());
                }
            }
        }
    }

    public static String path(String level, int tile, int width) {
        return "tile/" + level + "/" + (tile < 1000 ? "%03d".formatted(tile) : "x%03d/%03d".formatted(tile / 1000,
                tile % 1000)) + (width == 256 ? "" : ".p/" + width);
    }

    public static void write(Path file, byte[] bytes) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

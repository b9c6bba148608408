package org.doorstep.transparency;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/** Text and the lines that sign it (c2sp.org/signed-note). */
record SignedNote(String text, String signatures) {

    private static final String LINE = "\u2014 ";
    private static final int ID = 4;

    /** A note as it is published. */
    static SignedNote parse(String note) {
        int end = note.lastIndexOf("\n\n");
        return new SignedNote(note.substring(0, end + 1), note.substring(end + 2));
    }

    @Override
    public String toString() {
        return text + "\n" + signatures;
    }

    SignedNote with(String line) {
        return new SignedNote(text, signatures + line);
    }

    byte[] signed() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * A key that signs notes, as its verifiers know it.
     *
     * @param type what the id and the verifier key name it by
     */
    @SuppressWarnings("ArrayRecordComponent") // Never changed after it was handed in.
    record Key(String name, byte[] type, byte[] publicKey) {

        static final byte[] ED25519 = {1};
        static final byte[] COSIGNATURE = {4};
        static final byte[] SM2 = extension("doorstep/sm2-sm3/1");

        private static byte[] extension(String identifier) {
            var bytes = new ByteArrayOutputStream();
            bytes.write(0xff);
            bytes.writeBytes(identifier.getBytes(StandardCharsets.US_ASCII));
            return bytes.toByteArray();
        }

        /** The key of a witness as one hands it out; nothing if it is not an Ed25519 cosignature key. */
        static Optional<Key> cosigner(String verifierKey) {
            var parts = verifierKey.split("\\+", 3);
            try {
                var bytes = Base64.getDecoder().decode(parts[parts.length - 1]);
                return Optional.of(new Key(parts[0], COSIGNATURE, Arrays.copyOfRange(bytes, 1, bytes.length)))
                        .filter(key -> key.publicKey().length == 32 && key.toVerifierKey().equals(verifierKey));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }

        byte[] id() {
            var digest = Merkle.sha256();
            digest.update((name + "\n").getBytes(StandardCharsets.UTF_8));
            digest.update(type);
            return Arrays.copyOf(digest.digest(publicKey), ID);
        }

        /** A line that this key signed. */
        String line(byte[] signature) {
            var bytes = new ByteArrayOutputStream();
            bytes.writeBytes(id());
            bytes.writeBytes(signature);
            return LINE + name + " " + Base64.getEncoder().encodeToString(bytes.toByteArray()) + "\n";
        }

        /** The verifier key, as one hands it out. */
        String toVerifierKey() {
            var bytes = new ByteArrayOutputStream();
            bytes.writeBytes(type);
            bytes.writeBytes(publicKey);
            return name + "+" + HexFormat.of().formatHex(id()) + "+"
                    + Base64.getEncoder().encodeToString(bytes.toByteArray());
        }
    }
}

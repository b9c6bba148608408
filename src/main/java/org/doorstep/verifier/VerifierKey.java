package org.doorstep.verifier;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithID;
import org.bouncycastle.crypto.signers.SM2Signer;
import org.bouncycastle.jce.ECNamedCurveTable;

/**
 * A key that signatures of notes are checked with (c2sp.org/signed-note, "Verifier keys"): a name, an algorithm and the
 * public key. Safe for use by many threads.
 */
public final class VerifierKey {

    /** What a signature is made with, and over what. */
    public enum Algorithm {
        /** Ed25519 over the note's text. */
        ED25519("Ed25519", 0x01, ""),
        /** Ed25519 over the note's text and a time: a witness's (c2sp.org/tlog-cosignature). */
        COSIGNATURE("Ed25519 cosignature", 0x04, ""),
        /** SM2 with SM3 (GB/T 32918.2-2016) over the note's text. */
        SM2("SM2 with SM3", 0xFF, "doorstep/sm2-sm3/1");

        private final String title;
        private final byte[] type;

        Algorithm(String title, int type, String identifier) {
            this.title = title;
            var bytes = new ByteArrayOutputStream();
            bytes.write(type);
            bytes.writeBytes(identifier.getBytes(StandardCharsets.US_ASCII));
            this.type = bytes.toByteArray();
        }

        String title() {
            return title;
        }
    }

    private static final byte[] ED25519_HEADER = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final int ED25519_KEY = 32;
    private static final int SM2_KEY = 65;
    private static final byte[] SM2_ID = "1234567812345678".getBytes(StandardCharsets.US_ASCII);
    private static final int ID_LENGTH = 4;

    private final String name;
    private final Algorithm algorithm;
    private final byte[] key;
    private final byte[] id;
    private final Check check;

    /** Looks whether a signature (without the id before it) is the key's over a text. */
    private interface Check {
        boolean verifies(byte[] text, byte[] signature);
    }

    private VerifierKey(String name, Algorithm algorithm, byte[] key) throws Malformed {
        if (!Note.isKeyName(name)) {
            throw new Malformed("a key without a usable name");
        }
        this.name = name;
        this.algorithm = algorithm;
        this.key = key;
        this.id = id(name, algorithm, key);
        this.check = switch (algorithm) {
            case ED25519 -> plain(ed25519(key));
            case COSIGNATURE -> timed(ed25519(key));
            case SM2 -> sm2(key);
        };
    }

    /** The key of a name, of raw public bytes: 32 for Ed25519, {@code 04 | x | y} for SM2. */
    public static VerifierKey of(String name, Algorithm algorithm, byte[] key) throws Malformed {
        return new VerifierKey(name, algorithm, key.clone());
    }

    /** Reads {@code name+id+base64}. */
    public static VerifierKey parse(String text) throws Malformed {
        var parts = text.strip().split("\\+", 3);
        if (parts.length != 3) {
            throw new Malformed("a verifier key has the form name+id+key: " + StrictText.printable(text));
        }
        byte[] typed = StrictText.base64(parts[2]);
        for (var algorithm : Algorithm.values()) {
            if (startsWith(typed, algorithm.type)) {
                var key = of(parts[0], algorithm, Arrays.copyOfRange(typed, algorithm.type.length, typed.length));
                if (!HexFormat.of().formatHex(key.id).equals(parts[1])) {
                    throw new Malformed("the id of the verifier key " + parts[0] + " is not that of its key");
                }
                return key;
            }
        }
        throw new Malformed("the verifier key " + parts[0] + " is of an unknown type");
    }

    public String name() {
        return name;
    }

    public Algorithm algorithm() {
        return algorithm;
    }

    /** Whether a signature line says that this key made it. */
    public boolean made(Note.SignatureLine line) {
        return line.name().equals(name) && startsWith(line.signature(), id);
    }

    /** Whether a line that says so is right. */
    public boolean verifies(Note note, Note.SignatureLine line) {
        byte[] signature = line.signature();
        return check.verifies(note.text().getBytes(StandardCharsets.UTF_8),
                Arrays.copyOfRange(signature, ID_LENGTH, signature.length));
    }

    /** The line of a signature that this key's owner made. */
    public Note.SignatureLine line(byte[] signature) {
        return new Note.SignatureLine(name, ByteBuffer.allocate(ID_LENGTH + signature.length).put(id).put(signature)
                .array());
    }

    /** The key as it is handed on: {@code name+id+base64}. */
    @Override
    public String toString() {
        return name + "+" + HexFormat.of().formatHex(id) + "+" + Base64.getEncoder().encodeToString(join(
                algorithm.type, key));
    }

    private static byte[] id(String name, Algorithm algorithm, byte[] key) {
        var sha256 = Hasher.sha256();
        sha256.update((name + "\n").getBytes(StandardCharsets.UTF_8));
        sha256.update(algorithm.type);
        return Arrays.copyOf(sha256.digest(key), ID_LENGTH);
    }

    private static Check plain(PublicKey key) {
        return (text, signature) -> {
            try {
                var ed25519 = Signature.getInstance("Ed25519");
                ed25519.initVerify(key);
                ed25519.update(text);
                return ed25519.verify(signature);
            } catch (GeneralSecurityException _) {
                return false;
            }
        };
    }

    private static Check timed(PublicKey key) {
        var plain = plain(key);
        return (text, signature) -> {
            if (signature.length <= Long.BYTES) {
                return false;
            }
            long seconds = ByteBuffer.wrap(signature).getLong();
            return seconds >= 0 && plain.verifies(join(Cosignature.header(seconds), text), Arrays.copyOfRange(signature,
                    Long.BYTES, signature.length));
        };
    }

    private static Check sm2(byte[] key) throws Malformed {
        if (key.length != SM2_KEY || key[0] != 4) {
            throw new Malformed("an SM2 key is the point as 04 | x | y");
        }
        var curve = ECNamedCurveTable.getParameterSpec("sm2p256v1");
        var domain = new ECDomainParameters(curve.getCurve(), curve.getG(), curve.getN(), curve.getH());
        ECPublicKeyParameters point;
        try {
            point = new ECPublicKeyParameters(domain.getCurve().createPoint(new BigInteger(1, key, 1, 32),
                    new BigInteger(1, key, 33, 32)), domain);
        } catch (IllegalArgumentException _) {
            throw new Malformed("an SM2 key that is not on its curve");
        }
        return (text, signature) -> {
            var signer = new SM2Signer();
            signer.init(false, new ParametersWithID(point, SM2_ID));
            signer.update(text, 0, text.length);
            return signer.verifySignature(signature);
        };
    }

    private static PublicKey ed25519(byte[] key) throws Malformed {
        if (key.length != ED25519_KEY) {
            throw new Malformed("an Ed25519 key has 32 bytes");
        }
        try {
            return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(join(ED25519_HEADER, key)));
        } catch (GeneralSecurityException _) {
            throw new Malformed("an Ed25519 key that is none");
        }
    }

    private static boolean startsWith(byte[] bytes, byte[] prefix) {
        return bytes.length > prefix.length && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}

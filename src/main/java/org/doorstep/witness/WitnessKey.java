package org.doorstep.witness;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;

import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.doorstep.verifier.CannotCheck;
import org.doorstep.verifier.Cosignature;
import org.doorstep.verifier.Malformed;
import org.doorstep.verifier.Note;
import org.doorstep.verifier.VerifierKey;

/**
 * The witness's key: Ed25519, kept in a file that only its owner reads, as one line
 * {@code PRIVATE+KEY+name+id+base64(04 | seed)}. It never leaves this class; what it can do does.
 */
final class WitnessKey {

    private static final String PREFIX = "PRIVATE+KEY+";
    private static final byte TYPE = 4;
    private static final int SEED = 32;
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rw-------");

    private final Ed25519PrivateKeyParameters key;
    private final VerifierKey verifier;

    private WitnessKey(String name, byte[] seed) throws Malformed {
        this.key = new Ed25519PrivateKeyParameters(seed);
        this.verifier = VerifierKey.of(name, VerifierKey.Algorithm.COSIGNATURE, key.generatePublicKey().getEncoded());
    }

    /** The key in a file, which is made if there is none. */
    static WitnessKey in(Path file, String name) {
        try {
            return Files.exists(file) ? read(file, name) : make(file, name);
        } catch (IOException e) {
            throw new CannotCheck("The key file " + file + " cannot be used.", e);
        } catch (Malformed e) {
            throw new CannotCheck("The key file " + file + " cannot be used: " + e.getMessage() + ".", e);
        }
    }

    VerifierKey verifier() {
        return verifier;
    }

    /** The line that states that this was the largest consistent tree at a time. */
    Note.SignatureLine cosign(Note note, Instant at) {
        byte[] header = Cosignature.header(at.getEpochSecond());
        byte[] text = note.text().getBytes(StandardCharsets.UTF_8);
        var signer = new Ed25519Signer();
        signer.init(true, key);
        signer.update(header, 0, header.length);
        signer.update(text, 0, text.length);
        byte[] signature = signer.generateSignature();
        return verifier.line(ByteBuffer.allocate(Long.BYTES + signature.length).putLong(at.getEpochSecond()).put(
                signature).array());
    }

    private static WitnessKey read(Path file, String name) throws IOException, Malformed {
        if (!Files.getPosixFilePermissions(file).equals(OWNER)) {
            throw new CannotCheck("The key file " + file + " must be readable by its owner alone (mode 0600).");
        }
        var parts = Files.readString(file).strip().split("\\+", 5);
        if (parts.length != 5 || !(parts[0] + "+" + parts[1] + "+").equals(PREFIX)) {
            throw new Malformed("it does not hold a key");
        }
        if (!parts[2].equals(name)) {
            throw new Malformed("it is the key of \"" + parts[2] + "\"");
        }
        byte[] typed;
        try {
            typed = Base64.getDecoder().decode(parts[4]);
        } catch (IllegalArgumentException _) {
            throw new Malformed("it is not in base64");
        }
        if (typed.length != 1 + SEED || typed[0] != TYPE) {
            throw new Malformed("it is a key of another kind");
        }
        return new WitnessKey(name, Arrays.copyOfRange(typed, 1, typed.length));
    }

    private static WitnessKey make(Path file, String name) throws IOException, Malformed {
        byte[] seed = new byte[SEED];
        new SecureRandom().nextBytes(seed);
        var key = new WitnessKey(name, seed);
        var id = key.verifier.toString().substring(name.length() + 1).split("\\+", 2)[0];
        var line = PREFIX + name + "+" + id + "+" + Base64.getEncoder().encodeToString(ByteBuffer.allocate(1 + SEED)
                .put(TYPE).put(seed).array()) + "\n";
        if (file.toAbsolutePath().getParent() instanceof Path parent) {
            Files.createDirectories(parent);
        }
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER));
        } catch (FileAlreadyExistsException _) {
            return read(file, name);
        }
        StateFile.writeThrough(file, line.getBytes(StandardCharsets.UTF_8));
        return key;
    }
}

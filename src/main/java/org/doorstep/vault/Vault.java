package org.doorstep.vault;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.doorstep.crypto.Aad;
import org.doorstep.crypto.Algorithm;
import org.doorstep.crypto.BlindIndexKey;
import org.doorstep.crypto.Dek;
import org.doorstep.crypto.KekMissing;
import org.doorstep.crypto.Keks;
import org.doorstep.crypto.NotAuthentic;

/**
 * Seals and opens the personal fields of parcels, and makes the blind indexes by which they are found. Opened by
 * {@link Keyring}; pure from then on.
 */
public final class Vault {

    static final String TENANT = "doorstep";
    private static final String TABLE = "sealed_record";
    private static final int FORMAT = 1;

    private final Algorithm algorithm;
    private final Keks keks;
    private final PhoneKeys phoneKeys;
    private final BlindIndexKey contentKey;

    Vault(Algorithm algorithm, Keks keks, PhoneKeys phoneKeys, BlindIndexKey contentKey) {
        this.algorithm = algorithm;
        this.keks = keks;
        this.phoneKeys = phoneKeys;
        this.contentKey = contentKey;
    }

    /** Seals a parcel's fields under a new data encryption key of its own. */
    public SealedRecord seal(String waybill, Map<SealedField, String> clear) {
        var dek = Dek.generate(algorithm);
        var place = place(waybill);
        var sealed = new EnumMap<SealedField, byte[]>(SealedField.class);
        clear.forEach((field, value) -> sealed.put(field,
                dek.seal(value.getBytes(StandardCharsets.UTF_8), place.field(field.column()))));
        return new SealedRecord(waybill, keks.wrap(dek, place), sealed);
    }

    /**
     * Opens what the record holds: give it only fields that were granted.
     *
     * @throws Unreadable if a field was altered, moved to another row or column, or its key is gone
     */
    public ClearFields open(SealedRecord sealed) {
        var place = place(sealed.waybill());
        var clear = new EnumMap<SealedField, String>(SealedField.class);
        try {
            var dek = keks.unwrap(sealed.wrappedDek(), place);
            for (var field : sealed.fields().entrySet()) {
                var value = dek.open(field.getValue(), place.field(field.getKey().column()));
                clear.put(field.getKey(), new String(value, StandardCharsets.UTF_8));
            }
            return new ClearFields(clear);
        } catch (NotAuthentic | KekMissing e) {
            throw new Unreadable(e);
        }
    }

    /** Seals the number of a member of staff, normalised; bound to their staff number. */
    public SealedPhone sealStaffPhone(String staffId, String normalised) {
        var dek = Dek.generate(algorithm);
        var place = phonePlace(staffId);
        var envelope = dek.seal(normalised.getBytes(StandardCharsets.UTF_8), place.field("phone"));
        return new SealedPhone(keks.currentVersion(), keks.wrap(dek, place), envelope, phoneIndex(normalised));
    }

    /** The number of a member of staff, normalised. @throws Unreadable if it was altered, moved, or its key is gone */
    public String openStaffPhone(String staffId, byte[] wrappedDek, byte[] envelope) {
        return new String(opened(phonePlace(staffId), "phone", wrappedDek, envelope), StandardCharsets.UTF_8);
    }

    /** Seals what ends a call after a restart; bound to the call's id. */
    public SealedHandle sealHandle(UUID call, byte[] handle) {
        var dek = Dek.generate(algorithm);
        var place = handlePlace(call);
        return new SealedHandle(keks.currentVersion(), keks.wrap(dek, place), dek.seal(handle, place.field("handle")));
    }

    /** What ends a call after a restart. @throws Unreadable if it was altered, moved, or its key is gone */
    public byte[] openHandle(UUID call, byte[] wrappedDek, byte[] envelope) {
        return opened(handlePlace(call), "handle", wrappedDek, envelope);
    }

    private byte[] opened(Aad place, String field, byte[] wrappedDek, byte[] envelope) {
        try {
            return keks.unwrap(wrappedDek, place).open(envelope, place.field(field));
        } catch (NotAuthentic | KekMissing e) {
            throw new Unreadable(e);
        }
    }

    private static Aad phonePlace(String staffId) {
        return Aad.ofRecord(TENANT, "staff_phone", staffId, FORMAT);
    }

    private static Aad handlePlace(UUID call) {
        return Aad.ofRecord(TENANT, "call", call.toString(), FORMAT);
    }

    /**
     * The key of a parcel's fields, wrapped by the newest key encryption key; the fields stay as they are.
     *
     * @throws Unreadable if it was altered, moved, or what wraps it is gone
     */
    public byte[] rewrapRecord(String waybill, byte[] wrappedDek) {
        return rewrapped(place(waybill), wrappedDek);
    }

    /** The same for the number of a member of staff. */
    public byte[] rewrapStaffPhone(String staffId, byte[] wrappedDek) {
        return rewrapped(phonePlace(staffId), wrappedDek);
    }

    /** The same for what ends a call after a restart. */
    public byte[] rewrapHandle(UUID call, byte[] wrappedDek) {
        return rewrapped(handlePlace(call), wrappedDek);
    }

    /** Whether a wrapped key says of itself that the newest key encryption key wraps it. */
    public boolean isUnderNewest(byte[] wrappedDek) {
        try {
            return Keks.versionOf(wrappedDek) == keks.currentVersion();
        } catch (NotAuthentic e) {
            throw new Unreadable(e);
        }
    }

    private byte[] rewrapped(Aad place, byte[] wrappedDek) {
        try {
            return keks.wrap(keks.unwrap(wrappedDek, place), place);
        } catch (NotAuthentic | KekMissing e) {
            throw new Unreadable(e);
        }
    }

    /** The key encryption key that seals new records. */
    public int kekVersion() {
        return keks.currentVersion();
    }

    /** Blind index of a normalised phone number: finds equal numbers, reveals none without the key. 16 bytes. */
    public byte[] phoneIndex(String normalised) {
        return phoneIndexOfHash(sha256(normalised));
    }

    /**
     * The same by the number's hash, so that whoever looks for a number need not tell it.
     *
     * @param sha256 SHA-256 of the normalised number's UTF-8, 64 lower-case hex digits
     */
    public byte[] phoneIndexOfHash(String sha256) {
        return phoneKeys.writes().mac(sha256);
    }

    /** The generation of the key that phone numbers are indexed with now. */
    public int phoneKeyVersion() {
        return phoneKeys.writes().version();
    }

    /** Every index by which something that is not in the log may be found now, the newest generation's first. */
    public List<byte[]> phoneIndexes(String normalised) {
        return macs(phoneKeys.live(), sha256(normalised));
    }

    /** Every index by which it may be found in the log, whose entries keep theirs; the newest generation's first. */
    public List<byte[]> phoneIndexesEver(String normalised) {
        return phoneIndexesEverOfHash(sha256(normalised));
    }

    /** The same by the number's hash. */
    public List<byte[]> phoneIndexesEverOfHash(String sha256) {
        return macs(phoneKeys.ever(), sha256);
    }

    private static List<byte[]> macs(List<BlindIndexKey> keys, String sha256) {
        return keys.stream().map(key -> key.mac(sha256)).toList();
    }

    /** The blind index of somebody of this parcel whose number is not known whole: nobody is found by it. 16 bytes. */
    public byte[] noPhoneIndex(String waybill) {
        return phoneIndex(noPhone(waybill));
    }

    /** Whether an index is that of nobody, of whichever generation. */
    public boolean isNoPhoneIndex(byte[] index, String waybill) {
        return phoneIndexesEver(noPhone(waybill)).stream().anyMatch(mac -> Arrays.equals(mac, index));
    }

    /** What stands for a number in an index: the number or, if it cannot be read, its parcel alone. */
    public static String indexed(String normalised, String waybill) {
        return normalised.isEmpty() ? noPhone(waybill) : normalised;
    }

    private static String noPhone(String waybill) {
        return "parcel " + waybill;
    }

    /** Keyed digest of a whole record as handed in: tells the same record from another one. 16 bytes. */
    public byte[] contentDigest(String canonical) {
        return contentKey.mac(canonical);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(
                    MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    private static Aad place(String waybill) {
        return Aad.ofRecord(TENANT, TABLE, waybill, FORMAT);
    }
}

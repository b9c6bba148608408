package org.doorstep.vault;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.doorstep.crypto.BlindIndexKey;
import org.doorstep.crypto.Keks;
import org.doorstep.crypto.NotAuthentic;
import org.doorstep.crypto.RootKey;
import org.doorstep.crypto.SigningKey;
import org.doorstep.crypto.SigningKey.Scheme;
import org.doorstep.crypto.WrappedKey;

/** Opens kept keys with the root key, and makes new ones. Root keys may block. */
final class OpenKeys {

    static final String PHONE = "phone";
    static final String CONTENT = "content";
    static final String CHECKPOINTS = "log";

    private final RootKey root;
    private final VaultConfig config;
    private final List<KeptKey> kept;

    OpenKeys(RootKey root, VaultConfig config, List<KeptKey> kept) {
        this.root = root;
        this.config = config;
        this.kept = kept;
    }

    /** The first generation of each key that there is none of yet. */
    List<WrappedKey> missing() {
        var missing = new ArrayList<WrappedKey>();
        for (var kind : KeyKind.values()) {
            if (kept.stream().noneMatch(key -> kind.purposes().contains(key.key().purpose()))) {
                missing.addAll(next(kind));
            }
        }
        if (kept.stream().noneMatch(key -> key.isOf(BlindIndexKey.purpose(CONTENT)))) {
            missing.add(BlindIndexKey.generate(root, CONTENT, 1));
        }
        return missing;
    }

    /** A generation more, to be kept. */
    List<WrappedKey> next(KeyKind kind) {
        int version = kept.stream().map(KeptKey::key).filter(key -> kind.purposes().contains(key.purpose()))
                .mapToInt(WrappedKey::version).max().orElse(0) + 1;
        return switch (kind) {
            case RECORDS -> List.of(keks().generate());
            case PHONE_INDEX -> List.of(BlindIndexKey.generate(root, PHONE, version));
            case LOG -> List.of(SigningKey.generate(root, CHECKPOINTS, Scheme.ED25519, version),
                    SigningKey.generate(root, CHECKPOINTS, Scheme.SM2, version));
        };
    }

    /** The keys that another root key than the one that wraps now has wrapped, wrapped anew. */
    List<WrappedKey> rewrapped() {
        return kept.stream().map(KeptKey::key).filter(key -> !key.isDestroyed() && !key.rootId().equals(root.id()))
                .map(this::rewrapped).toList();
    }

    private WrappedKey rewrapped(WrappedKey key) {
        try {
            return key.rewrapped(root, root);
        } catch (NotAuthentic e) {
            throw new Unreadable(e);
        }
    }

    Vault vault() {
        return new Vault(config.algorithm(), keks(), phones(), index(CONTENT, of(BlindIndexKey.purpose(CONTENT))
                .getFirst()));
    }

    private Keks keks() {
        var purpose = Keks.purpose(Vault.TENANT);
        var all = kept.stream().filter(key -> key.key().purpose().equals(purpose)).toList();
        int newest = all.stream().filter(KeptKey::active).mapToInt(key -> key.key().version()).max().orElse(0);
        try {
            return Keks.open(root, Vault.TENANT, config.algorithm(), all.stream().map(KeptKey::key).toList(), newest);
        } catch (NotAuthentic e) {
            throw new Unreadable(e);
        }
    }

    private PhoneKeys phones() {
        var all = of(BlindIndexKey.purpose(PHONE)).reversed();
        var writes = all.stream().filter(KeptKey::active).findFirst().orElseThrow();
        return new PhoneKeys(index(PHONE, writes),
                all.stream().filter(key -> !key.moved()).map(key -> index(PHONE, key)).toList(),
                all.stream().map(key -> index(PHONE, key)).toList());
    }

    LogKeys logKeys() {
        var sm2 = of(SigningKey.purpose(CHECKPOINTS, Scheme.SM2));
        return new LogKeys(of(SigningKey.purpose(CHECKPOINTS, Scheme.ED25519)).stream()
                .flatMap(key -> version(sm2, key.key().version()).map(other -> new LogKeys.Generation(
                        key.key().version(), signing(Scheme.ED25519, key), signing(Scheme.SM2, other),
                        key.active() && !key.retired())).stream())
                .toList());
    }

    private static Optional<KeptKey> version(List<KeptKey> keys, int version) {
        return keys.stream().filter(key -> key.key().version() == version).findFirst();
    }

    /** Those of a purpose that are not destroyed, oldest first. */
    private List<KeptKey> of(String purpose) {
        return kept.stream().filter(key -> key.isOf(purpose)).toList();
    }

    private SigningKey signing(Scheme scheme, KeptKey key) {
        try {
            return SigningKey.open(root, CHECKPOINTS, scheme, key.key());
        } catch (NotAuthentic e) {
            throw new Unreadable(e);
        }
    }

    private BlindIndexKey index(String field, KeptKey key) {
        try {
            return BlindIndexKey.open(root, field, key.key());
        } catch (NotAuthentic e) {
            throw new Unreadable(e);
        }
    }
}

package org.doorstep.crypto;

import java.util.HexFormat;
import java.util.List;

/**
 * One root key that wraps, and others that only unwrap what they wrapped before: how a root key is changed without a
 * pause (docs/operations.md, Keys).
 *
 * @param wraps wraps from now on
 * @param others unwrap
 */
public record RootKeys(RootKey wraps, List<RootKey> others) implements RootKey {

    public RootKeys {
        others = List.copyOf(others);
    }

    @Override
    public String id() {
        return wraps.id();
    }

    @Override
    public byte[] wrap(byte[] key, byte[] context) {
        return wraps.wrap(key, context);
    }

    @Override
    public byte[] unwrap(byte[] wrapped, byte[] context) throws NotAuthentic {
        var id = HexFormat.of().toHexDigits(SealingKey.idIn(wrapped));
        for (var other : others) {
            if (other.id().equals(id)) {
                return other.unwrap(wrapped, context);
            }
        }
        return wraps.unwrap(wrapped, context);
    }

    @Override
    public String toString() {
        return "RootKeys[" + id() + "]";
    }
}

package org.doorstep.vault;

import java.util.List;

import org.doorstep.crypto.BlindIndexKey;

/**
 * The generations of the key that phone numbers are found by.
 *
 * @param writes what is indexed from now on
 * @param live those that anything but the log may still be indexed under
 * @param ever those that entries of the log were written with
 */
record PhoneKeys(BlindIndexKey writes, List<BlindIndexKey> live, List<BlindIndexKey> ever) {

    PhoneKeys {
        live = List.copyOf(live);
        ever = List.copyOf(ever);
    }

    /** One generation alone. */
    static PhoneKeys of(BlindIndexKey key) {
        return new PhoneKeys(key, List.of(key), List.of(key));
    }
}

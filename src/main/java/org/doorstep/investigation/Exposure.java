package org.doorstep.investigation;

import java.util.BitSet;

/**
 * What of a list was disclosed to somebody.
 *
 * @param staffId whom
 * @param hits which names of the list, numbered from 0 among those that were disclosed to anybody
 * @param recipients how many distinct recipients were disclosed to them in the window, those of the list included
 * @param counted as how many they count by chance, at least as many: more if these were seen by more people than
 *            others are, because they then have many parcels and stand on more lists
 */
record Exposure(String staffId, BitSet hits, int recipients, int counted) {

    int count() {
        return hits.cardinality();
    }
}

package org.doorstep.demonstration;

import java.util.List;

/** What an e-commerce platform hands over when it masks the recipient itself: stars, and a virtual number. */
final class PlatformMask {

    private PlatformMask() {
    }

    static String name(String name) {
        return name.substring(0, name.offsetByCodePoints(0, 1)) + "**";
    }

    static String detail(Chance chance, Division place) {
        return chance.one(List.of("****", place.district() + " ****", place.locality() + "****", "**路**号**",
                AddressDetails.estate(chance) + "****", AddressDetails.road(chance) + "***号***"));
    }
}

package org.doorstep.demonstration;

/** The grammar of an address detail; {@code REGION} is Hong Kong, Macao or Taiwan. */
public enum AddressKind {
    BLOCK, OFFICE, RURAL, STATION, ODD, REGION
}

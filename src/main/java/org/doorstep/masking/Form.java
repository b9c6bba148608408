package org.doorstep.masking;

/**
 * How much of a field a post may see, as the table of posts, purposes and stages grants it.
 *
 * <p>A form that makes no sense for a kind of field, such as the hazard class of a name, shows nothing.
 */
public enum Form {
    /** The value as stored; F in the table. */
    FULL,

    /** The value with its identifying part hidden as GB/T 41833-2022 asks for waybills; M in the table. */
    MASKED,

    /** At most the last four characters, fewer where six digits of a phone would not stay hidden; T4 in the table. */
    TAIL4,

    /** Province to town, nothing of the detail; A in the table. */
    AREA,

    /** The surname of a person and a fixed mark for the rest; S in the table. */
    SURNAME,

    /** The class of goods in place of the item's name; "class" in the table. */
    CLASS,

    /** The hazard class of goods alone; "hazard class only" in the table. */
    HAZARD,

    /** Whether the identity was verified, yes or no, never the number; V in the table. */
    VERIFIED,

    /** A stand-in made under a key, which this package does not hold; "pseudonym" in the table. */
    PSEUDONYM,

    /** Nothing; N in the table. */
    NONE
}

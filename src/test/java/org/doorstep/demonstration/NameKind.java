package org.doorstep.demonstration;

/** How a person or an organisation is written on a parcel. */
public enum NameKind {
    PLAIN, COMPOUND_SURNAME, DOTTED, NICKNAME, COMPANY, LATIN, SINGLE
}

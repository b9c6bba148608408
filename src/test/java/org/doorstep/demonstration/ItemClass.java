package org.doorstep.demonstration;

/** The item classes of the intake. */
public enum ItemClass {
    DOCUMENT, CLOTHING, FOOD, ELECTRONICS, COSMETICS, BOOKS, HOUSEHOLD, MEDICINE, LIQUID, BATTERY, OTHER
}

package org.doorstep.demonstration;

/**
 * One move of a parcel.
 *
 * @param stage  the stage it comes to
 * @param outlet code of the outlet or hub where that happens
 */
public record Step(String stage, String outlet) {
}

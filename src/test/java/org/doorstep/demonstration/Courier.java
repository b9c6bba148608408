package org.doorstep.demonstration;

/**
 * A courier of the demonstration.
 *
 * @param staff  staff id
 * @param outlet code of the courier's outlet
 */
public record Courier(String staff, String outlet, Post post) {

    public static Courier delivery(String staff, String outlet) {
        return new Courier(staff, outlet, Post.COURIER_DELIVERY);
    }

    public static Courier pickup(String staff, String outlet) {
        return new Courier(staff, outlet, Post.COURIER_PICKUP);
    }

    /** The two posts of couriers. */
    public enum Post {
        COURIER_PICKUP, COURIER_DELIVERY
    }
}

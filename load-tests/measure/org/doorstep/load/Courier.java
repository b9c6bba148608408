package org.doorstep.load;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A made-up courier of the load test. Courier n has the parcels n * {@link #PARCELS} + 1 to (n + 1) * PARCELS of the
 * generator's, so that SQL can tell them without looking.
 */
record Courier(int number) {

    /** As many couriers as connections: each connection is one courier's app. */
    static final int COURIERS = 32;
    /** Enough for a first look at each in every round. */
    static final int PARCELS = Integer.getInteger("load.parcels.each", 420);
    static final List<Courier> ALL = IntStream.range(0, COURIERS).mapToObj(Courier::new).toList();

    private static final int FIRST_STAFF_NUMBER = 7001;
    /** Couriers per outlet: an outlet's daily limit is 20,000 looks. */
    private static final int AT_ONE_OUTLET = 4;
    /** Parcels per device: a device's daily limit is 400 parcels. */
    private static final int ON_ONE_DEVICE = 300;

    String staffId() {
        return "L" + (FIRST_STAFF_NUMBER + number);
    }

    /** {@link #staffId()} in pgbench, where client n is courier n. */
    static String staffSql() {
        return "('L' || (" + FIRST_STAFF_NUMBER + " + :client_id))";
    }

    String username() {
        return "courier." + staffId().toLowerCase(java.util.Locale.ROOT);
    }

    String outlet() {
        return "LT-AA-0" + (1 + number / AT_ONE_OUTLET);
    }

    /** The waybill number of this courier's nth parcel. */
    String waybill(LocalDate collected, int parcel) {
        return waybillOf(collected, number * PARCELS + parcel + 1);
    }

    static String waybillOf(LocalDate collected, int serial) {
        return prefix(collected) + "%08d".formatted(serial);
    }

    /** {@link #waybillOf} in pgbench, of {@code :parcel}. */
    static String waybillSql(LocalDate collected) {
        return "('" + prefix(collected) + "' || lpad((:parcel + 0)::text, 8, '0'))";
    }

    private static String prefix(LocalDate collected) {
        return "DS" + DateTimeFormatter.ofPattern("yyMMdd").format(collected);
    }

    /** The device on which this courier opens the nth parcel. */
    String device(int parcel) {
        return "load-" + staffId() + "-" + parcel / ON_ONE_DEVICE;
    }
}

package org.doorstep.leaver;

import java.util.Set;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The leaver's audit: how far back it looks, and what stands out. Reports that are made keep what held then. */
@ConfigMapping(prefix = "doorstep.leaver")
public interface LeaverConfig {

    /** How many days before the change a report covers. More: longer reports, and more for the auditor to read. */
    @WithDefault("30")
    @Min(1)
    @Max(366)
    int days();

    /**
     * How many entries a report covers at most, the newest; it says where it was cut. More: the node that writes it up
     * needs about a kilobyte of memory for each.
     */
    @WithDefault("100000")
    @Min(1)
    @Max(1_000_000)
    int mostEntries();

    /** The local hour at which the company's day begins. */
    @WithDefault("6")
    @Min(0)
    @Max(23)
    int dayBegins();

    /** The local hour at which it ends, later than it begins; looks from then on are at night. */
    @WithDefault("22")
    @Min(1)
    @Max(24)
    int dayEnds();

    /** How many looks at night stand out. */
    @WithDefault("1")
    @Min(1)
    int nightLooks();

    /** How many days before the change are its last days, which are held against the days before them. */
    @WithDefault("7")
    @Min(1)
    @Max(30)
    int lastDays();

    /** How many times the median of the days before stands out on one of the last days. */
    @WithDefault("2")
    @Min(1)
    int timesUsual();

    /** How many days with looks it takes, before the last days, to know what is usual. */
    @WithDefault("5")
    @Min(1)
    int daysToKnow();

    /** How many refusals on one day stand out. */
    @WithDefault("5")
    @Min(1)
    int refusalsADay();

    /** How many looks at parcels of one recipient stand out. */
    @WithDefault("10")
    @Min(2)
    int looksAtRecipient();

    /** How many looks at a full name or for a typed reason stand out on one of the last days, if more than usual. */
    @WithDefault("3")
    @Min(1)
    int fullLooks();

    /** Purposes whose parcels come to the place and not to the person: seeing them unassigned does not stand out. */
    @WithDefault("SORT,PICKUP_POINT")
    Set<String> purposesByPlace();
}

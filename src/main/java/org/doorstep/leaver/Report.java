package org.doorstep.leaver;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What a leaver saw, as it is frozen: ids, forms and counts, never a name, phone or address. Its JSON is what the
 * auditor signs, so a change of its shape is a new {@code format}; reports that are made stay as they are.
 *
 * @param format the shape of this report
 * @param posts what they did until the change, and {@code outlet} where
 * @param cause the name of the change, and {@code fenceEntry} its log entry
 * @param findings what stands out, by rules that the report names
 * @param rules all rules that were held against the entries, with the thresholds that held then
 * @param hours looks, searches and lists for each local hour of the day
 * @param reads every look, oldest first
 */
@RegisterForReflection
public record Report(String format, UUID offboarding, String staffId, List<String> posts, String outlet, String cause,
        long fenceEntry, Instant fencedAt, Covered window, List<Finding> findings, List<RuleHeld> rules,
        Parcels parcels, List<FieldShown> fields, Hours hours, List<Day> days, List<Used> workedAs, List<Used> outlets,
        List<Used> devices, List<Used> addresses, List<Refused> refusals, List<Searched> searches,
        List<Listed> runsListed, List<Listed> logReads, List<Used> tickets, Called bridges,
        NotOffered bulkOperations, List<Read> reads) {

    static final String FORMAT = "doorstep-leaver-audit/2";

    /**
     * What the report covers.
     *
     * @param complete whether all entries of these days are in it; if not, it begins at {@code firstEntry}
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Covered(int days, Instant from, Instant to, String zone, int entries, @Nullable Long firstEntry,
            @Nullable Long lastEntry, boolean complete) {
    }

    /**
     * Something that stands out. It says what was counted and from where on that stands out; what it means is for the
     * auditor to find out.
     *
     * @param about the day, device or recipient's index that it is about, where it is about one
     * @param measured what was counted
     * @param threshold from where on it stands out
     * @param entries the entries that it rests on, at most {@link Findings#MOST_ENTRIES}; {@code of} is how many
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Finding(Rule rule, String says, @Nullable String about, int measured, int threshold,
            List<Long> entries, int of) {
    }

    /**
     * A rule as it was held.
     *
     * @param assessed false if the window tells too little of what is usual for this person
     * @param findings how many it would make; at most {@link Findings#MOST_FINDINGS} are listed
     */
    @RegisterForReflection
    public record RuleHeld(Rule rule, String says, int threshold, boolean assessed, int findings) {
    }

    /** Parcels seen against parcels assigned; numbers are of different parcels. */
    @RegisterForReflection
    public record Parcels(int assigned, int ticketed, int seen, int seenOfAssigned, int assignedNeverSeenCount,
            List<String> assignedNeverSeen, List<Unassigned> seenUnassigned) {
    }

    /** A parcel that was seen and was never in their run or ticket; {@code entry} is the first look. */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Unassigned(String waybill, Instant at, long entry, int looks, @Nullable String purpose,
            @Nullable String post, @Nullable String rule) {
    }

    /** How often a field was shown in a form. */
    @RegisterForReflection
    public record FieldShown(String field, String form, int count) {
    }

    /** When: 24 counts, and those outside the company's day. */
    @RegisterForReflection
    public record Hours(List<Integer> perHour, int dayBegins, int dayEnds, int all, int outside, int outsidePercent) {
    }

    /** One day, with its first and last entry. */
    @RegisterForReflection
    public record Day(LocalDate date, int looks, int parcels, int refusals, Instant first, Instant last) {
    }

    /** Something that was used, and when. */
    @RegisterForReflection
    public record Used(String name, Instant first, Instant last, int count) {
    }

    /** Refusals by the problem that was answered. */
    @RegisterForReflection
    public record Refused(String problem, int count, Instant first, Instant last, List<Long> entries) {
    }

    /** A search by phone number: the number's keyed index, never the number. */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Searched(long entry, Instant at, String decision, @Nullable String recipient,
            @Nullable String reason) {
    }

    /** A list that was read. */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Listed(long entry, Instant at, String decision, @Nullable String reason) {
    }

    /**
     * Calls over virtual numbers.
     *
     * @param numbers how often a number was given, for how many different parcels
     * @param calls how many calls they began over them, and how many of those were answered
     */
    @RegisterForReflection
    public record Called(int numbers, int parcels, int calls, int answered) {
    }

    /** What this version has no such thing of: neither zero nor unknown. */
    @RegisterForReflection
    public record NotOffered(boolean offered, String says) {
        static final NotOffered BY_THIS_VERSION = new NotOffered(false, "not offered by this version");
    }

    /** One look. */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Read(long entry, Instant at, String waybill, @Nullable String purpose, @Nullable String stage,
            @Nullable String post, List<String> fields, @Nullable String reason, @Nullable String ticket,
            @Nullable String device, @Nullable UUID lease) {
    }
}

package org.doorstep.accesslog;

import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** An entry as it stands in the log. */
@Entity
@Immutable
@Table(name = "access_entry")
public class LoggedEntry {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Column(name = "entry_id")
    private @Nullable Long entryId;
    private Instant at = Instant.EPOCH;
    private String zone = "";
    @Embedded
    private @Nullable Who who;
    @Embedded
    private @Nullable Where where;
    @Embedded
    private @Nullable What what;
    @Embedded
    private @Nullable Outcome outcome;
    private @Nullable String trace;

    protected LoggedEntry() {
    }

    LoggedEntry(AccessEntry entry) {
        at = entry.at();
        zone = entry.zone();
        who = entry.who();
        where = entry.where();
        what = entry.what();
        outcome = entry.outcome();
        trace = AccessEntry.trace();
    }

    long entryId() {
        return java.util.Objects.requireNonNull(entryId, "an entry has its number once it is appended");
    }

    Instant at() {
        return at;
    }

    String zone() {
        return zone;
    }

    Who who() {
        return java.util.Objects.requireNonNull(who);
    }

    Where where() {
        return where == null ? new Where(null, null, null) : where;
    }

    What what() {
        return java.util.Objects.requireNonNull(what);
    }

    @Nullable
    String trace() {
        return trace;
    }

    Outcome outcome() {
        return java.util.Objects.requireNonNull(outcome);
    }
}

package org.doorstep.parcel;

import java.time.Instant;
import java.util.Optional;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;

import org.jspecify.annotations.Nullable;

/** A parcel as an operating fact. It is handed in by {@link Intake}; only its stage and place move here. */
@Entity
@Table(name = "parcel")
public class Parcel {

    @Id
    private String waybill = "";
    @Enumerated(EnumType.STRING)
    private Stage stage = Stage.CREATED;
    @Column(name = "stage_since")
    private Instant stageSince = Instant.EPOCH;
    @Column(name = "at_outlet")
    private @Nullable String atOutlet;
    @Column(name = "identity_verified")
    private @Nullable Boolean identityVerified;
    @Version
    private long version;

    protected Parcel() {
    }

    /** Moves to a stage that may follow; the place is the last one it was at. */
    void move(Stage to, Optional<String> place, Optional<Boolean> verified, Instant now) {
        if (!stage.next().contains(to)) {
            throw new IllegalArgumentException(stage + " to " + to);
        }
        stage = to;
        stageSince = now;
        if (to.atAPlace()) {
            atOutlet = place.orElseThrow();
        }
        verified.ifPresent(answer -> identityVerified = answer);
    }

    boolean isAt(Stage other, Optional<String> place) {
        return stage == other && (!other.atAPlace() || place.equals(Optional.ofNullable(atOutlet)));
    }

    public String waybill() {
        return waybill;
    }

    public Stage stage() {
        return stage;
    }

    public Instant stageSince() {
        return stageSince;
    }
}

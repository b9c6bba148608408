package org.doorstep.identity;

import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/**
 * A person's standing, posts and outlet as HR last told. The row is the lock of promise P2: every disclosure shares
 * it and names its {@link #epoch()}, every change takes it alone.
 */
@Entity
@Table(name = "staff")
public class StaffMember {

    /** The form of a staff number (工号). */
    public static final String ID_FORM = "[A-Z0-9]{3,16}";

    @Id
    @Column(name = "staff_id")
    private String staffId = "";
    @Enumerated(EnumType.STRING)
    private Standing standing = Standing.SUSPENDED;
    private String[] posts = {};
    private String outlet = "";
    private long epoch;
    @Column(name = "changed_at")
    private Instant changedAt = Instant.EPOCH;

    protected StaffMember() {
    }

    /** Somebody HR names for the first time; {@link #become} gives them a standing. */
    public StaffMember(String staffId) {
        this.staffId = staffId;
    }

    /** Takes over what HR says and opens a new epoch, which ends every decision taken under the old one. */
    public void become(Standing newStanding, Set<Post> newPosts, String newOutlet, Instant now) {
        standing = newStanding;
        posts = newPosts.stream().map(Post::name).sorted().toArray(String[]::new);
        outlet = newOutlet;
        epoch++;
        changedAt = now;
    }

    public Standing standing() {
        return standing;
    }

    public Set<Post> posts() {
        var held = EnumSet.noneOf(Post.class);
        Arrays.stream(posts).map(Post::valueOf).forEach(held::add);
        return held;
    }

    public String outlet() {
        return outlet;
    }

    public long epoch() {
        return epoch;
    }
}

package org.doorstep.offboarding;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.doorstep.identity.Post;
import org.doorstep.identity.Standing;

/** What a person may be at an instant, as far as HR is concerned: what all that was said comes to. Pure. */
public record Employment(Standing standing, Set<Post> posts, String outlet) {

    /** Nobody said anything yet. */
    public static final Employment NONE = new Employment(Standing.LEFT, Set.of(), "");

    public Employment {
        posts = Set.copyOf(posts);
    }

    /** What events come to, in the order in which they hold. */
    public static Employment of(List<? extends StaffEvent> inOrder) {
        var employment = NONE;
        for (var event : inOrder) {
            employment = employment.after(event);
        }
        return employment;
    }

    /** The employment after one more event. */
    public Employment after(StaffEvent event) {
        return switch (event) {
            case StaffEvent.Joined joined -> new Employment(Standing.ACTIVE, joined.posts(), joined.outlet());
            case StaffEvent.Left _ -> new Employment(Standing.LEFT, Set.of(), outlet);
            case StaffEvent.Suspended _ when standing == Standing.LEFT -> this;
            case StaffEvent.Suspended _ -> new Employment(Standing.SUSPENDED, posts, outlet);
            case StaffEvent.Returned back ->
                new Employment(Standing.ACTIVE, back.posts().orElse(posts), back.outlet().orElse(outlet));
            case StaffEvent.Transferred _ when standing == Standing.LEFT -> this;
            case StaffEvent.Transferred moved -> new Employment(standing, moved.posts(), moved.outlet());
            case StaffEvent.PhoneChanged _ -> this;
            case StaffEvent.Stated stated -> new Employment(stated.standing(), stated.posts(), stated.outlet());
        };
    }

    /** Whether something that could be done under the other employment cannot be done under this one. */
    public boolean endsSomethingOf(Employment before) {
        return before.standing() == Standing.ACTIVE
                && (standing != Standing.ACTIVE || isAnotherPostThan(before));
    }

    /** Whether a post or the outlet of the other employment is gone, and with it what was assigned under it. */
    public boolean isAnotherPostThan(Employment before) {
        return !posts.containsAll(before.posts()) || !outlet.equals(before.outlet());
    }

    /** For the log: "now ACTIVE as COURIER_DELIVERY at SH-PD-01", or only "now LEFT". */
    public String inWords() {
        return "now " + standing + (posts.isEmpty() ? "" : " as " + posts.stream().map(Post::name).sorted()
                .collect(Collectors.joining("+")) + " at " + outlet);
    }
}

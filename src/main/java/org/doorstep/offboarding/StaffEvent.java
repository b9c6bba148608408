package org.doorstep.offboarding;

import java.util.Optional;
import java.util.Set;

import org.doorstep.identity.Post;
import org.doorstep.identity.Standing;

/**
 * What is said of a person's employment (人事变动). Leaving the post (离岗) is more than leaving the company: transfer
 * and suspension count (寄递服务用户个人信息安全管理办法, draft, art. 19).
 */
public sealed interface StaffEvent {

    /** They begin in these posts at this outlet. */
    record Joined(Set<Post> posts, String outlet) implements StaffEvent {
        public Joined {
            posts = Set.copyOf(posts);
        }
    }

    /** They left the company. All posts end. */
    record Left() implements StaffEvent {
    }

    /** They may not act until they return; posts and outlet stay theirs. */
    record Suspended() implements StaffEvent {
    }

    /** They may act again: in the posts they had, unless others are named. After leaving they had none. */
    record Returned(Optional<Set<Post>> posts, Optional<String> outlet) implements StaffEvent {
        public Returned {
            posts = posts.map(Set::copyOf);
        }
    }

    /** The old posts end, these begin. Whoever is suspended stays so. */
    record Transferred(Set<Post> posts, String outlet) implements StaffEvent {
        public Transferred {
            posts = Set.copyOf(posts);
        }
    }

    /** They have another number; access stays what it was. The number itself is sealed apart. */
    record PhoneChanged() implements StaffEvent {
    }

    /** All of it at once; what was said before counts no more. */
    record Stated(Standing standing, Set<Post> posts, String outlet) implements StaffEvent {
        public Stated {
            posts = Set.copyOf(posts);
        }
    }

    /** Whether a person whom nobody named before may come in with it. */
    default boolean introduces() {
        return this instanceof Joined || this instanceof Stated;
    }

    /** The posts it names, if it names any. */
    default Optional<Set<Post>> named() {
        return switch (this) {
            case Joined joined -> Optional.of(joined.posts());
            case Left _ -> Optional.empty();
            case Suspended _ -> Optional.empty();
            case PhoneChanged _ -> Optional.empty();
            case Returned returned -> returned.posts();
            case Transferred transferred -> Optional.of(transferred.posts());
            case Stated stated -> Optional.of(stated.posts());
        };
    }

    /** The outlet it names. */
    default Optional<String> place() {
        return switch (this) {
            case Joined joined -> Optional.of(joined.outlet());
            case Left _ -> Optional.empty();
            case Suspended _ -> Optional.empty();
            case PhoneChanged _ -> Optional.empty();
            case Returned returned -> returned.outlet();
            case Transferred transferred -> Optional.of(transferred.outlet());
            case Stated stated -> Optional.of(stated.outlet());
        };
    }

    /** Its name in log and history. */
    default String kind() {
        return switch (this) {
            case Joined _ -> "JOINED";
            case Left _ -> "LEFT";
            case Suspended _ -> "SUSPENDED";
            case Returned _ -> "RETURNED";
            case Transferred _ -> "TRANSFERRED";
            case PhoneChanged _ -> "PHONE_CHANGED";
            case Stated stated -> "STATED_" + stated.standing();
        };
    }

    /** The event as the history keeps it. */
    static StaffEvent of(String kind, Optional<Set<Post>> posts, Optional<String> outlet) {
        return switch (kind) {
            case "JOINED" -> new Joined(posts.orElseThrow(), outlet.orElseThrow());
            case "LEFT" -> new Left();
            case "SUSPENDED" -> new Suspended();
            case "PHONE_CHANGED" -> new PhoneChanged();
            case "RETURNED" -> new Returned(posts, outlet);
            case "TRANSFERRED" -> new Transferred(posts.orElseThrow(), outlet.orElseThrow());
            default -> new Stated(Standing.valueOf(kind.substring("STATED_".length())), posts.orElseThrow(),
                    outlet.orElseThrow());
        };
    }
}

package org.doorstep.identity;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A post (岗位): what somebody at the courier company does, and the name of the realm role that says so.
 * Rights follow the post, not the person (寄递服务用户个人信息安全管理办法, draft, art. 19).
 */
public enum Post {
    COURIER_PICKUP(Reach.FIELDS),
    COURIER_DELIVERY(Reach.FIELDS),
    SORTER(Reach.FIELDS),
    DRIVER(Reach.FIELDS),
    STATION_CLERK(Reach.FIELDS),
    OUTLET_MANAGER(Reach.FIELDS),
    CS_AGENT(Reach.FIELDS),
    CLAIMS(Reach.FIELDS),
    SAFETY_INSPECT(Reach.FIELDS),
    INCIDENT_LEAD(Reach.FIELDS),
    LEGAL_LIAISON(Reach.FIELDS),
    PI_OFFICER(Reach.FIELDS),
    ANALYST(Reach.FIELDS),
    HR(Reach.NOTHING_PERSONAL),
    SYS_ADMIN(Reach.NOTHING_PERSONAL),
    SEC_ADMIN(Reach.NOTHING_PERSONAL),
    SEC_AUDITOR(Reach.NOTHING_PERSONAL),
    INSPECTOR(Reach.NOTHING_PERSONAL);

    /** Whether the post may ever read a field of a parcel. */
    private enum Reach {
        FIELDS, NOTHING_PERSONAL
    }

    /** Nobody may hold two posts of one set: 三员分立, 寄递服务用户个人信息安全管理规定 (2014), art. 34. */
    private static final Set<Post> THREE_OFFICERS = EnumSet.of(SYS_ADMIN, SEC_ADMIN, SEC_AUDITOR);
    private static final Set<Post> HR_AND_SECURITY = EnumSet.of(HR, SEC_ADMIN);

    private final Reach reach;

    Post(Reach reach) {
        this.reach = reach;
    }

    /** The post of a realm role; empty for roles that are no posts. */
    public static Optional<Post> ofRole(String role) {
        return Arrays.stream(values()).filter(post -> post.name().equals(role)).findFirst();
    }

    /** The posts of these names, as the database keeps them. */
    public static Set<Post> named(String... names) {
        var posts = EnumSet.noneOf(Post.class);
        for (var name : names) {
            posts.add(valueOf(name));
        }
        return posts;
    }

    /** Whether one person may not hold all of these posts together. */
    public static boolean conflict(Set<Post> posts) {
        return holdsTwoOf(THREE_OFFICERS, posts) || holdsTwoOf(HR_AND_SECURITY, posts)
                || (posts.contains(SEC_AUDITOR) && posts.stream().anyMatch(Post::readsFields));
    }

    private static boolean holdsTwoOf(Set<Post> exclusive, Set<Post> posts) {
        return posts.stream().filter(exclusive::contains).count() > 1;
    }

    private boolean readsFields() {
        return reach == Reach.FIELDS;
    }
}

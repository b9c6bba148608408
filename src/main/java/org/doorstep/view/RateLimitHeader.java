package org.doorstep.view;

import java.time.Duration;
import java.time.Instant;

import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemType;
import org.doorstep.quota.Limit;
import org.doorstep.quota.Spending.Remaining;

/** The header fields {@code RateLimit-Policy} and {@code RateLimit} of draft-ietf-httpapi-ratelimit-headers. */
final class RateLimitHeader {

    static final String POLICY = "RateLimit-Policy";
    static final String NAME = "RateLimit";

    private RateLimitHeader() {
    }

    /** {@code "person";q=220;w=86400}: the quota in distinct parcels and the window in seconds. */
    static String policy(Limit limit) {
        return "\"%s\";q=%d;w=%d".formatted(limit.name(), limit.most(), limit.window().toSeconds());
    }

    /** {@code "person";r=120;t=3600}: what is left and for how many seconds; 0 while nobody can tell. */
    static String remaining(Remaining remaining, Instant now) {
        return "\"%s\";r=%d;t=%d".formatted(remaining.limit().name(), remaining.left().orElse(0),
                seconds(remaining.limit(), now));
    }

    /** The problem of a limit that is used up. */
    static Problem exhausted(Limit limit, Instant now) {
        return Problem.of(ProblemType.LIMIT_REACHED).with("limit", limit.name())
                .retryAfter(Duration.between(now, limit.resetsAt()))
                .header(POLICY, policy(limit))
                .header(NAME, "\"%s\";r=0;t=%d".formatted(limit.name(), seconds(limit, now)));
    }

    private static long seconds(Limit limit, Instant now) {
        return Math.max(0, Duration.between(now, limit.resetsAt()).toSeconds());
    }
}

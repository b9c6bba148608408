package org.doorstep.quota;

import java.time.Duration;
import java.time.Instant;

/**
 * So many distinct members in a window.
 *
 * @param name what is limited, as the {@code RateLimit} header names it: person, outlet, recipient, device, misses
 * @param key the Redis key; holds no personal data. All keys of one spending share a hash tag
 * @param member what is counted once
 * @param most distinct members that pass
 * @param window its length
 * @param resetsAt when it ends
 */
public record Limit(String name, String key, String member, int most, Duration window, Instant resetsAt) {
}

package org.doorstep.quota;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;

/**
 * What this node lets pass by itself while Redis is lost: a few distinct members a limit and window, then nothing.
 * An allowance is not renewed when Redis comes back and is lost again within the window. When too many limits are
 * counted it refuses rather than forget one.
 */
@Singleton
class LocalAllowance implements Limiter {

    private final QuotaConfig config;
    private final Clock clock;
    private final Map<String, Counted> counted = new HashMap<>();

    LocalAllowance(QuotaConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    @Override
    public Uni<Spending> spend(List<Limit> limits, boolean paid) {
        return Uni.createFrom().item(() -> paid ? new Spending.Spent(Spending.Remaining.unknown(limits.getFirst()))
                : spendNow(limits));
    }

    private synchronized Spending spendNow(List<Limit> limits) {
        if (!limits.stream().allMatch(this::hasRoom)) {
            return new Spending.Unknown();
        }
        limits.forEach(limit -> counted.computeIfAbsent(limit.key(), _ -> new Counted(limit.resetsAt()))
                .members().add(limit.member()));
        return new Spending.Spent(Spending.Remaining.unknown(limits.getFirst()));
    }

    private boolean hasRoom(Limit limit) {
        var known = counted.get(limit.key());
        if (known != null) {
            return known.members().contains(limit.member()) || known.members().size() < allowance(limit);
        }
        return allowance(limit) > 0 && (counted.size() < config.localLimits() || forgetEnded());
    }

    private int allowance(Limit limit) {
        return Math.min(limit.most(), config.localAllowance());
    }

    private boolean forgetEnded() {
        var now = clock.instant();
        counted.values().removeIf(window -> window.endsAt().isBefore(now));
        return counted.size() < config.localLimits();
    }

    private record Counted(Instant endsAt, Set<String> members) {
        Counted(Instant endsAt) {
            this(endsAt, new HashSet<>());
        }
    }
}

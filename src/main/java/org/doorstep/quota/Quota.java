package org.doorstep.quota;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.time.Deadline;
import org.jboss.logging.Logger;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;

/**
 * How often: spends limits in Redis and, while it is lost, from the local allowance (promise P9). Keys are made here,
 * so that all limits of one spending lie in one cluster slot: that of the outlet's region.
 */
@ApplicationScoped
public class Quota {

    private static final Logger LOG = Logger.getLogger(Quota.class);

    private final RedisLimiter redis;
    private final LocalAllowance local;
    private final QuotaConfig config;
    private final Clock clock;
    private final MeterRegistry metrics;
    private final AtomicBoolean lost = new AtomicBoolean();

    Quota(RedisLimiter redis, LocalAllowance local, QuotaConfig config, Clock clock, MeterRegistry metrics) {
        this.redis = redis;
        this.local = local;
        this.config = config;
        this.clock = clock;
        this.metrics = metrics;
    }

    /**
     * Spends all limits or none; the first one is the one that the answer's headers tell of.
     *
     * @param paid whether the look was paid for before, as a lease that is still open: it passes and costs nothing
     */
    public Uni<Spending> spend(List<Limit> limits, boolean paid) {
        return Deadline.within(config.redisTimeout(), redis.spend(limits, paid))
                .invoke(this::found)
                .onFailure().recoverWithUni(failure -> withoutRedis(limits, paid, failure));
    }

    private Uni<Spending> withoutRedis(List<Limit> limits, boolean paid, Throwable failure) {
        if (!lost.getAndSet(true)) {
            LOG.warnf("Redis is lost (%s); the local allowance is used", failure.getClass().getName());
        }
        metrics.counter("doorstep.quota.local").increment();
        return local.spend(limits, paid);
    }

    private void found() {
        if (lost.get() && lost.getAndSet(false)) {
            LOG.info("Redis is back; limits are counted together again");
        }
    }

    /**
     * A limit of this window.
     *
     * @param outlet decides the cluster slot, by its region: the part before the first dash
     * @param name what is limited, as headers name it
     * @param subject whose limit it is: an id or a blind index, never personal data
     * @param member what is counted once
     * @param window an hour or a day of the company's zone
     */
    public Limit limit(String outlet, String name, String subject, String member, int most, Duration window) {
        var begins = begin(window);
        var key = "quota:{" + region(outlet) + "}:" + name + ":" + subject + ":" + begins.getEpochSecond();
        return new Limit(name, key, member, most, window, end(begins, window));
    }

    private static String region(String outlet) {
        int dash = outlet.indexOf('-');
        return dash < 0 ? outlet : outlet.substring(0, dash);
    }

    private Instant begin(Duration window) {
        var now = ZonedDateTime.now(clock);
        return now.truncatedTo(window.equals(Duration.ofDays(1)) ? ChronoUnit.DAYS : ChronoUnit.HOURS).toInstant();
    }

    private Instant end(Instant begins, Duration window) {
        var start = begins.atZone(clock.getZone());
        return (window.equals(Duration.ofDays(1)) ? start.plusDays(1) : start.plusHours(1)).toInstant();
    }
}

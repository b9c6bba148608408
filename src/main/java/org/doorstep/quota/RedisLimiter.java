package org.doorstep.quota;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;

/**
 * Spends limits in Redis by one script, so that several nodes count together and no limit is spent when another one
 * is used up. A limit is a set: what it has counted once costs nothing again. Runs on Redis 6 and later and on
 * clusters, as all keys of a call share a hash tag.
 */
@Singleton
class RedisLimiter implements Limiter {

    /** Returns the 1-based index of the limit that is used up, or 0; then how many the first limit has counted. */
    private static final String SCRIPT = """
            if ARGV[#ARGV] == '1' then
              return {0, redis.call('SCARD', KEYS[1])}
            end
            for i, key in ipairs(KEYS) do
              local member, most = ARGV[i * 3 - 2], tonumber(ARGV[i * 3 - 1])
              if redis.call('SISMEMBER', key, member) == 0 and redis.call('SCARD', key) >= most then
                return {i, redis.call('SCARD', KEYS[1])}
              end
            end
            for i, key in ipairs(KEYS) do
              if redis.call('SADD', key, ARGV[i * 3 - 2]) == 1 and redis.call('SCARD', key) == 1 then
                redis.call('PEXPIRE', key, ARGV[i * 3])
              end
            end
            return {0, redis.call('SCARD', KEYS[1])}
            """;
    private static final String DIGEST = sha1(SCRIPT);
    private static final Duration KEPT_BEYOND = Duration.ofMinutes(5);

    private final Redis redis;
    private final Clock clock;

    RedisLimiter(Redis redis, Clock clock) {
        this.redis = redis;
        this.clock = clock;
    }

    @Override
    public Uni<Spending> spend(List<Limit> limits, boolean paid) {
        return run(Command.EVALSHA, DIGEST, limits, paid)
                .onFailure(RedisLimiter::scriptUnknown).recoverWithUni(() -> run(Command.EVAL, SCRIPT, limits, paid))
                .map(answer -> spending(limits, answer.get(0).toInteger(), answer.get(1).toInteger()));
    }

    private Uni<Response> run(Command command, String script, List<Limit> limits, boolean paid) {
        var request = Request.cmd(command).arg(script).arg(limits.size());
        limits.forEach(limit -> request.arg(limit.key()));
        limits.forEach(limit -> request.arg(limit.member()).arg(limit.most()).arg(millisKept(limit)));
        return redis.send(request.arg(paid ? 1 : 0));
    }

    private long millisKept(Limit limit) {
        return Duration.between(clock.instant(), limit.resetsAt()).plus(KEPT_BEYOND).toMillis();
    }

    private static Spending spending(List<Limit> limits, int exhausted, int counted) {
        if (exhausted > 0) {
            return new Spending.Exhausted(limits.get(exhausted - 1));
        }
        var first = limits.getFirst();
        return new Spending.Spent(new Spending.Remaining(first, Optional.of(Math.max(0, first.most() - counted))));
    }

    private static boolean scriptUnknown(Throwable failure) {
        return failure.getMessage() != null && failure.getMessage().startsWith("NOSCRIPT");
    }

    private static String sha1(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

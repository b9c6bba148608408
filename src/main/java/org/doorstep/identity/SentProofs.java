package org.doorstep.identity;

import java.time.Duration;
import java.util.Objects;

import jakarta.inject.Singleton;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;

/**
 * Which proofs were sent already, as hashes, for as long as their time of issue would let them pass (RFC 9449, section
 * 11.1). All nodes share one memory in Redis, and each has its own in front of it. While Redis is lost a node goes on
 * with its own, so that views go on (promise P9): a proof that somebody took may then be sent once to each other node,
 * within its minute and for the same method, address and token.
 */
@Singleton
class SentProofs {

    private static final String PREFIX = "doorstep:proof:";

    private final Redis redis;
    private final IdentityConfig config;
    private final Duration kept;
    private final Cache<String, Boolean> here;

    SentProofs(Redis redis, IdentityConfig config) {
        this.redis = redis;
        this.config = config;
        this.kept = config.proofSkew().multipliedBy(2).plusSeconds(1);
        this.here = Caffeine.newBuilder().maximumSize(config.rememberedProofs()).expireAfterWrite(kept).build();
    }

    /** Remembers a proof; whether it was not known before. */
    Uni<Boolean> isNew(DpopProof proof) {
        var name = DpopProof.hash(proof.keyThumbprint() + "." + proof.id());
        if (here.asMap().putIfAbsent(name, true) != null) {
            return Uni.createFrom().item(false);
        }
        var request = Request.cmd(Command.SET).arg(PREFIX + name).arg("").arg("NX").arg("PX").arg(kept.toMillis());
        return redis.send(request).map(Objects::nonNull)
                .ifNoItem().after(config.proofRedisTimeout()).fail()
                .onFailure().recoverWithItem(true);
    }
}

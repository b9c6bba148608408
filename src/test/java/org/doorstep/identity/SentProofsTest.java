package org.doorstep.identity;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.mutiny.redis.client.Redis;

/** Which proofs a node takes for new while Redis is lost. */
class SentProofsTest {

    private static final DpopProof PROOF = new DpopProof("thumbprint", "id");

    @Test
    void proofIsNewOnceWhileRedisIsLost() {
        var sent = new SentProofs(redis(Future.failedFuture("lost")), config());

        assertTrue(isNew(sent, PROOF));
        assertFalse(isNew(sent, PROOF));
    }

    @Test
    void anotherProofOfTheSameKeyIsNewWhileRedisIsLost() {
        var sent = new SentProofs(redis(Future.failedFuture("lost")), config());

        assertTrue(isNew(sent, PROOF));
        assertTrue(isNew(sent, new DpopProof("thumbprint", "another")));
    }

    @Test
    void redisThatHangsIsNotWaitedFor() {
        var sent = new SentProofs(redis(Promise.<Object>promise().future()), config());

        assertTrue(isNew(sent, PROOF));
    }

    @Test
    void proofThatRedisKnowsIsNotNew() {
        var sent = new SentProofs(redis(Future.succeededFuture()), config());

        assertFalse(isNew(sent, PROOF));
    }

    @Test
    void redisIsNotAskedForWhatThisNodeKnows() {
        var asked = new AtomicInteger();
        var sent = new SentProofs(redis(Future.failedFuture("lost"), asked), config());

        isNew(sent, PROOF);
        isNew(sent, PROOF);

        assertTrue(asked.get() == 1, () -> asked.get() + " times");
    }

    private static boolean isNew(SentProofs sent, DpopProof proof) {
        return sent.isNew(proof).await().atMost(Duration.ofSeconds(5));
    }

    private static Redis redis(Future<?> answer) {
        return redis(answer, new AtomicInteger());
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Redis redis(Future<?> answer, AtomicInteger asked) {
        return Redis.newInstance((io.vertx.redis.client.Redis) Proxy.newProxyInstance(
                SentProofsTest.class.getClassLoader(), new Class<?>[]{io.vertx.redis.client.Redis.class},
                (_, method, arguments) -> {
                    if (method.getName().equals("send")) {
                        asked.incrementAndGet();
                        if (arguments.length == 2) {
                            answer.onComplete((Handler) arguments[1]);
                        }
                        return answer;
                    }
                    throw new UnsupportedOperationException(method.getName());
                }));
    }

    private static IdentityConfig config() {
        return (IdentityConfig) Proxy.newProxyInstance(SentProofsTest.class.getClassLoader(),
                new Class<?>[]{IdentityConfig.class}, (_, method, _) -> switch (method.getName()) {
                    case "proofSkew" -> Duration.ofMinutes(1);
                    case "proofRedisTimeout" -> Duration.ofMillis(50);
                    case "rememberedProofs" -> 1_000;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}

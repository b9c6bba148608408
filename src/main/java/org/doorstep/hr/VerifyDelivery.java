package org.doorstep.hr;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemType;

import io.quarkus.runtime.StartupEvent;

/**
 * Whether a delivery is from HR, unaltered and fresh (Standard Webhooks 1.0, "Verifying signatures"). What was
 * delivered before is not its concern: ids are remembered with the events, for ever.
 */
@ApplicationScoped
class VerifyDelivery {

    /** No dot: the signed content is id, timestamp and body with dots between. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_:-]{1,128}");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");

    private final Map<String, WebhookKey> keys = new LinkedHashMap<>();
    private final HrConfig config;
    private final Clock clock;

    VerifyDelivery(HrConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
        config.webhookKeys().forEach((name, text) -> keys.put(name, WebhookKey.of(name, text)));
    }

    /** A key that cannot be read stops the start, not HR's first event. */
    void start(@Observes StartupEvent event) {
    }

    /** What came of it. */
    sealed interface Verified {
        record Genuine(String id, String keyName) implements Verified {
        }

        record Refused(Problem problem) implements Verified {
        }
    }

    Verified verify(Delivery delivery) {
        var id = delivery.id().filter(text -> ID.matcher(text).matches());
        var seconds = delivery.timestamp().filter(text -> SECONDS.matcher(text).matches()).map(Long::valueOf);
        if (id.isEmpty() || seconds.isEmpty() || delivery.signatures().isEmpty()) {
            return new Verified.Refused(Problem.of(ProblemType.WEBHOOK_HEADERS));
        }
        var signer = signer(delivery, content(id.get(), seconds.get(), delivery.body()));
        if (signer.isEmpty()) {
            return new Verified.Refused(Problem.of(ProblemType.WEBHOOK_SIGNATURE));
        }
        return fresh(Instant.ofEpochSecond(seconds.get())) ? new Verified.Genuine(id.get(), signer.get())
                : new Verified.Refused(Problem.of(ProblemType.WEBHOOK_TIMESTAMP));
    }

    private boolean fresh(Instant sent) {
        var now = clock.instant();
        return !sent.isBefore(now.minus(config.tolerance())) && !sent.isAfter(now.plus(config.tolerance()));
    }

    private static byte[] content(String id, long seconds, byte[] body) {
        var head = (id + "." + seconds + ".").getBytes(StandardCharsets.UTF_8);
        var content = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, content, head.length, body.length);
        return content;
    }

    /** The name of the key that any of the signatures is of; a signature of another version is passed over. */
    private Optional<String> signer(Delivery delivery, byte[] content) {
        for (var signature : delivery.signatures().orElse("").split(" ", 16)) {
            int comma = signature.indexOf(',');
            var bytes = comma < 0 ? Optional.<byte[]>empty() : decoded(signature.substring(comma + 1));
            for (var key : keys.entrySet()) {
                if (bytes.isPresent() && signature.substring(0, comma).equals(key.getValue().version())
                        && key.getValue().signed(content, bytes.get())) {
                    return Optional.of(key.getKey());
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<byte[]> decoded(String base64) {
        try {
            return Optional.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}

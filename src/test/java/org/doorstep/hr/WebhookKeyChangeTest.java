package org.doorstep.hr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

import org.doorstep.hr.VerifyDelivery.Verified;
import org.junit.jupiter.api.Test;

import com.standardwebhooks.Webhook;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;

/** HR's key is changed without a gap: two count until one is taken out of the settings. */
class WebhookKeyChangeTest {

    private static final long NOW = 1_795_250_000L;
    private static final String OLD = key(1);
    private static final String NEXT = key(2);

    @Test
    void bothKeysCountWhileBothAreSet() throws Exception {
        var both = verifier(Map.of("old", OLD, "next", NEXT));

        assertEquals(new Verified.Genuine("evt_1", "old"), both.verify(signed(OLD)));
        assertEquals(new Verified.Genuine("evt_1", "next"), both.verify(signed(NEXT)));
    }

    @Test
    void keyThatWasTakenOutCountsNoMore() throws Exception {
        var after = verifier(Map.of("next", NEXT));

        assertInstanceOf(Verified.Refused.class, after.verify(signed(OLD)));
        assertEquals(new Verified.Genuine("evt_1", "next"), after.verify(signed(NEXT)));
    }

    private static VerifyDelivery verifier(Map<String, String> keys) {
        var builder = new SmallRyeConfigBuilder().withMapping(HrConfig.class)
                .withConverter(Duration.class, 300, new DurationConverter());
        keys.forEach((name, key) -> builder.withDefaultValue("doorstep.hr.webhook-keys." + name, key));
        return new VerifyDelivery(builder.build().getConfigMapping(HrConfig.class),
                Clock.fixed(Instant.ofEpochSecond(NOW), ZoneOffset.UTC));
    }

    private static Delivery signed(String key) throws Exception {
        return new Delivery(Optional.of("evt_1"), Optional.of(Long.toString(NOW)),
                Optional.of(new Webhook(key).sign("evt_1", NOW, "{}")), "{}".getBytes(StandardCharsets.UTF_8));
    }

    private static String key(int filled) {
        var bytes = new byte[24];
        Arrays.fill(bytes, (byte) filled);
        return "whsec_" + Base64.getEncoder().encodeToString(bytes);
    }
}

package org.doorstep.demonstration;

import static io.restassured.RestAssured.given;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookSigningException;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

/** The HR system of the demonstration: signs its events by the published Standard Webhooks library. */
public final class HrWebhook {

    /** What the key is made of; it opens nothing but the demonstration. */
    static final String SECRET = "embedded-hr-webhook-key-0001";
    /** The key that the demonstration's service knows by the name "demonstration". */
    public static final String KEY = "whsec_"
            + Base64.getEncoder().encodeToString(SECRET.getBytes(StandardCharsets.US_ASCII));

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Webhook webhook = new Webhook(KEY);
    private final UnaryOperator<RequestSpecification> atService;

    /** Speaks to the service that Quarkus runs for the test. */
    public HrWebhook() {
        this(request -> request);
    }

    /** Speaks to a service at this address, without a slash at its end. */
    public HrWebhook(String service) {
        this(request -> request.baseUri(service));
    }

    private HrWebhook(UnaryOperator<RequestSpecification> atService) {
        this.atService = atService;
    }

    /** Delivers an event that takes effect now, under an id of its own. */
    public Response say(String type, String staffId, Map<String, Object> more) {
        return deliver("evt_" + UUID.randomUUID(), event(type, staffId, OffsetDateTime.now(), more));
    }

    /** Delivers this body under this id, signed now. */
    public Response deliver(String id, String body) {
        long now = Instant.now().getEpochSecond();
        return send(id, Long.toString(now), signature(id, now, body), body);
    }

    /** Delivers whatever is given. */
    public Response send(String id, String timestamp, String signature, String body) {
        return atService.apply(given()).contentType("application/json").header("webhook-id", id)
                .header("webhook-timestamp", timestamp).header("webhook-signature", signature)
                .body(body.getBytes(StandardCharsets.UTF_8)).post("/v1/hr/events");
    }

    /** The library's signature. */
    public String signature(String id, long seconds, String body) {
        try {
            return webhook.sign(id, seconds, body);
        } catch (WebhookSigningException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The body of an event. */
    public static String event(String type, String staffId, OffsetDateTime at, Map<String, Object> more) {
        var data = new HashMap<String, Object>(more);
        data.put("staffId", staffId);
        try {
            return JSON.writeValueAsString(Map.of("type", type, "timestamp", at.toString(), "data", data));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}

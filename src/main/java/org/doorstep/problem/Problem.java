package org.doorstep.problem;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import jakarta.ws.rs.core.Response;

/**
 * An RFC 9457 problem. Its {@code detail} is the remedy of its type; extensions never carry anybody's data.
 *
 * @param type which rule failed
 * @param extensions further members, in order
 * @param headers response headers that belong to it, such as {@code Retry-After}
 */
public record Problem(ProblemType type, Map<String, Object> extensions, Map<String, String> headers) {

    public static final String MEDIA_TYPE = "application/problem+json";

    private static final String CHALLENGE = "WWW-Authenticate";

    public Problem {
        extensions = Map.copyOf(extensions);
        headers = Map.copyOf(headers);
    }

    public static Problem of(ProblemType type) {
        return new Problem(type, Map.of(), Map.of());
    }

    public Problem with(String member, Object value) {
        return new Problem(type, joined(extensions, member, value), headers);
    }

    public Problem header(String name, String value) {
        return new Problem(type, extensions, joined(headers, name, value));
    }

    /** Says when to try again: whole seconds, rounded up, at least one (RFC 9110, section 10.2.3). */
    public Problem retryAfter(Duration wait) {
        return header("Retry-After", Long.toString(Math.max(1, wait.plusMillis(999).toSeconds())));
    }

    /** The members in the order of RFC 9457, section 3.1. */
    public Map<String, Object> body() {
        var body = new LinkedHashMap<String, Object>();
        body.put("type", type.uri());
        body.put("title", type.title());
        body.put("status", type.status());
        body.put("detail", type.remedy());
        body.putAll(extensions);
        return body;
    }

    public Response response() {
        var response = Response.status(type.status()).type(MEDIA_TYPE).entity(body())
                .header("Cache-Control", "no-store");
        if (type.status() == 401 && !headers.containsKey(CHALLENGE)) {
            response.header(CHALLENGE, "Bearer error=\"invalid_token\"");
        }
        headers.forEach(response::header);
        return response.build();
    }

    private static <V> Map<String, V> joined(Map<String, V> map, String key, V value) {
        var joined = new LinkedHashMap<>(map);
        joined.put(key, value);
        return joined;
    }
}

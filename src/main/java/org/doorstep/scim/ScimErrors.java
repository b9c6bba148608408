package org.doorstep.scim;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MediaType;

import org.doorstep.problem.ProblemType;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

import io.vertx.ext.web.RoutingContext;

/**
 * Turns every problem that is answered at SCIM's addresses into a SCIM error (RFC 7644, section 3.12), wherever it
 * comes from: the door, the limits of a body, the core.
 */
class ScimErrors {

    /** Filters of answers run from the highest number down: after the log, which names the problem itself. */
    private static final int AFTER_LOG = 1000;
    private static final int FIRST_ERROR = 400;
    private static final String SCHEMA = "urn:ietf:params:scim:api:messages:2.0:Error";

    @ServerResponseFilter(priority = AFTER_LOG)
    void translate(ContainerResponseContext response, RoutingContext request) {
        if (response.getStatus() < FIRST_ERROR || !request.normalizedPath().startsWith(ScimAnswer.ROOT)) {
            return;
        }
        var body = response.getEntity() instanceof Map<?, ?> problem ? problem : Map.of();
        var type = type(body);
        var scimType = type.flatMap(ScimErrors::scimType);
        int status = scimType.map(_ -> statusOf(type.get())).orElse(response.getStatus());
        var json = ScimAnswer.json();
        json.putArray("schemas").add(SCHEMA);
        json.put("status", Integer.toString(status));
        scimType.ifPresent(name -> json.put("scimType", name));
        type.ifPresent(known -> json.put("detail", detail(known, body)));
        response.setStatus(status);
        response.setEntity(json.toString(), null, MediaType.valueOf(ScimAnswer.MEDIA_TYPE));
    }

    private static Optional<ProblemType> type(Map<?, ?> problem) {
        return Arrays.stream(ProblemType.values()).filter(type -> type.uri().equals(problem.get("type"))).findFirst();
    }

    private static String detail(ProblemType type, Map<?, ?> problem) {
        var attribute = problem.get(Refusal.ATTRIBUTE);
        return type.title() + (attribute == null ? "" : ": " + attribute) + ". " + type.remedy();
    }

    /** The detail error keyword of RFC 7644, table 9; none for what the table does not know. */
    private static Optional<String> scimType(ProblemType type) {
        return Optional.ofNullable(switch (type) {
            case INVALID_FILTER -> "invalidFilter";
            case INVALID_PATH -> "invalidPath";
            case NO_TARGET -> "noTarget";
            case INVALID_ATTRIBUTE, INVALID_POSTS -> "invalidValue";
            case IMMUTABLE_ATTRIBUTE -> "mutability";
            case WRONG_SCHEMA, MALFORMED_JSON -> "invalidSyntax";
            case ACCOUNT_EXISTS -> "uniqueness";
            default -> null;
        });
    }

    /** The status that the table gives: 409 for uniqueness, 400 for all others. */
    private static int statusOf(ProblemType type) {
        return type == ProblemType.ACCOUNT_EXISTS ? type.status() : FIRST_ERROR;
    }
}

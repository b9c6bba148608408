package org.doorstep.scim;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import org.doorstep.identity.OutletCode;
import org.doorstep.identity.Post;
import org.doorstep.identity.Standing;
import org.doorstep.offboarding.Employment;
import org.doorstep.problem.ProblemType;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.scim2.common.utils.JsonUtils;

/**
 * What an identity system sent, and how its values are read. Names of attributes are read in capital or small letters
 * (RFC 7643, section 2.1). Values are read in the forms that identity systems are known to send beside the standard's.
 */
record Message(ObjectNode json) {

    private static final Pattern OUTLET = Pattern.compile(OutletCode.FORM);
    private static final ObjectReader READER = JsonUtils.getObjectReader()
            .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** A body that says in {@code schemas} that it is of this schema. */
    static Message read(byte @Nullable [] body, String schema) {
        if (body == null || !(tree(body) instanceof ObjectNode json)) {
            throw Refusal.of(ProblemType.MALFORMED_JSON);
        }
        for (var urn : json.path("schemas")) {
            if (urn.asText().equalsIgnoreCase(schema)) {
                return new Message(json);
            }
        }
        throw Refusal.of(ProblemType.WRONG_SCHEMA);
    }

    private static JsonNode tree(byte[] body) {
        try {
            return READER.readTree(body);
        } catch (IOException e) {
            throw Refusal.of(ProblemType.MALFORMED_JSON);
        }
    }

    /** The staff number that the message names as user name. */
    String userName() {
        return staffNumber(json.path("userName"))
                .orElseThrow(() -> Refusal.of(ProblemType.INVALID_ATTRIBUTE, "userName"));
    }

    /** What a new account is to be. Outlet and user name are needed; without roles the person holds no post yet. */
    Employment employment() {
        return new Employment(member("active").map(Message::standing).orElse(Standing.ACTIVE),
                member("roles").map(Message::posts).orElse(Set.of()),
                outlet(json.path(Schemas.ENTERPRISE).path("department")));
    }

    /**
     * What the account is to be when this is put in its place. What the message leaves out stays as it is: not every
     * identity system knows of posts and outlets (RFC 7644, section 3.5.1, lets a server take that into account).
     */
    Employment employment(Account account) {
        var id = json.path("id");
        if (!userName().equals(account.staffId()) || !(id.isMissingNode() || isId(id, account))) {
            throw Refusal.of(ProblemType.IMMUTABLE_ATTRIBUTE, id.isMissingNode() ? "userName" : "id");
        }
        var before = account.employment();
        var department = json.path(Schemas.ENTERPRISE).path("department");
        return new Employment(member("active").map(Message::standing).orElse(before.standing()),
                member("roles").map(Message::posts).orElse(before.posts()),
                department.isMissingNode() ? before.outlet() : outlet(department));
    }

    private Optional<JsonNode> member(String name) {
        return Optional.ofNullable(json.get(name));
    }

    /** Whether a value is the account's own staff number. */
    static boolean isId(JsonNode value, Account account) {
        return staffNumber(value).filter(account.staffId()::equals).isPresent();
    }

    private static Optional<String> staffNumber(JsonNode value) {
        return value.isTextual() ? Account.staffNumber(value.asText()) : Optional.empty();
    }

    /** A switch: true or false, also written as text. */
    static Standing standing(JsonNode value) {
        return switch (single(value).asText().toLowerCase(Locale.ROOT)) {
            case "true" -> Standing.ACTIVE;
            case "false" -> Standing.SUSPENDED;
            default -> throw Refusal.of(ProblemType.INVALID_ATTRIBUTE, "active");
        };
    }

    static String outlet(JsonNode value) {
        var code = single(value).asText();
        if (!OUTLET.matcher(code).matches()) {
            throw Refusal.of(ProblemType.INVALID_ATTRIBUTE, "department");
        }
        return code;
    }

    /** Posts: several or one, each as text or as an object with a value. Null and an empty object are none. */
    static Set<Post> posts(JsonNode value) {
        var posts = EnumSet.noneOf(Post.class);
        if (value.isArray()) {
            value.forEach(one -> posts.addAll(posts(one)));
        } else if (!value.isNull() && !(value.isObject() && value.isEmpty())) {
            posts.add(post(value));
        }
        return posts;
    }

    private static Post post(JsonNode value) {
        var name = value.isObject() ? value.path("value") : value;
        return Optional.of(name).filter(JsonNode::isTextual).map(JsonNode::asText).map(Message::unpacked)
                .flatMap(Post::ofRole).orElseThrow(() -> Refusal.of(ProblemType.INVALID_ATTRIBUTE, "roles"));
    }

    /** Entra ID writes a role with its id and its display name as JSON into the text of the value. */
    private static String unpacked(String name) {
        if (!name.startsWith("{")) {
            return name;
        }
        try {
            return READER.readTree(name).path("value").asText();
        } catch (IOException e) {
            throw Refusal.of(ProblemType.INVALID_ATTRIBUTE, "roles");
        }
    }

    /** A single value, also in a list of one or as an object with a value, as Entra ID's older form has it. */
    private static JsonNode single(JsonNode value) {
        var one = value.isArray() && value.size() == 1 ? value.path(0) : value;
        return one.isObject() ? one.path("value") : one;
    }
}

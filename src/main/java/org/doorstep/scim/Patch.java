package org.doorstep.scim;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import org.doorstep.identity.Post;
import org.doorstep.offboarding.Employment;
import org.doorstep.problem.ProblemType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.scim2.common.Path;
import com.unboundid.scim2.common.exceptions.ScimException;
import com.unboundid.scim2.common.filters.Filter;
import com.unboundid.scim2.common.utils.FilterEvaluator;

/**
 * A list of changes to an account (RFC 7644, section 3.5.2): all of them or none. Attributes that are not kept are
 * passed over; what is no attribute at all is refused, because a misspelt {@code active} must not look obeyed.
 */
record Patch(JsonNode operations) {

    static final String SCHEMA = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

    private enum Verb {
        ADD, REPLACE, REMOVE
    }

    static Patch read(Message message) {
        var operations = message.json().path("Operations");
        if (!operations.isArray() || operations.isEmpty()) {
            throw Refusal.of(ProblemType.WRONG_SCHEMA);
        }
        return new Patch(operations);
    }

    /** What the account is to be after all changes. */
    Employment employment(Account account) {
        var employment = account.employment();
        for (var operation : operations) {
            employment = change(employment, account, verb(operation), operation.path("path").asText(""),
                    operation.path("value"));
        }
        return employment;
    }

    /** Entra ID begins the verbs with a capital letter. */
    private static Verb verb(JsonNode operation) {
        return switch (operation.path("op").asText().toLowerCase(Locale.ROOT)) {
            case "add" -> Verb.ADD;
            case "replace" -> Verb.REPLACE;
            case "remove" -> Verb.REMOVE;
            default -> throw Refusal.of(ProblemType.WRONG_SCHEMA);
        };
    }

    private static Employment change(Employment before, Account account, Verb verb, String path, JsonNode value) {
        if (path.isEmpty() || path.equalsIgnoreCase(Schemas.USER)) {
            return changeEach(before, account, verb, "", value);
        }
        if (path.equalsIgnoreCase(Schemas.ENTERPRISE)) {
            return changeEach(before, account, verb, Schemas.ENTERPRISE + ":", value);
        }
        var target = target(path);
        return Schemas.ENTERPRISE.equalsIgnoreCase(target.getSchemaUrn()) ? changeWork(before, verb, target, value)
                : changeCore(before, account, verb, target, value);
    }

    /** A value without a path: each of its members is the path of a change. */
    private static Employment changeEach(Employment before, Account account, Verb verb, String prefix,
            JsonNode value) {
        if (verb == Verb.REMOVE) {
            throw Refusal.of(ProblemType.NO_TARGET);
        }
        if (!(value instanceof ObjectNode members)) {
            throw Refusal.of(ProblemType.WRONG_SCHEMA);
        }
        var employment = before;
        for (var member : members.properties()) {
            if (!member.getKey().isEmpty()) {
                employment = change(employment, account, verb, prefix + member.getKey(), member.getValue());
            }
        }
        return employment;
    }

    private static Path target(String path) {
        var own = path.regionMatches(true, 0, Schemas.USER + ":", 0, Schemas.USER.length() + 1)
                ? path.substring(Schemas.USER.length() + 1)
                : path;
        try {
            var target = Path.fromString(own);
            if (!target.isRoot()) {
                return target;
            }
        } catch (ScimException e) {
            throw Refusal.of(ProblemType.INVALID_PATH);
        }
        throw Refusal.of(ProblemType.INVALID_PATH);
    }

    private static String name(Path target) {
        return target.getElement(0).getAttribute().toLowerCase(Locale.ROOT);
    }

    private static Employment changeCore(Employment before, Account account, Verb verb, Path target, JsonNode value) {
        var name = name(target);
        if (target.getSchemaUrn() != null) {
            throw Refusal.of(ProblemType.INVALID_PATH);
        }
        return switch (name) {
            case "active" -> new Employment(Message.standing(written(verb, target, "active", value)), before.posts(),
                    before.outlet());
            case "roles" -> new Employment(before.standing(), posts(before.posts(), verb, target, value),
                    before.outlet());
            case "id", "username" -> same(before, account, verb, value);
            default -> passedOver(before, Schemas.ignoresOfUser(name));
        };
    }

    private static Employment changeWork(Employment before, Verb verb, Path target, JsonNode value) {
        var name = name(target);
        return name.equals("department")
                ? new Employment(before.standing(), before.posts(),
                        Message.outlet(written(verb, target, "department", value)))
                : passedOver(before, Schemas.ignoresOfEnterprise(name));
    }

    private static Employment passedOver(Employment before, boolean known) {
        if (!known) {
            throw Refusal.of(ProblemType.INVALID_PATH);
        }
        return before;
    }

    /** The value of an attribute that has one and always has one. */
    private static JsonNode written(Verb verb, Path target, String attribute, JsonNode value) {
        if (target.size() > 1 || target.getElement(0).getValueFilter() != null) {
            throw Refusal.of(ProblemType.INVALID_PATH);
        }
        if (verb == Verb.REMOVE) {
            throw Refusal.of(ProblemType.INVALID_ATTRIBUTE, attribute);
        }
        return value;
    }

    private static Employment same(Employment before, Account account, Verb verb, JsonNode value) {
        if (verb == Verb.REMOVE || !Message.isId(value, account)) {
            throw Refusal.of(ProblemType.IMMUTABLE_ATTRIBUTE, "userName");
        }
        return before;
    }

    private static Set<Post> posts(Set<Post> before, Verb verb, Path target, JsonNode value) {
        var part = target.size() > 1 ? target.getElement(1).getAttribute().toLowerCase(Locale.ROOT) : "value";
        return switch (part) {
            case "display", "type", "primary" -> before;
            case "value" -> posts(before, verb, Optional.ofNullable(target.getElement(0).getValueFilter()), value);
            default -> throw Refusal.of(ProblemType.INVALID_PATH);
        };
    }

    private static Set<Post> posts(Set<Post> before, Verb verb, Optional<Filter> filter, JsonNode value) {
        if (filter.isEmpty()) {
            return all(before, verb, value);
        }
        return isPrimary(filter.get()) ? only(before, verb, value) : some(before, verb, filter.get(), value);
    }

    /** Removed without a value, all end; Entra ID names in a value those that end. */
    private static Set<Post> all(Set<Post> before, Verb verb, JsonNode value) {
        return switch (verb) {
            case ADD -> union(before, posts(value));
            case REPLACE -> posts(value);
            case REMOVE -> value.isMissingNode() ? Set.of() : without(before, Message.posts(value)::contains);
        };
    }

    /** The primary post is the only one: so Entra ID writes it where a person is to have one role. */
    private static Set<Post> only(Set<Post> before, Verb verb, JsonNode value) {
        return switch (verb) {
            case ADD -> posts(value);
            case REPLACE -> posts(value);
            case REMOVE -> before.size() == 1 ? Set.of() : before;
        };
    }

    private static Set<Post> some(Set<Post> before, Verb verb, Filter filter, JsonNode value) {
        var others = without(before, post -> matches(filter, post));
        return switch (verb) {
            case ADD -> union(before, posts(value));
            case REMOVE -> others;
            case REPLACE -> inPlaceOfSome(before, others, value);
        };
    }

    private static Set<Post> inPlaceOfSome(Set<Post> before, Set<Post> others, JsonNode value) {
        if (others.size() == before.size()) {
            throw Refusal.of(ProblemType.NO_TARGET);
        }
        return union(others, posts(value));
    }

    private static Set<Post> posts(JsonNode value) {
        if (value.isMissingNode()) {
            throw Refusal.of(ProblemType.INVALID_ATTRIBUTE, "roles");
        }
        return Message.posts(value);
    }

    private static boolean isPrimary(Filter filter) {
        return Equality.of(filter).filter(equal -> equal.path().toString().equalsIgnoreCase("primary")
                && equal.value().asText().equalsIgnoreCase("true")).isPresent();
    }

    private static boolean matches(Filter filter, Post post) {
        try {
            return FilterEvaluator.evaluate(filter,
                    JsonNodeFactory.instance.objectNode().put("value", post.name()));
        } catch (ScimException e) {
            throw Refusal.of(ProblemType.INVALID_PATH);
        }
    }

    private static Set<Post> union(Set<Post> some, Set<Post> more) {
        var all = EnumSet.noneOf(Post.class);
        all.addAll(some);
        all.addAll(more);
        return all;
    }

    private static Set<Post> without(Set<Post> before, Predicate<Post> taken) {
        var left = EnumSet.noneOf(Post.class);
        left.addAll(before);
        left.removeIf(taken);
        return left;
    }
}

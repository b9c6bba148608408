package org.doorstep.scim;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import org.doorstep.identity.Post;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The attributes of an account (RFC 7643, sections 4 and 7). Those of people's lives, names, mails and phones above
 * all, are accepted and not kept: a courier's post is all that Doorstep must know of them.
 */
final class Schemas {

    static final String USER = "urn:ietf:params:scim:schemas:core:2.0:User";
    static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    static final String SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:Schema";

    private static final String NOT_KEPT = "Accepted, not kept and never answered.";
    private static final String[] PLURAL = {"value", "display", "type", "primary"};

    private static final List<Attribute> USER_ATTRIBUTES = List.of(
            kept("userName", "string", "The staff number.").needed(),
            kept("active", "boolean", "Whether the person may act. Switched off, nothing is shown to them any more "
                    + "once the request is answered."),
            kept("roles", "complex", "The posts that the person holds. Left out in a PUT, they stay.").many()
                    .with(kept("value", "string", "The post.").needed().from(Arrays.stream(Post.values())
                            .map(Post::name).toList()),
                            kept("primary", "boolean", "True for the only post of a person. Written for a post, that "
                                    + "post becomes the only one."),
                            notKept("display"), notKept("type")),
            notKept("name").with(notKept("formatted"), notKept("familyName"), notKept("givenName"),
                    notKept("middleName"), notKept("honorificPrefix"), notKept("honorificSuffix")),
            notKept("displayName"), notKept("nickName"), notKept("profileUrl"), notKept("title"), notKept("userType"),
            notKept("preferredLanguage"), notKept("locale"), notKept("timezone"), notKept("password"),
            plural("emails"), plural("phoneNumbers"), plural("ims"), plural("photos"), plural("entitlements"),
            plural("x509Certificates"), plural("groups"),
            notKept("addresses").many().with(notKept("formatted"), notKept("streetAddress"), notKept("locality"),
                    notKept("region"), notKept("postalCode"), notKept("country"), notKept("type"),
                    notKept("primary")));

    private static final List<Attribute> ENTERPRISE_ATTRIBUTES = List.of(
            kept("department", "string", "The code of the outlet where the person works, such as SH-PD-01.").needed(),
            notKept("employeeNumber"), notKept("costCenter"), notKept("organization"), notKept("division"),
            notKept("manager").with(notKept("value"), notKept("$ref"), notKept("displayName")));

    /** Attributes of every resource that a client may send and does not decide on (RFC 7643, section 3.1). */
    private static final Set<String> COMMON = Set.of("schemas", "meta", "externalid");
    private static final Set<String> USER_NOT_KEPT = notKept(USER_ATTRIBUTES);
    private static final Set<String> ENTERPRISE_NOT_KEPT = notKept(ENTERPRISE_ATTRIBUTES);

    private Schemas() {
    }

    /** An attribute as the schema describes it (RFC 7643, section 7). */
    private record Attribute(String name, String type, boolean multiValued, String description, boolean required,
            boolean kept, List<String> canonicalValues, List<Attribute> subAttributes) {

        Attribute needed() {
            return new Attribute(name, type, multiValued, description, true, kept, canonicalValues, subAttributes);
        }

        Attribute many() {
            return new Attribute(name, type, true, description, required, kept, canonicalValues, subAttributes);
        }

        Attribute from(List<String> values) {
            return new Attribute(name, type, multiValued, description, required, kept, values, subAttributes);
        }

        Attribute with(Attribute... parts) {
            return new Attribute(name, "complex", multiValued, description, required, kept, canonicalValues,
                    List.of(parts));
        }

        ObjectNode json() {
            var json = JsonNodeFactory.instance.objectNode().put("name", name).put("type", type)
                    .put("multiValued", multiValued).put("description", description).put("required", required)
                    .put("caseExact", !name.equals("userName"))
                    .put("mutability", kept ? name.equals("userName") ? "immutable" : "readWrite" : "writeOnly")
                    .put("returned", kept ? "default" : "never")
                    .put("uniqueness", name.equals("userName") ? "server" : "none");
            if (!canonicalValues.isEmpty()) {
                canonicalValues.forEach(json.putArray("canonicalValues")::add);
            }
            if (!subAttributes.isEmpty()) {
                subAttributes.forEach(part -> json.withArray("subAttributes").add(part.json()));
            }
            return json;
        }
    }

    private static Attribute kept(String name, String type, String description) {
        return new Attribute(name, type, false, description, false, true, List.of(), List.of());
    }

    private static Attribute notKept(String name) {
        return new Attribute(name, "string", false, NOT_KEPT, false, false, List.of(), List.of());
    }

    private static Attribute plural(String name) {
        return notKept(name).many()
                .with(Arrays.stream(PLURAL).map(Schemas::notKept).toArray(Attribute[]::new));
    }

    private static Set<String> notKept(List<Attribute> attributes) {
        return attributes.stream().filter(attribute -> !attribute.kept()).map(Attribute::name)
                .map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether a core attribute is one that is accepted and not kept. */
    static boolean ignoresOfUser(String lowerCaseName) {
        return USER_NOT_KEPT.contains(lowerCaseName) || COMMON.contains(lowerCaseName);
    }

    /** Whether an attribute of the enterprise extension is one that is accepted and not kept. */
    static boolean ignoresOfEnterprise(String lowerCaseName) {
        return ENTERPRISE_NOT_KEPT.contains(lowerCaseName);
    }

    /** The schemas, described. */
    static List<ObjectNode> described(String base) {
        return List.of(
                described(base, USER, "User", "A member of staff. id, userName and externalId are the staff number; "
                        + "Doorstep keeps the post and the outlet of people, and nothing else of them.",
                        USER_ATTRIBUTES),
                described(base, ENTERPRISE, "EnterpriseUser", "Where a member of staff works.",
                        ENTERPRISE_ATTRIBUTES));
    }

    private static ObjectNode described(String base, String urn, String name, String description,
            List<Attribute> attributes) {
        var json = JsonNodeFactory.instance.objectNode();
        json.putArray("schemas").add(SCHEMA);
        json.put("id", urn).put("name", name).put("description", description);
        attributes.forEach(attribute -> json.withArray("attributes").add(attribute.json()));
        json.putObject("meta").put("resourceType", "Schema").put("location", base + "/Schemas/" + urn);
        return json;
    }
}

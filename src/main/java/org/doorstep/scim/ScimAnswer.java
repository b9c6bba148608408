package org.doorstep.scim;

import java.net.URI;
import java.util.List;

import jakarta.ws.rs.core.UriInfo;

import org.doorstep.identity.Standing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;

/** What identity systems are answered, as JSON text. */
final class ScimAnswer {

    static final String ROOT = "/scim/v2";
    static final String MEDIA_TYPE = "application/scim+json";
    static final int MOST_RESULTS = 200;

    private static final String LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

    private ScimAnswer() {
    }

    /** The address of the SCIM service as the client sees it. */
    static String base(UriInfo uri) {
        return uri.getBaseUri().resolve(ROOT).toString();
    }

    static URI location(UriInfo uri, String staffId) {
        return URI.create(base(uri) + "/Users/" + staffId);
    }

    static String account(Account account, URI location) {
        var employment = account.employment();
        var json = json();
        json.putArray("schemas").add(Schemas.USER).add(Schemas.ENTERPRISE);
        json.put("id", account.staffId()).put("externalId", account.staffId()).put("userName", account.staffId())
                .put("active", employment.standing() == Standing.ACTIVE);
        var roles = json.putArray("roles");
        employment.posts().stream().sorted().forEach(
                post -> roles.addObject().put("value", post.name()).put("primary", employment.posts().size() == 1));
        json.putObject(Schemas.ENTERPRISE).put("department", employment.outlet());
        json.putObject("meta").put("resourceType", "User").put("created", account.created().toString())
                .put("lastModified", account.lastModified().toString()).put("location", location.toString())
                .put("version", account.version());
        return json.toString();
    }

    /** A list of answers. */
    static String list(long total, int first, List<String> resources) {
        var json = json();
        json.putArray("schemas").add(LIST);
        json.put("totalResults", total).put("startIndex", first).put("itemsPerPage", resources.size());
        var listed = json.putArray("Resources");
        resources.forEach(resource -> listed.addRawValue(new RawValue(resource)));
        return json.toString();
    }

    static ObjectNode json() {
        return JsonNodeFactory.instance.objectNode();
    }
}

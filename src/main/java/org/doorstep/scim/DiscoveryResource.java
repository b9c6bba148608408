package org.doorstep.scim;

import java.util.List;
import java.util.function.Predicate;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

import org.doorstep.identity.Callers;
import org.doorstep.identity.Feed;
import org.doorstep.problem.ProblemType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkus.security.Authenticated;

/** What this SCIM service can do and which attributes it knows (RFC 7644, section 4). */
@Path(ScimAnswer.ROOT)
@Authenticated
@Produces({ScimAnswer.MEDIA_TYPE, MediaType.APPLICATION_JSON})
@Tag(name = "SCIM")
public class DiscoveryResource {

    private static final String CONFIG = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig";
    private static final String RESOURCE_TYPE = "urn:ietf:params:scim:schemas:core:2.0:ResourceType";

    private final Callers callers;

    DiscoveryResource(Callers callers) {
        this.callers = callers;
    }

    @GET
    @Path("ServiceProviderConfig")
    @Operation(summary = "What this SCIM service can do")
    @APIResponse(responseCode = "200", description = "RFC 7643, section 5")
    public String config(@Context UriInfo uri) {
        mayAsk();
        var json = ScimAnswer.json();
        json.putArray("schemas").add(CONFIG);
        json.putObject("patch").put("supported", true);
        json.putObject("bulk").put("supported", false).put("maxOperations", 0).put("maxPayloadSize", 0);
        json.putObject("filter").put("supported", true).put("maxResults", ScimAnswer.MOST_RESULTS);
        json.putObject("changePassword").put("supported", false);
        json.putObject("sort").put("supported", false);
        json.putObject("etag").put("supported", true);
        json.putArray("authenticationSchemes").addObject().put("type", "oauthbearertoken").put("name", "OAuth 2.0")
                .put("description", "An access token of a client with the role HR_FEED").put("primary", true);
        json.putObject("meta").put("resourceType", "ServiceProviderConfig").put("location",
                ScimAnswer.base(uri) + "/ServiceProviderConfig");
        return json.toString();
    }

    @GET
    @Path("Schemas")
    @Operation(summary = "The attributes of accounts, and which of them are kept")
    @APIResponse(responseCode = "200", description = "RFC 7643, section 7")
    public String schemas(@Context UriInfo uri) {
        mayAsk();
        return list(Schemas.described(ScimAnswer.base(uri)));
    }

    @GET
    @Path("Schemas/{urn}")
    @Operation(summary = "One schema")
    @APIResponse(responseCode = "200", description = "RFC 7643, section 7")
    public String schema(@Context UriInfo uri, String urn) {
        mayAsk();
        return one(Schemas.described(ScimAnswer.base(uri)), urn);
    }

    @GET
    @Path("ResourceTypes")
    @Operation(summary = "What this SCIM service keeps: users")
    @APIResponse(responseCode = "200", description = "RFC 7643, section 6")
    public String resourceTypes(@Context UriInfo uri) {
        mayAsk();
        return list(List.of(user(uri)));
    }

    @GET
    @Path("ResourceTypes/{name}")
    @Operation(summary = "One type of resource")
    @APIResponse(responseCode = "200", description = "RFC 7643, section 6")
    public String resourceType(@Context UriInfo uri, String name) {
        mayAsk();
        return one(List.of(user(uri)), name);
    }

    private void mayAsk() {
        var _ = callers.machine(Feed.HR_FEED);
    }

    private static ObjectNode user(UriInfo uri) {
        var json = ScimAnswer.json();
        json.putArray("schemas").add(RESOURCE_TYPE);
        json.put("id", "User").put("name", "User").put("endpoint", "/Users").put("description", "Members of staff")
                .put("schema", Schemas.USER);
        json.putArray("schemaExtensions").addObject().put("schema", Schemas.ENTERPRISE).put("required", true);
        json.putObject("meta").put("resourceType", "ResourceType").put("location",
                ScimAnswer.base(uri) + "/ResourceTypes/User");
        return json;
    }

    private static String list(List<ObjectNode> described) {
        return ScimAnswer.list(described.size(), 1, described.stream().map(ObjectNode::toString).toList());
    }

    private static String one(List<ObjectNode> described, String id) {
        Predicate<ObjectNode> named = json -> json.path("id").asText().equals(id);
        return described.stream().filter(named).findFirst().map(ObjectNode::toString)
                .orElseThrow(() -> Refusal.of(ProblemType.NOT_FOUND));
    }
}

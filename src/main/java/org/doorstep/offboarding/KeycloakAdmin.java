package org.doorstep.offboarding;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkus.oidc.client.filter.OidcClientFilter;
import io.smallrye.mutiny.Uni;

/**
 * The part of Keycloak's admin REST API that Doorstep uses, as its service client. Representations stay JSON, so that
 * members this version does not know survive the round trip.
 */
@RegisterRestClient(configKey = "keycloak-admin")
@OidcClientFilter
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
interface KeycloakAdmin {

    @GET
    @Path("users")
    Uni<ArrayNode> users(@QueryParam("q") String attributes, @QueryParam("exact") boolean exact,
            @QueryParam("first") int first, @QueryParam("max") int most);

    @GET
    @Path("users")
    Uni<ArrayNode> everybody(@QueryParam("first") int first, @QueryParam("max") int most,
            @QueryParam("enabled") boolean enabled, @QueryParam("briefRepresentation") boolean brief);

    @GET
    @Path("users/{id}")
    Uni<ObjectNode> user(@PathParam("id") String id);

    @PUT
    @Path("users/{id}")
    Uni<Void> update(@PathParam("id") String id, ObjectNode user);

    @POST
    @Path("users/{id}/logout")
    Uni<Void> logout(@PathParam("id") String id);

    @GET
    @Path("users/{id}/role-mappings/realm")
    Uni<ArrayNode> roles(@PathParam("id") String id);

    @GET
    @Path("users/{id}/role-mappings/realm/available")
    Uni<ArrayNode> rolesToGive(@PathParam("id") String id);

    @POST
    @Path("users/{id}/role-mappings/realm")
    Uni<Void> give(@PathParam("id") String id, ArrayNode roles);

    @DELETE
    @Path("users/{id}/role-mappings/realm")
    Uni<Void> take(@PathParam("id") String id, ArrayNode roles);

    @GET
    @Path("users/{id}/groups")
    Uni<ArrayNode> groups(@PathParam("id") String id);

    @GET
    @Path("groups")
    Uni<ArrayNode> groupsNamed(@QueryParam("search") String name, @QueryParam("exact") boolean exact,
            @QueryParam("briefRepresentation") boolean brief);

    @PUT
    @Path("users/{id}/groups/{group}")
    Uni<Void> join(@PathParam("id") String id, @PathParam("group") String group);

    @DELETE
    @Path("users/{id}/groups/{group}")
    Uni<Void> leave(@PathParam("id") String id, @PathParam("group") String group);
}

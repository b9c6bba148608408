package org.doorstep.scim;

import java.net.URI;
import java.util.List;
import java.util.Optional;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

import org.doorstep.accesslog.AccessLog;
import org.doorstep.identity.Callers;
import org.doorstep.identity.Feed;
import org.doorstep.problem.ProblemType;
import org.doorstep.scim.PushAccount.Pushed;
import org.doorstep.scim.PushAccount.Pusher;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;

/**
 * Accounts of staff, for identity systems (SCIM 2.0, RFC 7643 and 7644). {@code id} and {@code userName} are the staff
 * number, {@code roles} the posts, the enterprise extension's {@code department} the outlet. Names, mails, phones and
 * whatever else such systems know of people is accepted, not kept and not answered.
 */
@Path(ScimAnswer.ROOT + "/Users")
@Authenticated
@Consumes({ScimAnswer.MEDIA_TYPE, MediaType.APPLICATION_JSON})
@Produces({ScimAnswer.MEDIA_TYPE, MediaType.APPLICATION_JSON})
@Tag(name = "SCIM")
public class UserResource {

    private static final String ACCOUNT = """
            {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User",
                         "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
             "userName": "K1001", "active": true, "roles": [{"value": "COURIER_DELIVERY"}],
             "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "SH-PD-01"}}""";
    private static final String SWITCHED_OFF = """
            {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
             "Operations": [{"op": "replace", "path": "active", "value": false}]}""";

    private final Callers callers;
    private final Accounts accounts;
    private final PushAccount push;

    UserResource(Callers callers, Accounts accounts, PushAccount push) {
        this.callers = callers;
        this.accounts = accounts;
        this.push = push;
    }

    @POST
    @Operation(summary = "Say that somebody joined", description = "Needs userName and department.")
    @APIResponse(responseCode = "201", description = "The account; the entry's number in Doorstep-Entry")
    @APIResponse(responseCode = "409", description = "The person is there already")
    public Uni<Response> create(@Context UriInfo uri,
            @RequestBody(content = @Content(mediaType = ScimAnswer.MEDIA_TYPE, schema = @Schema(type = SchemaType.OBJECT), example = ACCOUNT)) byte[] body) {
        var pusher = pusher();
        return push.create(pusher, Message.read(body, Schemas.USER))
                .map(pushed -> answer(201, uri, pushed,
                        Optional.of(ScimAnswer.location(uri, pushed.account().staffId()))));
    }

    @GET
    @Path("{id}")
    @Operation(summary = "One account")
    @APIResponse(responseCode = "200", description = "The account")
    public Uni<Response> one(@Context UriInfo uri, @Parameter(example = "K1001") String id) {
        var _ = pusher();
        return accounts.find(staffId(id)).map(found -> answer(200, uri,
                new Pushed(found.orElseThrow(() -> Refusal.of(ProblemType.UNKNOWN_ACCOUNT)), Optional.empty()),
                Optional.empty()));
    }

    @GET
    @Operation(summary = "List accounts, or look one up")
    @APIResponse(responseCode = "200", description = "A list, empty if there is none")
    public Uni<Response> list(@Context UriInfo uri,
            @QueryParam("filter") @Nullable @Parameter(example = "userName eq \"K1001\"") String filter,
            @QueryParam("startIndex") @DefaultValue("1") @Parameter(description = "Counted from 1") String startIndex,
            @QueryParam("count") @DefaultValue("100") @Parameter(description = "At most 200") String count) {
        var _ = pusher();
        int first = Math.max(1, number(startIndex, "startIndex"));
        int most = Math.clamp(number(count, "count"), 0, ScimAnswer.MOST_RESULTS);
        var page = filter == null ? accounts.page(first - 1, most) : found(Lookup.of(filter), first, most);
        return page.map(listed -> Response.ok(ScimAnswer.list(listed.total(), first, listed.accounts().stream()
                .map(account -> ScimAnswer.account(account, ScimAnswer.location(uri, account.staffId()))).toList()))
                .header(HttpHeaders.CACHE_CONTROL, "no-store").build());
    }

    private Uni<Accounts.Page> found(Lookup lookup, int first, int most) {
        return lookup.staffId().map(accounts::find).orElseGet(() -> Uni.createFrom().item(Optional.empty()))
                .map(found -> new Accounts.Page(found.isPresent() ? 1 : 0,
                        first > 1 || most == 0 ? List.of() : found.stream().toList()));
    }

    @PUT
    @Path("{id}")
    @Operation(summary = "Say what an account is", description = "What is left out of active, roles and department "
            + "stays as it is.")
    @APIResponse(responseCode = "200", description = "The account as it is now")
    public Uni<Response> replace(@Context UriInfo uri, @Parameter(example = "K1001") String id,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @RequestBody(content = @Content(mediaType = ScimAnswer.MEDIA_TYPE, schema = @Schema(type = SchemaType.OBJECT), example = ACCOUNT)) byte[] body) {
        var pusher = pusher();
        var message = Message.read(body, Schemas.USER);
        return push.change(pusher, staffId(id), Optional.ofNullable(ifMatch), message::employment)
                .map(pushed -> answer(200, uri, pushed, Optional.empty()));
    }

    @PATCH
    @Path("{id}")
    @Operation(summary = "Change an account", description = "With active false, nothing follows under the old post "
            + "once this is answered.")
    @APIResponse(responseCode = "200", description = "The account as it is now")
    public Uni<Response> change(@Context UriInfo uri, @Parameter(example = "K1001") String id,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @RequestBody(content = @Content(mediaType = ScimAnswer.MEDIA_TYPE, schema = @Schema(type = SchemaType.OBJECT), example = SWITCHED_OFF)) byte[] body) {
        var pusher = pusher();
        var patch = Patch.read(Message.read(body, Patch.SCHEMA));
        return push.change(pusher, staffId(id), Optional.ofNullable(ifMatch), patch::employment)
                .map(pushed -> answer(200, uri, pushed, Optional.empty()));
    }

    @DELETE
    @Path("{id}")
    @Operation(summary = "Say that somebody left")
    @APIResponse(responseCode = "204", description = "All posts have ended; the entry's number in Doorstep-Entry")
    public Uni<Response> delete(@Parameter(example = "K1001") String id,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
        return push.delete(pusher(), staffId(id), Optional.ofNullable(ifMatch))
                .map(receipt -> Response.noContent().header(AccessLog.ENTRY_HEADER, receipt.entry()).build());
    }

    private Pusher pusher() {
        return new Pusher(callers.machine(Feed.HR_FEED), callers.origin());
    }

    private static String staffId(String id) {
        return Account.staffNumber(id).orElseThrow(() -> Refusal.of(ProblemType.UNKNOWN_ACCOUNT));
    }

    private static int number(String written, String parameter) {
        try {
            return Integer.parseInt(written);
        } catch (NumberFormatException e) {
            throw Refusal.of(ProblemType.INVALID_ATTRIBUTE, parameter);
        }
    }

    private static Response answer(int status, UriInfo uri, Pushed pushed, Optional<URI> created) {
        var account = pushed.account();
        var answer = Response.status(status)
                .entity(ScimAnswer.account(account, ScimAnswer.location(uri, account.staffId())))
                .header(HttpHeaders.ETAG, account.version()).header(HttpHeaders.CACHE_CONTROL, "no-store");
        pushed.entry().ifPresent(entry -> answer.header(AccessLog.ENTRY_HEADER, entry));
        created.ifPresent(answer::location);
        return answer.build();
    }
}

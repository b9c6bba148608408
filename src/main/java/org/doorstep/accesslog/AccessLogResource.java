package org.doorstep.accesslog;

import jakarta.validation.Valid;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.doorstep.identity.Callers;
import org.doorstep.identity.ChecksStandingItself;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;

/** The log, for the auditor and the regulator's inspector. */
@Path("/v1/access-log")
@Authenticated
@ChecksStandingItself
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Access log")
public class AccessLogResource {

    private final Callers callers;
    private final LogPages pages;

    AccessLogResource(Callers callers, LogPages pages) {
        this.callers = callers;
        this.pages = pages;
    }

    /** In which form entries are told. */
    public enum Format {
        /** A page of entries. */
        json,
        /** Events of OCSF 1.9, one a line. */
        ocsf
    }

    @GET
    @Produces({MediaType.APPLICATION_JSON, LogPages.EVENTS})
    @Operation(summary = "Read the log, newest first", description = "Pages are stable while entries are appended. "
            + "With format=ocsf, or where application/x-ndjson is accepted, events of OCSF 1.9, one a line; the next "
            + "page's cursor is in the header Doorstep-Next then. Reading is logged.")
    @APIResponse(responseCode = "200", description = "A page of entries", content = {
            @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = LogPages.Page.class)),
            @Content(mediaType = LogPages.EVENTS)})
    public Uni<Response> read(@Valid @BeanParam PageQuery query, @QueryParam("format") @Nullable String format,
            @Context HttpHeaders headers) {
        boolean asked = LogQuery.constant("format", format, Format.class) == Format.ocsf;
        return pages.entries(query, asked || headers.getAcceptableMediaTypes().getFirst().toString()
                .startsWith(LogPages.EVENTS));
    }

    @GET
    @Path("{entry}")
    @Operation(summary = "Read one entry")
    @APIResponseSchema(value = EntryView.class, responseCode = "200", responseDescription = "The entry")
    public Uni<Response> one(@Parameter(example = "17") String entry) {
        var _ = callers.personIn(ReadLog.READERS);
        return pages.one(LogQuery.number("entry", entry).orElseThrow());
    }
}

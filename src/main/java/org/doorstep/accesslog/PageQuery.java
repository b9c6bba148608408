package org.doorstep.accesslog;

import java.util.Locale;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;

import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** Filters, and which page of what they find. */
public class PageQuery extends LogQuery {

    @QueryParam("cursor")
    @Nullable
    @Parameter(description = "\"next\" of the page before")
    String cursor;
    @QueryParam("order")
    @DefaultValue("desc")
    @Parameter(description = "desc: newest first. asc: oldest first, up to the newest checkpoint, with a \"next\" on every "
            + "page: who goes on from there follows the log and misses nothing")
    String order = "desc";
    @QueryParam("limit")
    @DefaultValue("100")
    @Min(1)
    @Max(1000)
    int limit;

    /** Which page. @throws org.doorstep.problem.ProblemException if order or cursor are none */
    Paging paging() {
        var asked = LogQuery.constant("order", order.toUpperCase(Locale.ROOT), Paging.Order.class);
        return new Paging(asked == null ? Paging.Order.DESC : asked, LogQuery.number("cursor", cursor), limit);
    }
}

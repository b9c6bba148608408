package org.doorstep.problem;

import java.util.Arrays;
import java.util.List;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What the {@code type} of a problem leads to. */
@Path("/problems")
@Produces(MediaType.APPLICATION_JSON)
@PermitAll
@Tag(name = "Problems")
public class ProblemResource {

    /** A type in words. */
    public record Description(String type, int status, String title, String remedy) {
        static Description of(ProblemType type) {
            return new Description(type.uri(), type.status(), type.title(), type.remedy());
        }
    }

    @GET
    @Operation(summary = "All problem types")
    public List<Description> all() {
        return Arrays.stream(ProblemType.values()).map(Description::of).toList();
    }

    @GET
    @Path("{slug}")
    @Operation(summary = "One problem type: what it means and what to do")
    public Description one(String slug) {
        return Arrays.stream(ProblemType.values()).filter(type -> type.slug().equals(slug)).findFirst()
                .map(Description::of)
                .orElseThrow(() -> new ProblemException(Problem.of(ProblemType.NOT_FOUND)));
    }
}

package org.doorstep.view;

import java.util.List;
import java.util.Optional;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.doorstep.identity.Callers;
import org.doorstep.identity.ChecksStandingItself;
import org.doorstep.masking.FreeText;
import org.doorstep.view.FindByPhone.Found;
import org.doorstep.view.FindByPhone.Search;
import org.doorstep.view.FindByPhone.Searched;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;

/** Finding the parcels that a caller means. */
@Path("/v1/parcels/search")
@Authenticated
@ChecksStandingItself
@Tag(name = "Views")
public class SearchResource {

    private final Callers callers;
    private final FindByPhone findByPhone;

    SearchResource(Callers callers, FindByPhone findByPhone) {
        this.callers = callers;
        this.findByPhone = findByPhone;
    }

    /**
     * Whose parcels.
     *
     * @param phone the caller's whole number, as the telephone system has verified it
     */
    public record PhoneSearch(
            @NotNull @Size(min = 5, max = 64) @Schema(examples = "14012340001") String phone,
            @Nullable @Pattern(regexp = FreeText.REASON_FORM, message = FreeText.REASON_MESSAGE) //
            @Schema(examples = "来电人询问派送时间") String reason) {
        @Override
        public String toString() {
            return "PhoneSearch";
        }
    }

    /** Parcels to or from the number, newest first, twenty at most. */
    @RegisterForReflection
    public record Results(List<Found> parcels) {
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Find parcels by a whole phone number", description = "Answers with waybills and stages only. "
            + "Logged with the number's blind index.")
    @APIResponseSchema(value = Results.class, responseCode = "200", responseDescription = "The parcels, or none")
    public Uni<Response> search(@NotNull @Valid PhoneSearch body) {
        var search = new Search(callers.person(), callers.originWithDevice(), body.phone(),
                Optional.ofNullable(body.reason()).map(FreeText::redacted));
        return findByPhone.find(search).map(searched -> switch (searched) {
            case Searched.Parcels found -> Response.ok(new Results(found.parcels()))
                    .header("Cache-Control", "no-store").build();
            case Searched.Refused refused -> refused.problem().response();
        });
    }
}

package org.doorstep.investigation;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.doorstep.accesslog.LogPages;
import org.doorstep.accesslog.PageQuery;
import org.doorstep.identity.ChecksStandingItself;
import org.doorstep.masking.Phones;
import org.doorstep.vault.Keyring;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;

/** Who looked at a recipient: the log knows them by the blind index of their number, whose key is the vault's. */
@Path("/v1/access-log/search")
@Authenticated
@ChecksStandingItself
@Tag(name = "Access log")
public class LogSearchResource {

    private final LogPages pages;
    private final Keyring keyring;

    LogSearchResource(LogPages pages, Keyring keyring) {
        this.pages = pages;
        this.keyring = keyring;
    }

    /** Whose entries; in the body, because addresses are written down everywhere. */
    public record RecipientSearch(@NotNull @Size(min = 5, max = 64) @Schema(examples = "14012340001") String phone) {
        @Override
        public String toString() {
            return "RecipientSearch";
        }
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Find entries about a recipient by a whole phone number", description = "With the filters and "
            + "pages of the log. Logged with the number's blind index.")
    @APIResponseSchema(value = LogPages.Page.class, responseCode = "200", responseDescription = "A page of entries")
    public Uni<Response> search(@Valid @BeanParam PageQuery query, @NotNull @Valid RecipientSearch body) {
        return pages.ofRecipient(query,
                keyring.vault().map(vault -> vault.phoneIndexesEver(Phones.normalised(body.phone()))));
    }
}

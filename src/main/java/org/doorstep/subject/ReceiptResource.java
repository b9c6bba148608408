package org.doorstep.subject;

import java.util.List;
import java.util.Optional;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.doorstep.accesslog.Action;
import org.doorstep.accesslog.LogReading;
import org.doorstep.accesslog.LogReading.Admission;
import org.doorstep.accesslog.What;
import org.doorstep.identity.Callers;
import org.doorstep.identity.ChecksStandingItself;
import org.doorstep.identity.Post;
import org.doorstep.masking.Phones;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemException;
import org.doorstep.problem.ProblemType;
import org.doorstep.problem.Violation;
import org.doorstep.subject.DrawReceipts.Receipt;
import org.doorstep.vault.Keyring;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;

/**
 * What a recipient is told of how their data was used (Personal Information Protection Law, art. 44 and 45). The auditor
 * draws it for them, once they have shown who they are.
 */
@Path("/v1/recipients/receipts")
@Authenticated
@ChecksStandingItself
@Tag(name = "Recipients")
public class ReceiptResource {

    private static final int MOST = 50;

    private final Callers callers;
    private final LogReading reading;
    private final Keyring keyring;
    private final DrawReceipts receipts;

    ReceiptResource(Callers callers, LogReading reading, Keyring keyring, DrawReceipts receipts) {
        this.callers = callers;
        this.reading = reading;
        this.keyring = keyring;
        this.receipts = receipts;
    }

    /**
     * Whose receipts.
     *
     * @param phone the whole number
     * @param before "next" of the page before
     * @param most how many
     */
    public record Asked(@NotNull @Schema(examples = "14012340001") @Nullable String phone,
            @Nullable @Positive Long before, @Nullable @Min(1) @Max(MOST) Integer most) {
        @Override
        public String toString() {
            return "Asked";
        }
    }

    /**
     * A page of receipts.
     *
     * @param next what to send as {@code before} for the page after this one; absent on the last
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Receipts(List<Receipt> receipts, @Nullable Long next) {
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Who was shown a recipient's data, and that it is all in the log", description = "When, to which "
            + "post, for what and in which form, newest first; not which member of staff. Reading is logged.")
    @APIResponseSchema(value = Receipts.class, responseCode = "200", responseDescription = "A page of receipts")
    public Uni<Response> draw(@NotNull @Valid Asked asked) {
        var auditor = callers.personIn(Post.SEC_AUDITOR);
        var phone = Phones.normalised(Optional.ofNullable(asked.phone()).orElse(""));
        if (phone.isEmpty()) {
            throw new ProblemException(Problem.of(ProblemType.INVALID_REQUEST)
                    .with("violations", List.of(new Violation("/phone", "must be one whole phone number"))));
        }
        var origin = callers.origin();
        return keyring.vault().map(vault -> vault.phoneIndexesEver(phone)).chain(recipient -> reading
                .admit(auditor, origin, What.of(Action.RECEIPTS).recipient(recipient.getFirst())
                        .asked("AUDIT", Optional.empty(), Optional.empty()))
                .chain(admission -> switch (admission) {
                    case Admission.Refused refused -> Uni.createFrom().item(refused.problem().response());
                    case Admission.Admitted admitted -> page(recipient, admitted.entry(), asked);
                }));
    }

    private Uni<Response> page(List<byte[]> recipient, long entry, Asked asked) {
        long before = Optional.ofNullable(asked.before()).map(number -> Math.min(number, entry)).orElse(entry);
        int most = Optional.ofNullable(asked.most()).orElse(MOST);
        return receipts.of(recipient, before, most).map(found -> Response.ok(new Receipts(found,
                found.size() < most ? null : found.getLast().entry())).header("Cache-Control", "no-store").build());
    }
}

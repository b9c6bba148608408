package org.doorstep.parcel;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.doorstep.identity.Callers;
import org.doorstep.identity.Feed;
import org.doorstep.identity.StaffNow;
import org.doorstep.parcel.KeepTicket.Ticket;
import org.doorstep.problem.Problem;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;

/** Where the service desk, the claims system and the inspection system say which case concerns which parcel. */
@Path("/v1/parcels/{waybill}/tickets/{ticketId}")
@Authenticated
@Tag(name = "Tickets")
public class TicketResource {

    private static final String ID_FORM = "[A-Za-z0-9-]{1,40}";
    private static final String ID_MESSAGE = "must be 1 to 40 letters, digits and dashes";

    private final Callers callers;
    private final KeepTicket tickets;
    private final Clock clock;
    private final ParcelConfig config;

    TicketResource(Callers callers, KeepTicket tickets, Clock clock, ParcelConfig config) {
        this.callers = callers;
        this.tickets = tickets;
        this.clock = clock;
        this.config = config;
    }

    /**
     * A case that somebody works on.
     *
     * @param staffId who works on it
     * @param purpose what it lets them look for: ENQUIRY, ADDRESS_CHANGE, CLAIM, INSPECT ...
     * @param until when it ends by itself
     */
    public record Opening(
            @NotNull @Pattern(regexp = StaffNow.ID_FORM, message = "must be a staff number") //
            @Schema(examples = "D3001") String staffId,
            @NotNull @Pattern(regexp = "[A-Z_]{2,32}", message = "must be a purpose") //
            @Schema(examples = "ENQUIRY") String purpose,
            @NotNull OffsetDateTime until) {
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Open or change a ticket")
    @APIResponse(responseCode = "204", description = "The ticket is open")
    public Uni<Response> open(@Parameter(example = "DS26112100000017") String waybill,
            @Parameter(example = "T-20261121-0007") @Pattern(regexp = ID_FORM, message = ID_MESSAGE) String ticketId,
            @NotNull @Valid Opening body) {
        return tickets.open(ticket(waybill, ticketId), body.staffId(), body.purpose(), until(body))
                .map(problem -> problem.map(Problem::response).orElseGet(() -> Response.noContent().build()));
    }

    @DELETE
    @Operation(summary = "Close a ticket")
    @APIResponse(responseCode = "204", description = "The ticket is closed")
    public Uni<Response> close(String waybill,
            @Pattern(regexp = ID_FORM, message = ID_MESSAGE) String ticketId) {
        return tickets.close(ticket(waybill, ticketId))
                .map(problem -> problem.map(Problem::response).orElseGet(() -> Response.noContent().build()));
    }

    private Ticket ticket(String waybill, String ticketId) {
        return new Ticket(callers.machine(Feed.TICKET_FEED), callers.origin(), new Waybill(waybill).number(), ticketId);
    }

    private Instant until(Opening opening) {
        var latest = clock.instant().plus(config.ticketLifetime());
        var asked = opening.until().toInstant();
        return asked.isBefore(latest) ? asked : latest;
    }
}

package org.doorstep.hr;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.Validator;
import jakarta.ws.rs.core.Response;

import org.doorstep.accesslog.AccessLog;
import org.doorstep.accesslog.Action;
import org.doorstep.accesslog.Outcome;
import org.doorstep.accesslog.What;
import org.doorstep.hr.VerifyDelivery.Verified;
import org.doorstep.identity.Caller;
import org.doorstep.identity.Feed;
import org.doorstep.identity.Origin;
import org.doorstep.masking.Phones;
import org.doorstep.offboarding.ChangeStanding;
import org.doorstep.offboarding.Changed;
import org.doorstep.offboarding.Door;
import org.doorstep.offboarding.StaffEvent;
import org.doorstep.offboarding.Told;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemType;
import org.doorstep.problem.Violation;
import org.doorstep.vault.Keyring;
import org.doorstep.vault.SealedPhone;
import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;

/** Hears an event that is HR's: read, checked, handed on. What cannot be taken over is in the log, too. */
@ApplicationScoped
class HearEvent {

    private static final Logger LOG = Logger.getLogger(HearEvent.class);
    private static final List<String> TYPES = List.of("staff.joined", "staff.left", "staff.suspended",
            "staff.returned", "staff.transferred", HrEvent.PHONE_CHANGED, HrEvent.HEARTBEAT);

    private final ObjectMapper json;
    private final Validator validator;
    private final ChangeStanding changeStanding;
    private final Heartbeat heartbeat;
    private final Keyring keyring;
    private final AccessLog log;
    private final Pool database;
    private final MeterRegistry metrics;

    HearEvent(ObjectMapper json, Validator validator, ChangeStanding changeStanding, Heartbeat heartbeat,
            Keyring keyring, AccessLog log, Pool database, MeterRegistry metrics) {
        this.json = json;
        this.validator = validator;
        this.changeStanding = changeStanding;
        this.heartbeat = heartbeat;
        this.keyring = keyring;
        this.log = log;
        this.database = database;
        this.metrics = metrics;
    }

    /** A delivery that no key of HR's signed: nobody known, so no entry; counted, and told to the operator. */
    Uni<Response> notFromHr(Problem problem, Origin origin) {
        metrics.counter("doorstep.hr.refused", "problem", problem.type().slug()).increment();
        LOG.warnf("A delivery to HR's address was refused: %s, from %s", problem.type().slug(),
                origin.sourceAddress());
        return Uni.createFrom().item(problem.response());
    }

    /** Hears a genuine delivery. */
    Uni<Response> hear(Verified.Genuine delivery, Origin origin, byte[] body) {
        var sender = new Caller.Machine("webhook-" + delivery.keyName(), Set.of(Feed.HR_FEED));
        heartbeat.heard();
        return switch (read(body)) {
            case Read.Problematic(Problem problem) -> refused(sender, origin, problem);
            case Read.Beat _ -> Uni.createFrom().item(Response.noContent().build());
            case Read.Event(HrEvent event, HrEvent.Data data, StaffEvent says) ->
                told(delivery, sender, origin, body, event, data, says);
        };
    }

    private Uni<Response> told(Verified.Genuine delivery, Caller.Machine sender, Origin origin, byte[] body,
            HrEvent event, HrEvent.Data data, StaffEvent says) {
        return phone(data, says).chain(phone -> {
            var effectiveAt = data.effectiveAt() == null ? event.timestamp() : data.effectiveAt();
            var told = new Told(sender, origin, Door.HR_WEBHOOK, delivery.id(), digest(body), data.staffId(), says,
                    Optional.of(effectiveAt.toInstant()), Optional.ofNullable(data.sequence()), phone);
            return changeStanding.change(told);
        }).chain(changed -> switch (changed) {
            case Changed.Done done -> Uni.createFrom().item(Response.ok(done.receipt()).build());
            case Changed.Refused refusal -> refused(sender, origin, refusal.problem());
        });
    }

    private Uni<Optional<SealedPhone>> phone(HrEvent.Data data, StaffEvent says) {
        var phone = data.phone();
        return says instanceof StaffEvent.PhoneChanged && phone != null
                ? keyring.vault()
                        .map(vault -> Optional.of(vault.sealStaffPhone(data.staffId(), Phones.normalised(phone))))
                : Uni.createFrom().item(Optional.empty());
    }

    private Uni<Response> refused(Caller.Machine sender, Origin origin, Problem problem) {
        var entry = log.entry(sender, origin, What.of(Action.REQUEST), Outcome.refused(problem.type()));
        return log.append(database, entry)
                .map(number -> problem.header(AccessLog.ENTRY_HEADER, number.toString()).response());
    }

    /** What the body says. */
    private sealed interface Read {
        record Event(HrEvent event, HrEvent.Data data, StaffEvent says) implements Read {
        }

        record Beat() implements Read {
        }

        record Problematic(Problem problem) implements Read {
        }
    }

    private Read read(byte[] body) {
        HrEvent event;
        try {
            event = json.readValue(body, HrEvent.class);
        } catch (IOException e) {
            return new Read.Problematic(Problem.of(ProblemType.MALFORMED_JSON));
        }
        if (event == null) {
            return new Read.Problematic(Problem.of(ProblemType.MALFORMED_JSON));
        }
        var violations = validator.validate(event).stream()
                .map(found -> new Violation("/" + found.getPropertyPath().toString().replace('.', '/'),
                        found.getMessage()))
                .sorted().toList();
        if (!violations.isEmpty()) {
            return new Read.Problematic(Problem.of(ProblemType.INVALID_REQUEST).with("violations", violations));
        }
        return meaning(event);
    }

    private static Read meaning(HrEvent event) {
        if (!TYPES.contains(event.type())) {
            return new Read.Problematic(Problem.of(ProblemType.UNKNOWN_EVENT_TYPE).with("types", TYPES));
        }
        if (event.type().equals(HrEvent.HEARTBEAT)) {
            return new Read.Beat();
        }
        var data = event.data();
        if (data == null) {
            return missing("/data");
        }
        if (data.phone() != null && Phones.normalised(data.phone()).isEmpty()) {
            return new Read.Problematic(Problem.of(ProblemType.INVALID_REQUEST)
                    .with("violations", List.of(new Violation("/data/phone", "must be one whole phone number"))));
        }
        return event.saysOf(data).<Read>map(says -> new Read.Event(event, data, says))
                .orElseGet(() -> missing(event.type().equals(HrEvent.PHONE_CHANGED) ? "/data/phone"
                        : data.posts() == null ? "/data/posts" : "/data/outlet"));
    }

    private static Read missing(String pointer) {
        return new Read.Problematic(Problem.of(ProblemType.INVALID_REQUEST)
                .with("violations", List.of(new Violation(pointer, "is needed for an event of this type"))));
    }

    private static byte[] digest(byte[] body) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

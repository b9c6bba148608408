package org.doorstep.parcel;

import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.Validator;

import org.doorstep.accesslog.AccessEntry;
import org.doorstep.accesslog.AccessLog;
import org.doorstep.accesslog.Action;
import org.doorstep.accesslog.Outcome;
import org.doorstep.accesslog.What;
import org.doorstep.identity.Caller;
import org.doorstep.identity.HeldClients;
import org.doorstep.identity.Origin;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemType;
import org.doorstep.problem.Violation;
import org.doorstep.vault.Keyring;
import org.doorstep.vault.Vault;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;

/**
 * Takes parcels in: checks each record, seals its personal fields and stores all of it or nothing. The same record
 * handed in twice is no error; another record under the same number is.
 */
@ApplicationScoped
class Intake {

    /** Three years: the longest that a record may be kept (draft measures, art. 8). */
    private static final int YEARS_KEPT = 3;
    private static final IntakeResult HELD = new IntakeResult.Refused(Problem.of(ProblemType.ACCESS_HELD));

    private final Validator validator;
    private final Keyring keyring;
    private final IntakeStore store;
    private final HeldClients heldClients;
    private final AccessLog log;
    private final Pool database;
    private final ObjectMapper json;
    private final Clock clock;
    private final ParcelConfig config;

    Intake(Validator validator, Keyring keyring, IntakeStore store, HeldClients heldClients, AccessLog log,
            Pool database, ObjectMapper json,
            Clock clock, ParcelConfig config) {
        this.validator = validator;
        this.keyring = keyring;
        this.store = store;
        this.heldClients = heldClients;
        this.log = log;
        this.database = database;
        this.json = json;
        this.clock = clock;
        this.config = config;
    }

    /** Who hands in, and under which idempotency key. */
    record Delivery(Caller.Machine client, Origin origin, Optional<String> key) {
    }

    /** The rules that a record breaks; empty if it can be taken in. */
    List<Violation> violations(Consignment consignment) {
        var violations = new TreeSet<Violation>();
        validator.validate(consignment).stream().map(Violation::of).forEach(violations::add);
        if (consignment.collectedAt() != null) {
            collected(consignment).ifPresent(rule -> violations.add(new Violation("/collectedAt", rule)));
        }
        return List.copyOf(violations);
    }

    private Optional<String> collected(Consignment consignment) {
        var collected = consignment.collectedAt().toInstant();
        var now = clock.instant();
        if (collected.isAfter(now.plus(config.clockSkew()))) {
            return Optional.of("must not be in the future");
        }
        var oldest = now.atZone(clock.getZone()).minusYears(YEARS_KEPT).toInstant();
        return collected.isBefore(oldest) ? Optional.of("must not be past its retention of three years")
                : Optional.empty();
    }

    /** Takes one record in; under a key that came with another record before, it is refused. */
    Uni<IntakeResult> one(Delivery delivery, Consignment consignment) {
        var violations = violations(consignment);
        if (!violations.isEmpty()) {
            return Uni.createFrom().item(new IntakeResult.Refused(invalid(violations)));
        }
        return keyring.vault().chain(vault -> {
            var parcel = sealed(consignment, vault);
            return database.withTransaction(connection -> heldClients.unlessHeld(connection, delivery.client(),
                    () -> one(connection, delivery, parcel, vault), () -> Uni.createFrom().item(HELD)));
        });
    }

    private Uni<IntakeResult> one(SqlConnection connection, Delivery delivery, SealedParcel parcel, Vault vault) {
        return keyReused(connection, delivery, parcel).chain(reused -> reused
                ? Uni.createFrom().item(new IntakeResult.Refused(Problem.of(ProblemType.IDEMPOTENCY_KEY_REUSED)))
                : store(connection, delivery, List.of(parcel), vault).map(List::getFirst));
    }

    /** Takes valid records in, all in one transaction; a result each, in their order. */
    Uni<List<IntakeResult>> many(Delivery delivery, List<Consignment> consignments) {
        return keyring.vault().chain(vault -> {
            var parcels = consignments.stream().map(consignment -> sealed(consignment, vault)).toList();
            return database.withTransaction(connection -> heldClients.unlessHeld(connection, delivery.client(),
                    () -> store(connection, delivery, parcels, vault), () -> held(connection, delivery, parcels)));
        });
    }

    /** A stream that is held back goes on being read; each of its chunks has its entry, as what was answered must. */
    private Uni<List<IntakeResult>> held(SqlConnection connection, Delivery delivery, List<SealedParcel> parcels) {
        var entry = log.entry(delivery.client(), delivery.origin(), What.of(Action.INTAKE).parcels(parcels.size()),
                Outcome.refused(ProblemType.ACCESS_HELD));
        return log.append(connection, entry).map(_ -> Collections.nCopies(parcels.size(), HELD));
    }

    static Problem invalid(List<Violation> violations) {
        return Problem.of(ProblemType.INVALID_RECORD).with("violations", violations);
    }

    private SealedParcel sealed(Consignment consignment, Vault vault) {
        try {
            return SealedParcel.of(consignment, json.writeValueAsString(consignment), vault);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A consignment does not become JSON");
        }
    }

    private Uni<Boolean> keyReused(SqlConnection connection, Delivery delivery, SealedParcel parcel) {
        return delivery.key().map(key -> store.keyHasOther(connection, delivery.client().id(), key, parcel))
                .orElseGet(() -> Uni.createFrom().item(false));
    }

    private Uni<List<IntakeResult>> store(SqlConnection connection, Delivery delivery, List<SealedParcel> parcels,
            Vault vault) {
        var byNumber = new LinkedHashMap<String, SealedParcel>();
        parcels.forEach(parcel -> byNumber.putIfAbsent(parcel.consignment().waybill(), parcel));
        var now = clock.instant();
        return store.insert(connection, delivery.client().id(), byNumber.values(), now)
                .call(created -> store.insertSealed(connection,
                        byNumber.values().stream().filter(p -> created.contains(p.consignment().waybill())).toList(),
                        vault.kekVersion()))
                .call(created -> log.append(connection, entry(delivery, parcels, created)))
                .chain(created -> store.known(connection, byNumber.keySet())
                        .chain(known -> before(connection, delivery, byNumber.keySet())
                                .map(before -> results(parcels, created, known, before))))
                .call(() -> remember(connection, delivery, byNumber));
    }

    private Uni<Map<String, byte[]>> before(SqlConnection connection, Delivery delivery, Set<String> waybills) {
        return delivery.key().map(key -> store.handedInUnder(connection, delivery.client().id(), key, waybills))
                .orElseGet(() -> Uni.createFrom().item(Map.of()));
    }

    private Uni<Void> remember(SqlConnection connection, Delivery delivery, Map<String, SealedParcel> parcels) {
        return delivery.key().map(key -> store.rememberKey(connection, delivery.client().id(), key, parcels.values(),
                clock.instant())).orElseGet(() -> Uni.createFrom().voidItem());
    }

    /** A record that came under the same key before gets the answer it got then. */
    private static List<IntakeResult> results(List<SealedParcel> parcels, Set<String> created,
            Map<String, byte[]> known, Map<String, byte[]> before) {
        var fresh = new HashSet<>(created);
        var results = new ArrayList<IntakeResult>();
        for (var parcel : parcels) {
            var number = parcel.consignment().waybill();
            if (fresh.remove(number) || same(parcel, before)) {
                results.add(new IntakeResult.Created(number));
            } else if (same(parcel, known)) {
                results.add(new IntakeResult.Unchanged(number));
            } else {
                results.add(new IntakeResult.Refused(Problem.of(ProblemType.WAYBILL_CONFLICT).with("waybill", number)));
            }
        }
        return results;
    }

    private static boolean same(SealedParcel parcel, Map<String, byte[]> digests) {
        var digest = digests.get(parcel.consignment().waybill());
        return digest != null && MessageDigest.isEqual(digest, parcel.contentDigest());
    }

    private AccessEntry entry(Delivery delivery, List<SealedParcel> parcels,
            Set<String> created) {
        var what = What.of(Action.INTAKE).parcels(created.size());
        return log.entry(delivery.client(), delivery.origin(),
                parcels.size() == 1 ? what.on(parcels.getFirst().consignment().waybill()) : what, Outcome.done());
    }
}

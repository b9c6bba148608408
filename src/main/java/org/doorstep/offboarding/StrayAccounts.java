package org.doorstep.offboarding;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.accesslog.AccessEntry;
import org.doorstep.accesslog.AccessLog;
import org.doorstep.accesslog.Action;
import org.doorstep.accesslog.Outcome;
import org.doorstep.accesslog.What;
import org.doorstep.identity.Caller;
import org.doorstep.identity.Origin;
import org.doorstep.identity.Post;
import org.doorstep.offboarding.KeycloakAccounts.Wanted;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Finds accounts in Keycloak that are more than HR says: of people who are not active, or with posts that HR does not
 * name. They open nothing here, as standing is checked for every look; but elsewhere they may.
 */
@ApplicationScoped
public class StrayAccounts {

    private static final int PAGE = 100;
    private static final String REASON = "found by the roster";
    /** What an offboarding has in hand already is no stray. */
    private static final String IN_HAND = """
            select exists (select from offboarding o join offboarding_step s using (offboarding_id)
                           where o.kind = 'PERSON' and o.subject = $1 and s.step in ('ACCOUNT', 'GROUPS')
                           and s.done_at is null)""";
    private static final String FOLLOW = """
            with logged as (
              insert into access_entry (%s) values (%s) returning entry_id
            ), follows as (
              insert into offboarding (offboarding_id, kind, subject, cause, epoch, entry_id, told_at, fenced_at)
              select $1, 'PERSON', $2, $3, $4, entry_id, $5, $5 from logged
            ), steps as (
              insert into offboarding_step (offboarding_id, step, waits_for, due_at)
              select $1, step, waits_for, $5 from unnest($6::text[], $7::text[]) as due(step, waits_for)
            )
            select entry_id from logged""".formatted(String.join(", ", AccessEntry.COLUMNS), AccessLog.parameters(8));

    private final KeycloakAdmin keycloak;
    private final KeycloakAccounts accounts;
    private final Pool database;
    private final AccessLog log;
    private final FollowUp followUp;
    private final Clock clock;

    StrayAccounts(@org.eclipse.microprofile.rest.client.inject.RestClient KeycloakAdmin keycloak,
            KeycloakAccounts accounts, Pool database, AccessLog log, FollowUp followUp, Clock clock) {
        this.keycloak = keycloak;
        this.accounts = accounts;
        this.database = database;
        this.log = log;
        this.followUp = followUp;
        this.clock = clock;
    }

    /**
     * An account that is more than HR says.
     *
     * @param whole whether the whole account is, or only some of its posts
     * @param outcome what is done about it
     * @param entry the log entry that says so
     */
    public record Stray(String staffId, boolean whole, String outcome, long entry) {
    }

    /** All of them, one after the other; each is followed up from a durable list. */
    public Multi<Stray> find(Caller.Machine client, Origin origin) {
        return pages().onItem().transformToMultiAndConcatenate(users -> Multi.createFrom().iterable(users))
                .onItem().transformToUniAndConcatenate(user -> examine(client, origin, user))
                .filter(Optional::isPresent).map(Optional::get);
    }

    private Multi<List<ObjectNode>> pages() {
        return Multi.createBy().repeating()
                .uni(java.util.concurrent.atomic.AtomicInteger::new,
                        first -> keycloak.everybody(first.getAndAdd(PAGE), PAGE, true, false)
                                .map(KeycloakAccounts::objects))
                .whilst(users -> users.size() == PAGE);
    }

    private Uni<Optional<Stray>> examine(Caller.Machine client, Origin origin, ObjectNode user) {
        var staffId = user.at("/attributes/staff_id/0").asText();
        if (staffId.isEmpty() || !user.path("enabled").asBoolean()) {
            return Uni.createFrom().item(Optional.empty());
        }
        return inHand(staffId).chain(inHand -> inHand ? Uni.createFrom().item(Optional.empty())
                : accounts.wanted(staffId).chain(wanted -> wanted.enabled()
                        ? posts(client, origin, staffId, wanted, user)
                        : stillEnabled(staffId).chain(enabled -> enabled
                                ? follow(client, origin, staffId, wanted, true)
                                : Uni.createFrom().item(Optional.empty()))));
    }

    private Uni<Optional<Stray>> posts(Caller.Machine client, Origin origin, String staffId, Wanted wanted,
            ObjectNode user) {
        return keycloak.roles(user.path("id").asText()).chain(roles -> {
            for (var role : roles) {
                if (Post.ofRole(role.path("name").asText()).filter(post -> !wanted.posts().contains(post))
                        .isPresent()) {
                    return follow(client, origin, staffId, wanted, false);
                }
            }
            return Uni.createFrom().item(Optional.empty());
        });
    }

    /** The page may be older than what an offboarding has done since. */
    private Uni<Boolean> stillEnabled(String staffId) {
        return accounts.accounts(staffId)
                .map(users -> users.stream().anyMatch(user -> user.path("enabled").asBoolean()));
    }

    private Uni<Boolean> inHand(String staffId) {
        return database.preparedQuery(IN_HAND).execute(Tuple.of(staffId))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    private Uni<Optional<Stray>> follow(Caller.Machine client, Origin origin, String staffId, Wanted wanted,
            boolean whole) {
        var id = UUID.randomUUID();
        var cause = whole ? "STRAY_ACCOUNT" : "STRAY_POST";
        var steps = whole ? List.of(Step.ACCOUNT, Step.SESSIONS, Step.GROUPS) : List.of(Step.GROUPS);
        var parameters = Tuple.of(id, staffId, cause, wanted.epoch(), utc(clock.instant()))
                .addArrayOfString(Step.names(steps)).addArrayOfString(Step.waits(steps));
        log.entry(client, origin, What.of(Action.STANDING).about(staffId).asked(cause, Optional.of(REASON),
                Optional.empty()), Outcome.done()).addTo(parameters);
        return database.preparedQuery(FOLLOW).execute(parameters).map(rows -> {
            followUp.begin(id);
            return Optional.of(new Stray(staffId, whole, whole ? "account is switched off" : "posts are taken away",
                    rows.iterator().next().getLong("entry_id")));
        });
    }

    private static java.time.OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}

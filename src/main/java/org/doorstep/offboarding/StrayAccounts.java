package org.doorstep.offboarding;

import java.time.Clock;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.accesslog.AccessLog;
import org.doorstep.accesslog.Action;
import org.doorstep.accesslog.Outcome;
import org.doorstep.accesslog.What;
import org.doorstep.identity.Caller;
import org.doorstep.identity.HoldKind;
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

    private final KeycloakAdmin keycloak;
    private final KeycloakAccounts accounts;
    private final Pool database;
    private final AccessLog log;
    private final CloseAccess closeAccess;
    private final FollowUp followUp;
    private final Clock clock;

    StrayAccounts(@org.eclipse.microprofile.rest.client.inject.RestClient KeycloakAdmin keycloak,
            KeycloakAccounts accounts, Pool database, AccessLog log, CloseAccess closeAccess,
            FollowUp followUp, Clock clock) {
        this.closeAccess = closeAccess;
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
                                ? follow(client, origin, staffId, true)
                                : Uni.createFrom().item(Optional.empty()))));
    }

    private Uni<Optional<Stray>> posts(Caller.Machine client, Origin origin, String staffId, Wanted wanted,
            ObjectNode user) {
        return keycloak.roles(user.path("id").asText()).chain(roles -> {
            for (var role : roles) {
                if (Post.ofRole(role.path("name").asText()).filter(post -> !wanted.posts().contains(post))
                        .isPresent()) {
                    return follow(client, origin, staffId, false);
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

    /** Here they had no access that would have to end, so nobody's epoch is concerned. */
    private Uni<Optional<Stray>> follow(Caller.Machine client, Origin origin, String staffId, boolean whole) {
        var cause = whole ? Cause.STRAY_ACCOUNT : Cause.STRAY_POST;
        var entry = log.entry(client, origin, What.of(Action.STANDING).about(staffId).asked(cause.name(),
                Optional.of(REASON), Optional.empty()), Outcome.done());
        var closing = new Closing(HoldKind.PERSON, staffId, cause, List.of(), clock.instant(), entry);
        return database.withTransaction(connection -> closeAccess.close(connection, closing))
                .invoke(closed -> followUp.begin(closed.offboarding()))
                .map(closed -> Optional.of(new Stray(staffId, whole,
                        whole ? "account is switched off" : "posts are taken away", closed.entry())));
    }
}

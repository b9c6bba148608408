package org.doorstep.offboarding;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.identity.Post;
import org.doorstep.identity.Standing;
import org.eclipse.microprofile.rest.client.inject.RestClient;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Makes a person's accounts in Keycloak what HR says. Each step reads what holds now, so a step that comes late undoes
 * nothing that HR said since. Doorstep does not depend on it: standing is checked for every look.
 */
@ApplicationScoped
class KeycloakAccounts {

    private static final int PAGE = 20;
    private static final String NO_ACCOUNT = "no account";
    private static final String OUTLETS = "/outlets/";
    private static final String NOW = """
            select s.standing, s.posts, s.outlet, s.epoch,
                   exists (select from hold h where h.kind = 'PERSON' and h.subject = $1 and h.released_at is null) as held
            from (select $1::text as staff_id) asked left join staff s on s.staff_id = asked.staff_id""";

    private final KeycloakAdmin keycloak;
    private final Pool database;
    private final ObjectMapper json;

    KeycloakAccounts(@RestClient KeycloakAdmin keycloak, Pool database, ObjectMapper json) {
        this.keycloak = keycloak;
        this.database = database;
        this.json = json;
    }

    /** What an account should be now. */
    record Wanted(boolean enabled, Set<Post> posts, Optional<String> outlet, long epoch) {
    }

    /** Switches the accounts off, or on where HR and no hold say otherwise. */
    Uni<String> switchOnOrOff(Offboarding offboarding) {
        return eachAccount(offboarding, (wanted, user) -> user.path("enabled").asBoolean() == wanted.enabled()
                ? Uni.createFrom().item("was " + word(wanted))
                : keycloak.update(id(user), user.deepCopy().put("enabled", wanted.enabled()))
                        .replaceWith(word(wanted)));
    }

    private static String word(Wanted wanted) {
        return wanted.enabled() ? "enabled" : "disabled";
    }

    /** Ends the accounts' sessions, unless the person was let in again since. Where sessions alone were in question, always. */
    Uni<String> endSessions(Offboarding offboarding) {
        boolean always = offboarding.cause().equals(Cause.SESSION_REVOKED.name());
        return eachAccount(offboarding, (wanted, user) -> !always && wanted.enabled()
                && wanted.epoch() > offboarding.epoch() ? Uni.createFrom().item("back since")
                        : keycloak.logout(id(user)).replaceWith("ended"));
    }

    /** Takes posts and outlets that HR does not say, gives those that it says. */
    Uni<String> giveAndTakePosts(Offboarding offboarding) {
        return eachAccount(offboarding, (wanted, user) -> takePosts(wanted, id(user))
                .chain(taken -> givePosts(wanted, id(user)).chain(given -> leaveOutlets(wanted, id(user))
                        .chain(left -> joinOutlet(wanted, id(user), left.stays()).map(joined -> "taken "
                                + taken + ", given " + given + ", groups left " + left.left() + ", joined "
                                + joined)))));
    }

    private Uni<Integer> takePosts(Wanted wanted, String user) {
        return keycloak.roles(user).map(roles -> posts(roles, post -> !wanted.posts().contains(post)))
                .chain(roles -> roles.isEmpty() ? Uni.createFrom().item(0)
                        : keycloak.take(user, roles).replaceWith(roles.size()));
    }

    private Uni<Integer> givePosts(Wanted wanted, String user) {
        return wanted.posts().isEmpty() ? Uni.createFrom().item(0)
                : keycloak.rolesToGive(user).map(roles -> posts(roles, wanted.posts()::contains))
                        .chain(roles -> roles.isEmpty() ? Uni.createFrom().item(0)
                                : keycloak.give(user, roles).replaceWith(roles.size()));
    }

    private ArrayNode posts(ArrayNode roles, java.util.function.Predicate<Post> which) {
        var chosen = json.createArrayNode();
        roles.forEach(role -> Post.ofRole(role.path("name").asText()).filter(which).ifPresent(_ -> chosen.add(role)));
        return chosen;
    }

    private record Outlets(int left, boolean stays) {
    }

    /** Whoever is active stays in groups that are no outlets; whoever is not leaves them all. */
    private Uni<Outlets> leaveOutlets(Wanted wanted, String user) {
        return keycloak.groups(user).chain(groups -> {
            var stay = wanted.outlet().map(OUTLETS::concat).orElse("");
            var leave = new ArrayList<String>();
            groups.forEach(group -> {
                var path = group.path("path").asText();
                if (!path.equals(stay) && (path.startsWith(OUTLETS) || wanted.outlet().isEmpty())) {
                    leave.add(id(group));
                }
            });
            return Multi.createFrom().iterable(leave)
                    .onItem().transformToUniAndConcatenate(group -> keycloak.leave(user, group)).collect().asList()
                    .replaceWith(new Outlets(leave.size(), contains(groups, stay)));
        });
    }

    private static boolean contains(ArrayNode groups, String path) {
        for (var group : groups) {
            if (group.path("path").asText().equals(path)) {
                return true;
            }
        }
        return false;
    }

    private Uni<Integer> joinOutlet(Wanted wanted, String user, boolean isThere) {
        if (isThere || wanted.outlet().isEmpty()) {
            return Uni.createFrom().item(0);
        }
        return keycloak.groupsNamed(wanted.outlet().get(), true, false)
                .chain(groups -> group(groups, OUTLETS + wanted.outlet().get())
                        .map(group -> keycloak.join(user, group).replaceWith(1))
                        .orElseGet(() -> Uni.createFrom().item(0)));
    }

    /** The id of the group of this path, wherever in the tree. */
    private static Optional<String> group(JsonNode groups, String path) {
        for (var group : groups) {
            var found = group.path("path").asText().equals(path) ? Optional.of(id(group))
                    : group(group.path("subGroups"), path);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private interface Work {
        Uni<String> on(Wanted wanted, ObjectNode user);
    }

    /** If HR said something else while it was done, it is done again: whoever comes last does what HR says. */
    private Uni<String> eachAccount(Offboarding offboarding, Work work) {
        return wanted(offboarding.subject()).chain(wanted -> eachAccount(offboarding.subject(), wanted, work)
                .chain(outcome -> wanted(offboarding.subject()).chain(after -> after.equals(wanted)
                        ? Uni.createFrom().item(outcome)
                        : eachAccount(offboarding, work))));
    }

    /** Keycloak does not keep staff numbers unique: what is done is done to all accounts that bear the number. */
    private Uni<String> eachAccount(String staffId, Wanted wanted, Work work) {
        return accounts(staffId).chain(users -> users.isEmpty() ? Uni.createFrom().item(NO_ACCOUNT)
                : Multi.createFrom().iterable(users)
                        .onItem().transformToUniAndConcatenate(user -> work.on(wanted, user))
                        .collect().asList().map(outcomes -> String.join("; ", new HashSet<>(outcomes))));
    }

    /** What HR and holds say now. */
    Uni<Wanted> wanted(String staffId) {
        return database.preparedQuery(NOW).execute(Tuple.of(staffId)).map(rows -> {
            var row = rows.iterator().next();
            boolean active = Standing.ACTIVE.name().equals(row.getString("standing"));
            return active
                    ? new Wanted(!row.getBoolean("held"), Post.named(row.getArrayOfStrings("posts")),
                            Optional.of(row.getString("outlet")), row.getLong("epoch"))
                    : new Wanted(false, Set.of(), Optional.empty(), 0);
        });
    }

    /** The accounts that bear a staff number. */
    Uni<List<ObjectNode>> accounts(String staffId) {
        return keycloak.users("staff_id:" + staffId, true, 0, PAGE).map(users -> objects(users).stream()
                .filter(user -> user.at("/attributes/staff_id/0").asText().equals(staffId)).toList());
    }

    static List<ObjectNode> objects(ArrayNode array) {
        var objects = new ArrayList<ObjectNode>();
        array.forEach(item -> {
            if (item instanceof ObjectNode object) {
                objects.add(object);
            }
        });
        return objects;
    }

    private static String id(JsonNode representation) {
        return representation.path("id").asText();
    }
}

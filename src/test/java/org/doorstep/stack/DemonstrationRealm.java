package org.doorstep.stack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.doorstep.demonstration.HrWebhook;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The production realm with made-up people, outlets and sample secrets added, and one client that takes a name and a
 * password directly ({@link #DIRECT_CLIENT}).
 * Nothing in it is a secret: it must never meet a server that others can reach.
 */
public final class DemonstrationRealm {

    /** The public client of the password grant; the production realm has none. */
    public static final String DIRECT_CLIENT = "demo-cli";

    /** What every secret of the embedded realm begins with: the realm for production has none of them. */
    public static final String SECRET_PREFIX = "embedded-secret-of-";

    private static final String PEOPLE = "/demonstration/people.json";
    /** Keycloak lets a redirect to localhost have any port when it is registered without one (RFC 8252, 7.3). */
    private static final String ANY_LOCAL_PORT = "http://localhost";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectNode realm;
    private final JsonNode sample;

    private DemonstrationRealm(ObjectNode realm, JsonNode sample) {
        this.realm = realm;
        this.sample = sample;
    }

    /**
     * A member of staff who does not exist.
     *
     * @param staffId the staff id (工号), such as {@code K1001}
     * @param username the name to log in with, such as {@code courier.k1001}
     * @param posts codes of the posts held
     * @param outlet code of the outlet, or null for people who belong to none
     */
    public record Person(String staffId, String username, String family, String given, List<String> posts,
            @Nullable String outlet) {

        public Person {
            posts = List.copyOf(posts);
        }
    }

    /**
     * The realm, ready for Keycloak's import.
     *
     * @param production the production realm file
     */
    public static String json(Path production) {
        try (InputStream people = DemonstrationRealm.class.getResourceAsStream(PEOPLE)) {
            String text = Files.readString(production).replace("${DOORSTEP_URL}", ANY_LOCAL_PORT);
            var demonstration = new DemonstrationRealm((ObjectNode) JSON.readTree(text), JSON.readTree(people));
            return demonstration.build().toPrettyString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All people of the demonstration. */
    public static List<Person> people() {
        return stream(sample().path("people")).map(DemonstrationRealm::person).toList();
    }

    /** The password of a person: one pattern for all, which satisfies the realm's password policy. */
    public static String password(String staffId) {
        return sample().path("password").asText().replace("{staff_id}", staffId);
    }

    /** What the service needs to know of the realm, as Quarkus settings. */
    public static Map<String, String> settings(String issuer) {
        return Map.of("quarkus.oidc.auth-server-url", issuer,
                "doorstep.keycloak.admin-url", issuer.replace("/realms/", "/admin/realms/"),
                "quarkus.oidc-client.credentials.secret", secret("doorstep-service"),
                "doorstep.hr.webhook-keys.demonstration", HrWebhook.KEY);
    }

    /** The sample secret of a confidential client. */
    public static String secret(String clientId) {
        return SECRET_PREFIX + clientId;
    }

    private ObjectNode build() {
        giveSampleSecrets();
        addDirectClient();
        addOutlets();
        people().forEach(this::addPerson);
        return realm;
    }

    private void giveSampleSecrets() {
        stream(realm.path("clients")).filter(client -> !client.path("publicClient").asBoolean())
                .map(ObjectNode.class::cast)
                .forEach(client -> client.put("secret", secret(client.path("clientId").asText())));
    }

    private void addDirectClient() {
        ObjectNode client = realm.withArray("clients").addObject();
        client.put("clientId", DIRECT_CLIENT).put("name", "Demonstration").put("protocol", "openid-connect");
        client.put("publicClient", true).put("fullScopeAllowed", false);
        client.put("standardFlowEnabled", false).put("directAccessGrantsEnabled", true);
        client.withArray("defaultClientScopes").add("basic").add("acr").add("doorstep-api");
        client.putArray("optionalClientScopes");
    }

    private void addOutlets() {
        ObjectNode parent = stream(realm.path("groups")).filter(group -> "outlets".equals(group.path("name").asText()))
                .map(ObjectNode.class::cast).findFirst().orElseThrow();
        sample.path("outlets")
                .forEach(outlet -> parent.withArray("subGroups").addObject().put("name", outlet.asText()));
    }

    private void addPerson(Person person) {
        ObjectNode user = realm.withArray("users").addObject();
        user.put("username", person.username()).put("enabled", true);
        user.put("lastName", person.family()).put("firstName", person.given());
        user.putObject("attributes").putArray("staff_id").add(person.staffId());
        user.putArray("credentials").addObject().put("type", "password").put("value", password(person.staffId()));
        person.posts().forEach(user.putArray("realmRoles")::add);
        if (person.outlet() != null) {
            user.putArray("groups").add("/outlets/" + person.outlet());
        }
    }

    private static Person person(JsonNode node) {
        JsonNode outlet = node.get("outlet");
        return new Person(node.path("staff_id").asText(), node.path("username").asText(), node.path("family").asText(),
                node.path("given").asText(), stream(node.path("posts")).map(JsonNode::asText).toList(),
                outlet == null ? null : outlet.asText());
    }

    private static JsonNode sample() {
        try (InputStream people = DemonstrationRealm.class.getResourceAsStream(PEOPLE)) {
            return JSON.readTree(people);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}

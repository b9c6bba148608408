package org.doorstep.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What the realm file promises, asked of a running Keycloak. A test that changes somebody has a person of its own. */
class RealmTest {

    private static final Set<String> POSTS = Set.of("COURIER_PICKUP", "COURIER_DELIVERY", "SORTER", "DRIVER",
            "STATION_CLERK", "OUTLET_MANAGER", "CS_AGENT", "CLAIMS", "SAFETY_INSPECT", "SYS_ADMIN", "SEC_ADMIN",
            "SEC_AUDITOR", "INCIDENT_LEAD", "HR", "PI_OFFICER", "ANALYST", "LEGAL_LIAISON", "INSPECTOR");
    private static final Set<String> FEEDS = Set.of("INTAKE_FEED", "HR_FEED", "TICKET_FEED");
    private static final Set<String> KEYCLOAKS_OWN = Set.of("default-roles-doorstep", "offline_access",
            "uma_authorization");
    private static final Path PRODUCTION = Path.of("keycloak-realm", "doorstep-realm.json");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static EmbeddedKeycloak keycloak;

    @BeforeAll
    static void start() {
        keycloak = EmbeddedKeycloak.start();
    }

    @AfterAll
    static void end() {
        keycloak.close();
    }

    @Test
    void rolesAreThePostsAndTheFeeds() throws Exception {
        Set<String> expected = new TreeSet<>(POSTS);
        expected.addAll(FEEDS);
        expected.addAll(KEYCLOAKS_OWN);
        assertEquals(expected, names(admin("GET", "/roles", ""), "name"));
    }

    @Test
    void everyPostHasSomebodyInTheDemonstration() {
        assertEquals(POSTS, DemonstrationRealm.people().stream().flatMap(person -> person.posts().stream())
                .collect(Collectors.toSet()));
    }

    @Test
    void productionFileHasNoPeopleNoSecretsAndNoDirectClient() throws Exception {
        JsonNode production = JSON.readTree(Files.readString(PRODUCTION));
        assertFalse(names(production.path("clients"), "clientId").contains(DemonstrationRealm.DIRECT_CLIENT));
        assertTrue(stream(production.path("users")).allMatch(user -> user.has("serviceAccountClientId")));
        assertTrue(stream(production.path("users")).noneMatch(user -> user.has("credentials")));
        assertTrue(stream(production.path("clients")).noneMatch(client -> client.has("secret")));
        assertTrue(stream(production.path("clients"))
                .noneMatch(client -> client.path("directAccessGrantsEnabled").asBoolean(true)));
        assertFalse(Files.readString(PRODUCTION).contains(DemonstrationRealm.SECRET_PREFIX));
    }

    @Test
    void realmLetsNobodyIntroduceThemselves() throws Exception {
        JsonNode realm = json(admin("GET", "", ""));
        for (String off : List.of("registrationAllowed", "rememberMe", "resetPasswordAllowed", "editUsernameAllowed",
                "loginWithEmailAllowed", "permanentLockout")) {
            assertFalse(realm.path(off).asBoolean(true), off);
        }
        for (String on : List.of("bruteForceProtected", "revokeRefreshToken", "eventsEnabled", "adminEventsEnabled")) {
            assertTrue(realm.path(on).asBoolean(false), on);
        }
        assertEquals("external", realm.path("sslRequired").asText());
        assertEquals(7200, realm.path("ssoSessionIdleTimeout").asInt());
        assertEquals(36000, realm.path("ssoSessionMaxLifespan").asInt());
        assertTrue(realm.path("passwordPolicy").asText().contains("forceExpiredPasswordChange(90)"));
    }

    @ParameterizedTest
    @CsvSource({"Demo-K1-new, MinLength", "demo-k1012-parcel-new, MinUpperCaseChars",
            "DEMO-K1012-PARCEL-NEW, MinLowerCaseChars", "Demo-Parcel-brand-new, MinDigits",
            "DemoK1012parcelNew, MinSpecialChars", "Demo-courier.k1012-Parcel, NotContainsUsername",
            "Demo-K1012-parcel, History"})
    void weakOrUsedPasswordIsRefused(String password, String rule) throws Exception {
        HttpResponse<String> answer = setPassword("courier.k1012", password);
        assertEquals(400, answer.statusCode());
        assertEquals("invalidPassword" + rule + "Message", JSON.readTree(answer.body()).path("error").asText());
    }

    @Test
    void passwordOfTheSamplePatternIsAccepted() throws Exception {
        assertEquals(204, setPassword("courier.k1011", DemonstrationRealm.password("K9999")).statusCode());
    }

    @Test
    void fiveFailuresLockOutForAWhile() throws Exception {
        for (int failure = 1; failure <= 5; failure++) {
            assertFalse(lockOut("courier.k1010").path("disabled").asBoolean(true), "before failure " + failure);
            assertRefused(direct("courier.k1010", "wrong"));
            Thread.sleep(1100); // two within a second would lock at once
            awaitFailures("courier.k1010", failure);
        }
        assertTrue(lockOut("courier.k1010").path("disabled").asBoolean());
        assertRefused(direct("courier.k1010", DemonstrationRealm.password("K1010")));
    }

    @Test
    void accessTokenLivesFiveMinutesAndSaysWhoWhereAndWhat() throws Exception {
        JsonNode claims = claims(keycloak.token("courier.k1008", DemonstrationRealm.password("K1008")));
        assertEquals(300, claims.path("exp").asLong() - claims.path("iat").asLong());
        assertEquals(keycloak.issuer(), claims.path("iss").asText());
        assertEquals("doorstep-api", claims.path("aud").asText());
        assertEquals("K1008", claims.path("staff_id").asText());
        assertEquals("/outlets/SH-XH-02", claims.path("groups").path(0).asText());
        assertEquals(Set.of("COURIER_PICKUP", "COURIER_DELIVERY"), texts(claims.at("/realm_access/roles")));
        assertTrue(claims.hasNonNull("sub") && claims.hasNonNull("sid") && claims.hasNonNull("jti"));
    }

    @Test
    void tokenCarriesNoNameAndNoRightsElsewhere() throws Exception {
        JsonNode claims = claims(keycloak.token("secadmin.d4002", DemonstrationRealm.password("D4002")));
        for (String absent : List.of("name", "given_name", "family_name", "preferred_username", "email",
                "resource_access")) {
            assertFalse(claims.has(absent), absent);
        }
    }

    @ParameterizedTest
    @CsvSource({"dispatch,INTAKE_FEED", "service-desk,TICKET_FEED", "hr,HR_FEED"})
    void machineHoldsItsFeedOnly(String client, String role) throws Exception {
        JsonNode claims = claims(keycloak.clientToken(client, DemonstrationRealm.secret(client)));
        assertEquals(Set.of(role), texts(claims.at("/realm_access/roles")));
        assertEquals("doorstep-api", claims.path("aud").asText());
        assertFalse(claims.has("staff_id"));
        assertEquals(403, as(keycloak.clientToken(client, DemonstrationRealm.secret(client)), "GET", "/users", "")
                .statusCode());
    }

    @Test
    void conflictingPostsAreVisibleInTheToken() throws Exception {
        JsonNode claims = claims(keycloak.token("conflict.x9001", DemonstrationRealm.password("X9001")));
        assertEquals(Set.of("SYS_ADMIN", "SEC_AUDITOR"), texts(claims.at("/realm_access/roles")));
    }

    @Test
    void codeFlowTellsWhenThePersonAuthenticatedAndDirectGrantDoesNot() throws Exception {
        JsonNode code = claims(logIn(new CodeFlow(keycloak.issuer()), "K1001").path("access_token").asText());
        assertTrue(Math.abs(code.path("auth_time").asLong() - code.path("iat").asLong()) < 20, code.toString());
        assertEquals("K1001", code.path("staff_id").asText());
        assertEquals("doorstep-api", code.path("aud").asText());
        JsonNode direct = claims(keycloak.token("courier.k1001", DemonstrationRealm.password("K1001")));
        assertFalse(direct.has("auth_time"));
    }

    @Test
    void refreshKeepsTheTimeOfAuthenticationAndUsesUpTheToken() throws Exception {
        JsonNode first = logIn(new CodeFlow(keycloak.issuer()), "K1002");
        Thread.sleep(1100);
        HttpResponse<String> second = refresh("courier-app", first);
        assertEquals(200, second.statusCode());
        assertEquals(claims(first.path("access_token").asText()).path("auth_time"),
                claims(json(second).path("access_token").asText()).path("auth_time"));
        assertEquals(400, refresh("courier-app", first).statusCode());
    }

    @Test
    void stepUpByMaxAgeAsksAgainAndRenewsTheTime() throws Exception {
        var browser = new CodeFlow(keycloak.issuer());
        long before = claims(logIn(browser, "K1003").path("access_token").asText()).path("auth_time").asLong();
        assertEquals(302, browser.authorize(Map.of()).statusCode(), "a session stands");
        Thread.sleep(2100);
        HttpResponse<String> form = browser.authorize(Map.of("max_age", "1"));
        assertEquals(200, form.statusCode(), "asked again");
        var back = browser.fillIn(form, "courier.k1003", DemonstrationRealm.password("K1003"));
        var tokens = json(keycloak.tokens(browser.codeForm(CodeFlow.answerParameters(back))));
        assertTrue(claims(tokens.path("access_token").asText()).path("auth_time").asLong() > before);
    }

    @Test
    void courierAppHasTheCodeFlowWithPkceOnly() throws Exception {
        var browser = new CodeFlow(keycloak.issuer());
        assertEquals("invalid_request", error(browser, Map.of("code_challenge", "", "code_challenge_method", "")));
        assertEquals("invalid_request", error(browser, Map.of("code_challenge_method", "plain")));
        assertEquals("invalid_scope", error(browser, Map.of("scope", "openid offline_access")));
        assertEquals("unauthorized_client", error(browser, Map.of("response_type", "token")));
        assertEquals(400, browser.authorize(Map.of("redirect_uri", "org.doorstep.courier:/else")).statusCode());
        assertNotEquals(200, keycloak.tokens(Map.of("grant_type", "password", "client_id", "courier-app", "username",
                "courier.k1001", "password", DemonstrationRealm.password("K1001"))).statusCode());
        assertNotEquals(200, post(keycloak.issuer() + "/protocol/openid-connect/auth/device",
                Map.of("client_id", "courier-app")).statusCode());
    }

    @Test
    void consoleComesBackToAnyLocalPortInTheDemonstrationAndNeedsPkceToo() {
        var browser = new CodeFlow(keycloak.issuer());
        Map<String, String> console = Map.of("client_id", "console", "redirect_uri",
                "http://localhost:8123/console/signed-in");
        assertEquals(200, browser.authorize(console).statusCode());
        var bare = new HashMap<>(console);
        bare.putAll(Map.of("code_challenge", "", "code_challenge_method", ""));
        assertEquals("invalid_request", error(browser, bare));
    }

    @ParameterizedTest
    @ValueSource(strings = {"admin-cli", "security-admin-console", "account-console", "courier-app"})
    void noOtherPublicClientTakesAPassword(String client) {
        assertNotEquals(200, keycloak.tokens(Map.of("grant_type", "password", "client_id", client, "username",
                "courier.k1001", "password", DemonstrationRealm.password("K1001"))).statusCode());
    }

    @Test
    void serviceDisablesLogsOutAndTakesOutOfTheOutlet() throws Exception {
        String person = id("courier.k1009");
        JsonNode session = json(direct("courier.k1009", DemonstrationRealm.password("K1009")));
        JsonNode user = json(service("GET", "/users?q=staff_id:K1009&exact=true", "")).path(0);
        assertEquals(person, user.path("id").asText());

        assertEquals(204, service("PUT", "/users/" + person, disabled(user)).statusCode());
        assertEquals(204, service("POST", "/users/" + person + "/logout", "").statusCode());
        JsonNode groups = json(service("GET", "/users/" + person + "/groups", ""));
        assertEquals(1, groups.size());
        String group = groups.path(0).path("id").asText();
        assertEquals(204, service("DELETE", "/users/" + person + "/groups/" + group, "").statusCode());

        assertEquals(400, refresh(DemonstrationRealm.DIRECT_CLIENT, session).statusCode());
        assertNotEquals(200, direct("courier.k1009", DemonstrationRealm.password("K1009")).statusCode());
        assertEquals(0, json(service("GET", "/users/" + person + "/groups", "")).size());
        assertEquals(0, json(service("GET", "/users/" + person + "/sessions", "")).size());
        JsonNode after = json(service("GET", "/users/" + person, ""));
        assertFalse(after.path("enabled").asBoolean(true));
        assertEquals("K1009", after.at("/attributes/staff_id/0").asText(), "kept");
    }

    @Test
    void serviceCanChangeNeitherRealmNorClientsNorItself() throws Exception {
        assertEquals(403, service("PUT", "", "{\"accessTokenLifespan\":86400}").statusCode());
        assertEquals(403, service("POST", "/clients", "{\"clientId\":\"mine\"}").statusCode());
        assertEquals(403, service("GET", "/clients", "").statusCode());
        assertEquals(403, service("POST", "/roles", "{\"name\":\"MINE\"}").statusCode());
        assertEquals(403, service("POST", "/identity-provider/instances", "{\"alias\":\"mine\"}").statusCode());
        assertEquals(403, service("GET", "/events", "").statusCode());
        assertEquals(403, service("DELETE", "/admin-events", "").statusCode());
        String management = json(admin("GET", "/clients?clientId=realm-management", "")).path(0).path("id").asText();
        String own = json(admin("GET", "/users?username=service-account-doorstep-service", "")).path(0).path("id")
                .asText();
        String realmAdmin = admin("GET", "/clients/" + management + "/roles/realm-admin", "").body();
        assertEquals(403, service("POST", "/users/" + own + "/role-mappings/clients/" + management,
                "[" + realmAdmin + "]").statusCode());
    }

    @Test
    void personCannotChangeTheirOwnStaffId() throws Exception {
        String token = keycloak.token("courier.k1004", DemonstrationRealm.password("K1004"));
        HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(keycloak.issuer() + "/account/"))
                .header("Authorization", "Bearer " + token).header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"attributes\":{\"staff_id\":[\"K1001\"]}}")));
        assertTrue(answer.statusCode() == 401 || answer.statusCode() == 403, "" + answer.statusCode());
    }

    @Test
    void logInsAndChangesAreRecorded() throws Exception {
        assertRefused(direct("courier.k1005", "wrong"));
        assertEquals(204, setPassword("courier.k1006", DemonstrationRealm.password("K8888")).statusCode());
        assertTrue(json(admin("GET", "/events?type=LOGIN_ERROR", "")).size() > 0);
        assertTrue(json(admin("GET", "/admin-events?resourceTypes=USER", "")).size() > 0);
    }

    private static JsonNode logIn(CodeFlow browser, String staffId) throws Exception {
        String username = "courier." + staffId.toLowerCase(Locale.ROOT);
        return json(keycloak.tokens(browser.logIn(username, DemonstrationRealm.password(staffId), Map.of())));
    }

    private static HttpResponse<String> direct(String username, String password) {
        return keycloak.tokens(Map.of("grant_type", "password", "client_id", DemonstrationRealm.DIRECT_CLIENT,
                "username", username, "password", password));
    }

    private static HttpResponse<String> refresh(String client, JsonNode tokens) {
        return keycloak.tokens(Map.of("grant_type", "refresh_token", "client_id", client, "refresh_token",
                tokens.path("refresh_token").asText()));
    }

    private static JsonNode lockOut(String username) throws Exception {
        return json(admin("GET", "/attack-detection/brute-force/users/" + id(username), ""));
    }

    private static void awaitFailures(String username, int failures) throws Exception {
        for (int i = 0; i < 50 && lockOut(username).path("numFailures").asInt() < failures; i++) {
            Thread.sleep(100);
        }
        assertEquals(failures, lockOut(username).path("numFailures").asInt());
    }

    private static void assertRefused(HttpResponse<String> answer) throws Exception {
        assertEquals(400, answer.statusCode());
        assertEquals("invalid_grant", JSON.readTree(answer.body()).path("error").asText());
    }

    private static String error(CodeFlow browser, Map<String, String> more) {
        return CodeFlow.answerParameters(browser.authorize(more)).getOrDefault("error", "none");
    }

    private static HttpResponse<String> setPassword(String username, String password) throws Exception {
        return admin("PUT", "/users/" + id(username) + "/reset-password",
                "{\"type\":\"password\",\"temporary\":false,\"value\":\"" + password + "\"}");
    }

    private static String disabled(JsonNode user) {
        return ((ObjectNode) user).put("enabled", false).toString();
    }

    private static String id(String username) throws Exception {
        return json(admin("GET", "/users?exact=true&username=" + username, "")).path(0).path("id").asText();
    }

    private static HttpResponse<String> admin(String method, String path, String body) throws Exception {
        return as(keycloak.adminToken(), method, path, body);
    }

    private static HttpResponse<String> service(String method, String path, String body) throws Exception {
        return as(keycloak.clientToken("doorstep-service", DemonstrationRealm.secret("doorstep-service")), method, path,
                body);
    }

    private static HttpResponse<String> as(String token, String method, String path, String body) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(keycloak.url() + "/admin/realms/doorstep" + path))
                .header("Authorization", "Bearer " + token).header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> post(String uri, Map<String, String> form) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(uri)).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(EmbeddedKeycloak.encode(form))));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        assertEquals(200, answer.statusCode(), answer.body());
        return JSON.readTree(answer.body());
    }

    private static JsonNode claims(String token) throws Exception {
        return JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
    }

    private static Set<String> names(HttpResponse<String> answer, String field) throws Exception {
        return names(json(answer), field);
    }

    private static Set<String> names(JsonNode array, String field) {
        return stream(array).map(node -> node.path(field).asText()).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> texts(JsonNode array) {
        return stream(array).map(JsonNode::asText).collect(Collectors.toSet());
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}

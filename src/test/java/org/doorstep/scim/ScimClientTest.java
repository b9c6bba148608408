package org.doorstep.scim;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.doorstep.demonstration.Company;
import org.doorstep.stack.LocalStackResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

import de.captaingoldfish.scim.sdk.client.ScimClientConfig;
import de.captaingoldfish.scim.sdk.client.ScimRequestBuilder;
import de.captaingoldfish.scim.sdk.client.response.ServerResponse;
import de.captaingoldfish.scim.sdk.common.constants.enums.Comparator;
import de.captaingoldfish.scim.sdk.common.constants.enums.PatchOp;
import de.captaingoldfish.scim.sdk.common.resources.EnterpriseUser;
import de.captaingoldfish.scim.sdk.common.resources.User;
import de.captaingoldfish.scim.sdk.common.resources.base.ScimObjectNode;
import de.captaingoldfish.scim.sdk.common.resources.complex.Name;
import de.captaingoldfish.scim.sdk.common.resources.multicomplex.PersonRole;

/** A published SCIM client that knows nothing of Doorstep, and not by the hand that made its parser. */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
class ScimClientTest {

    private static final String USERS = "/Users";

    private final Company company = new Company();
    private final String staffId = "C" + UUID.randomUUID().toString().replaceAll("\\D", "").concat("0000000")
            .substring(0, 8);

    @TestHTTPResource("/scim/v2")
    URI service;

    private ScimRequestBuilder client;

    @BeforeEach
    void connect() {
        var authorization = Map.of("Authorization", "Bearer " + company.machineToken("hr"));
        client = new ScimRequestBuilder(service.toString(),
                ScimClientConfig.builder().httpHeaders(authorization).build());
    }

    @AfterEach
    void close() {
        client.close();
    }

    private ServerResponse<User> create() {
        var role = PersonRole.builder().value("SORTER").primary(true).build();
        var user = User.builder().userName(staffId).active(true)
                .name(Name.builder().givenName("测试").familyName("王").build()).roles(List.of(role))
                .enterpriseUser(EnterpriseUser.builder().department("SH-HB-01").build()).build();
        return client.create(User.class, USERS).setResource(user).sendRequest();
    }

    private static <T extends ScimObjectNode> T succeeded(ServerResponse<T> answer) {
        assertTrue(answer.isSuccess(), answer::getResponseBody);
        return answer.getResource();
    }

    @Test
    void itCreatesAndReadsAnAccount() {
        var created = succeeded(create());
        var read = succeeded(client.get(User.class, USERS, staffId).sendRequest());

        assertAll(() -> assertEquals(staffId, created.getId().orElseThrow()), () -> assertEquals(created, read),
                () -> assertTrue(read.isActive().orElseThrow()), () -> assertTrue(read.getName().isEmpty()),
                () -> assertEquals("SORTER", read.getRoles().getFirst().getValue().orElseThrow()),
                () -> assertEquals("SH-HB-01", read.getEnterpriseUser().orElseThrow().getDepartment().orElseThrow()));
    }

    @Test
    void itFindsAnAccountByItsName() {
        succeeded(create());

        var found = succeeded(client.list(User.class, USERS).filter("userName", Comparator.EQ, staffId).build().get()
                .sendRequest());

        assertEquals(List.of(staffId), found.getListedResources().stream().map(user -> user.getId().orElseThrow())
                .toList());
    }

    @Test
    void itPatchesAnAccountAndReplacesIt() {
        succeeded(create());

        var patched = succeeded(client.patch(User.class, USERS, staffId).addOperation().op(PatchOp.REPLACE)
                .path("active").value("false").next().op(PatchOp.ADD).path("roles")
                .valueNode(PersonRole.builder().value("DRIVER").build()).build().sendRequest());
        patched.setActive(true);
        var replaced = succeeded(client.update(User.class, USERS, staffId).setResource(patched)
                .setETagForIfMatch(patched.getMeta().orElseThrow().getVersion().orElseThrow().toString())
                .sendRequest());

        assertAll(() -> assertEquals(2, patched.getRoles().size()), () -> assertTrue(replaced.isActive().orElseThrow()),
                () -> assertEquals(2, replaced.getRoles().size()));
    }

    @Test
    void itDeletesAnAccount() {
        succeeded(create());

        var deleted = client.delete(User.class, USERS, staffId).sendRequest();
        var again = client.delete(User.class, USERS, staffId).sendRequest();

        assertAll(() -> assertTrue(deleted.isSuccess()), () -> assertEquals(404, again.getHttpStatus()),
                () -> assertEquals(404, again.getErrorResponse().getStatus()));
    }

    @Test
    void itReadsWhatTheServiceIs() {
        var config = client.loadServiceProviderConfiguration();

        assertTrue(config.getPatchConfig().isSupported());
    }

    @Test
    void itLoadsSchemasAndResourceTypes() {
        var meta = succeeded(client.loadMetaConfiguration().sendRequest());

        assertAll(() -> assertEquals(2, meta.getSchemas().size()),
                () -> assertEquals(1, meta.getResourceTypes().size()));
    }
}

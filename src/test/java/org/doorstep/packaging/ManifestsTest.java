package org.doorstep.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What holds for every manifest of {@code k8s}. */
class ManifestsTest {

    private static final String WRITES_ITS_ROOT = "doorstep.org/writes-its-root";

    @TestFactory
    Stream<DynamicTest> everyManifestIsWhatKubernetesTakes() {
        return Manifests.files().stream().map(file -> DynamicTest.dynamicTest(file.toString(), () -> {
            var manifests = Manifests.read(file);
            assertFalse(manifests.isEmpty());
            manifests.forEach(Manifests::typed);
        }));
    }

    @Test
    void aFieldThatKubernetesDoesNotKnowIsFound() {
        var deployment = deployment();
        ((ObjectNode) deployment.at("/spec/template/spec")).put("automountServiceAcountToken", false);

        assertThrows(IllegalArgumentException.class, () -> Manifests.typed(deployment));
    }

    @TestFactory
    Stream<DynamicTest> everyPodMeetsTheRestrictedStandard() {
        return pods().map(manifest -> DynamicTest.dynamicTest(name(manifest), () -> {
            var pod = manifest.at("/spec/template/spec");
            assertFalse(pod.path("automountServiceAccountToken").asBoolean(true), "service account token");
            assertTrue(pod.at("/securityContext/runAsNonRoot").asBoolean(), "runAsNonRoot");
            assertTrue(pod.at("/securityContext/runAsUser").asInt() > 0, "runAsUser");
            assertEquals("RuntimeDefault", pod.at("/securityContext/seccompProfile/type").asText());
            for (var shared : List.of("hostNetwork", "hostPID", "hostIPC")) {
                assertTrue(pod.path(shared).isMissingNode(), shared);
            }
            Manifests.elements(pod.path("volumes")).forEach(volume -> assertTrue(volume.has("emptyDir")
                    || volume.has("secret") || volume.has("configMap"), volume.path("name").asText()));
        }));
    }

    @TestFactory
    Stream<DynamicTest> everyContainerIsLockedInAndBounded() {
        return pods().flatMap(manifest -> containers(manifest).map(container -> DynamicTest
                .dynamicTest(name(manifest) + " " + container.path("name").asText(), () -> {
                    assertLockedIn(container.path("securityContext"), writesItsRoot(manifest));
                    for (var bound : List.of("/requests/cpu", "/requests/memory", "/limits/cpu", "/limits/memory")) {
                        assertTrue(container.path("resources").at(bound).isTextual(), bound);
                    }
                })));
    }

    private static void assertLockedIn(JsonNode context, boolean writesItsRoot) {
        assertFalse(context.path("allowPrivilegeEscalation").asBoolean(true), "allowPrivilegeEscalation");
        assertEquals("[\"ALL\"]", context.at("/capabilities/drop").toString());
        assertTrue(context.at("/capabilities/add").isMissingNode(), "capabilities added");
        assertTrue(context.path("privileged").isMissingNode(), "privileged");
        assertEquals(!writesItsRoot, context.path("readOnlyRootFilesystem").asBoolean(), "readOnlyRootFilesystem");
    }

    @Test
    void onlyKeycloakInDevelopmentWritesItsRoot() {
        assertEquals(List.of("keycloak"), pods().filter(ManifestsTest::writesItsRoot)
                .map(manifest -> manifest.at("/metadata/name").asText()).toList());
    }

    @Test
    void whatServesHasProbesAndWhatDoorstepHasMeansSomething() {
        pods().filter(manifest -> !manifest.path("kind").asText().equals("Job")).flatMap(ManifestsTest::served)
                .forEach(container -> {
                    assertTrue(container.has("readinessProbe"), container.path("name").asText());
                    assertTrue(container.has("livenessProbe"), container.path("name").asText());
                });
        var doorstep = Manifests.elements(deployment().at("/spec/template/spec/containers")).findFirst().orElseThrow();
        assertEquals("/q/health/started", doorstep.at("/startupProbe/httpGet/path").asText());
        assertEquals("/q/health/live", doorstep.at("/livenessProbe/httpGet/path").asText());
        assertEquals("/q/health/ready", doorstep.at("/readinessProbe/httpGet/path").asText());
    }

    @Test
    void noManifestHoldsASecret() {
        for (var file : Manifests.files()) {
            for (var manifest : Manifests.read(file)) {
                assertFalse(manifest.path("kind").asText().equals("Secret"), file.toString());
            }
        }
        var allowed = Set.of("secretKeyRef");
        pods().flatMap(ManifestsTest::containers).flatMap(container -> Manifests.elements(container.path("env")))
                .filter(variable -> variable.path("name").asText().matches(".*(PASSWORD|SECRET|KEY).*"))
                .forEach(variable -> assertEquals(allowed, fields(variable.path("valueFrom")),
                        variable.path("name").asText()));
    }

    @Test
    void theServiceIsGivenNothingOfTheOwner() {
        var text = deployment().toString();

        assertFalse(text.contains("owner"), text);
        assertFalse(text.contains("OWNER"), text);
    }

    @Test
    void theMigrationIsGivenNothingButTheOwner() {
        var job = Manifests.read(Path.of("k8s/migrate/job.yaml")).getFirst();
        var names = containers(job).flatMap(container -> Manifests.elements(container.path("env")))
                .map(variable -> variable.path("name").asText()).toList();

        assertEquals(List.of("QUARKUS_DATASOURCE_OWNER_USERNAME", "QUARKUS_DATASOURCE_OWNER_PASSWORD"), names);
    }

    /** A node goes only when another one is ready, and has time for what it is at. */
    @Test
    void anUpdateTakesNoNodeOutBeforeAnotherOneIsReady() {
        var deployment = deployment();
        var rolling = deployment.at("/spec/strategy/rollingUpdate");
        var settings = Kustomize.literals(Path.of("k8s/base"), "doorstep");
        int underWay = seconds(settings.get("QUARKUS_SHUTDOWN_DELAY"))
                + seconds(settings.get("QUARKUS_SHUTDOWN_TIMEOUT"));

        assertEquals(0, rolling.path("maxUnavailable").asInt(-1));
        assertTrue(rolling.path("maxSurge").asInt() > 0);
        assertTrue(deployment.at("/spec/template/spec/terminationGracePeriodSeconds").asInt() >= underWay + 15);
    }

    private static int seconds(String duration) {
        return Integer.parseInt(duration.replace("S", ""));
    }

    private static Set<String> fields(JsonNode node) {
        var names = new java.util.HashSet<String>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Stream<JsonNode> pods() {
        return Manifests.files().stream().flatMap(file -> Manifests.withPods(Manifests.read(file)));
    }

    private static Stream<JsonNode> containers(JsonNode manifest) {
        return Stream.concat(Manifests.elements(manifest.at("/spec/template/spec/initContainers")), served(manifest));
    }

    private static Stream<JsonNode> served(JsonNode manifest) {
        return Manifests.elements(manifest.at("/spec/template/spec/containers"));
    }

    private static boolean writesItsRoot(JsonNode manifest) {
        return manifest.at("/spec/template/metadata/annotations").path(WRITES_ITS_ROOT).asText().equals("true");
    }

    private static JsonNode deployment() {
        return Manifests.read(Path.of("k8s/base/deployment.yaml")).getFirst();
    }

    private static String name(JsonNode manifest) {
        return manifest.path("kind").asText() + " " + manifest.at("/metadata/name").asText();
    }
}

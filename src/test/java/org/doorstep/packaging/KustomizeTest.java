package org.doorstep.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;

/** What {@code kubectl} makes of the overlays. */
class KustomizeTest {

    private static final Path PRODUCTION = Manifests.FOLDER.resolve("overlays/production");

    @TempDir
    private static Path copy;
    private static List<JsonNode> dev;
    private static List<JsonNode> production;

    /** The dev overlay is built in a copy: it makes secrets beside it. */
    @BeforeAll
    static void build() throws IOException {
        Tool.require("kubectl");
        copy(Manifests.FOLDER);
        copy(Path.of("keycloak-realm"));
        var overlay = copy.resolve("k8s/overlays/dev");
        Files.writeString(Files.createDirectories(overlay.resolve("secrets")).resolve("root.key"), "made elsewhere\n");
        var made = Tool.run(List.of(overlay.resolve("make-secrets").toString()));
        assertEquals(0, made.code(), made.output());
        dev = both(overlay);
        production = both(PRODUCTION);
    }

    private static List<JsonNode> both(Path overlay) {
        return Stream.of(overlay, overlay.resolve("migrate")).flatMap(folder -> Kustomize.build(folder).stream())
                .toList();
    }

    @Test
    void everythingBuiltIsWhatKubernetesTakes() {
        everything().forEach(Manifests::typed);
    }

    @Test
    void devHoldsEveryConfigMapAndSecretThatItsPodsName() {
        assertEquals(Set.of(), without(named(dev, "ConfigMap"), dev, "ConfigMap"));
        assertEquals(Set.of(), without(named(dev, "Secret"), dev, "Secret"));
    }

    @Test
    void productionHoldsNoSecretAndTheGuideSaysWhichMustBeThere() throws IOException {
        assertEquals(Set.of(), without(named(production, "ConfigMap"), production, "ConfigMap"));
        assertFalse(production.stream().anyMatch(manifest -> manifest.path("kind").asText().equals("Secret")));
        var guide = Files.readString(Path.of("docs/kubernetes.md"));
        named(production, "Secret").forEach(secret -> assertTrue(guide.contains("`" + secret + "`"), secret));
    }

    @Test
    void noTwoSecretsOfDevAreAlike() {
        var values = dev.stream().filter(manifest -> manifest.path("kind").asText().equals("Secret"))
                .filter(secret -> !secret.at("/metadata/name").asText().startsWith("postgresql")
                        && !secret.at("/metadata/name").asText().startsWith("doorstep-database-owner"))
                .flatMap(secret -> Manifests.elements(secret.path("data"))).map(JsonNode::asText).toList();

        assertTrue(values.size() > 5);
        assertEquals(values.size(), Set.copyOf(values).size());
    }

    @Test
    void everyImageHasATagThatStandsStill() {
        everything().filter(manifest -> manifest.at("/spec/template/spec").isObject())
                .flatMap(manifest -> Stream.of("initContainers", "containers")
                        .flatMap(kind -> Manifests.elements(manifest.at("/spec/template/spec").path(kind))))
                .map(container -> container.path("image").asText()).forEach(image -> {
                    assertTrue(image.matches(".+(:[\\w.-]+|@sha256:[0-9a-f]{64})"), image);
                    assertFalse(image.endsWith(":latest"), image);
                });
    }

    @Test
    void everyOverlayDeniesByDefaultInANamespaceOfTheRestrictedStandard() {
        for (var overlay : List.of(dev, production)) {
            var denies = of(overlay, "NetworkPolicy")
                    .filter(policy -> policy.at("/spec/podSelector").isEmpty())
                    .filter(policy -> !policy.at("/spec").has("ingress") && !policy.at("/spec").has("egress"))
                    .anyMatch(policy -> policy.at("/spec/policyTypes").toString().equals("[\"Ingress\",\"Egress\"]"));
            assertTrue(denies);
            assertEquals("restricted", of(overlay, "Namespace").findFirst().orElseThrow()
                    .at("/metadata/labels").path("pod-security.kubernetes.io/enforce").asText());
        }
    }

    /** An empty selector in a rule would be "everybody". */
    @Test
    void noPolicyLetsEverybodyInOrOut() {
        everything().filter(manifest -> manifest.path("kind").asText().equals("NetworkPolicy"))
                .flatMap(policy -> Stream.concat(Manifests.elements(policy.at("/spec/ingress")),
                        Manifests.elements(policy.at("/spec/egress"))))
                .forEach(rule -> {
                    var others = rule.has("from") ? rule.path("from") : rule.path("to");
                    assertTrue(others.size() > 0 && rule.path("ports").size() > 0, rule.toString());
                    Manifests.elements(others).forEach(other -> assertFalse(
                            other.toString().contains(":{}") || other.toString().contains("0.0.0.0/0"),
                            rule.toString()));
                });
    }

    @Test
    void healthAndMetricsAreNotAtTheIngress() {
        var paths = of(production, "Ingress").flatMap(ingress -> Manifests.elements(ingress.at("/spec/rules")))
                .flatMap(rule -> Manifests.elements(rule.at("/http/paths"))).map(path -> path.path("path").asText())
                .toList();

        assertEquals(List.of("/v1", "/scim", "/log", "/problems"), paths);
    }

    private static Stream<JsonNode> everything() {
        return Stream.concat(dev.stream(), production.stream());
    }

    private static Stream<JsonNode> of(List<JsonNode> overlay, String kind) {
        return overlay.stream().filter(manifest -> manifest.path("kind").asText().equals(kind));
    }

    private static Set<String> without(Set<String> named, List<JsonNode> overlay, String kind) {
        var missing = new TreeSet<>(named);
        of(overlay, kind).forEach(manifest -> missing.remove(manifest.at("/metadata/name").asText()));
        return missing;
    }

    /** The ConfigMaps or Secrets that pods are given as variables or as files. */
    private static Set<String> named(List<JsonNode> overlay, String kind) {
        boolean secrets = kind.equals("Secret");
        return Manifests.withPods(overlay).map(manifest -> manifest.at("/spec/template/spec"))
                .flatMap(pod -> Stream.of(
                        pod.findValues(secrets ? "secretKeyRef" : "configMapRef").stream()
                                .map(reference -> reference.path("name")),
                        pod.findValues(secrets ? "secretName" : "configMap").stream()
                                .map(reference -> secrets ? reference : reference.path("name")))
                        .flatMap(names -> names))
                .map(JsonNode::asText).collect(Collectors.toCollection(TreeSet::new));
    }

    private static void copy(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            files.filter(file -> !file.toString().contains("secrets/")).forEach(file -> {
                try {
                    Files.copy(file, copy.resolve(file));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}

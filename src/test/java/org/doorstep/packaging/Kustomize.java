package org.doorstep.packaging;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

/** What kustomize is told, and what it makes of it. */
final class Kustomize {

    private Kustomize() {
    }

    /** Builds a folder with {@code kubectl}. */
    static List<JsonNode> build(Path folder) {
        var ran = Tool.output(List.of("kubectl", "kustomize", folder.toString()));
        if (ran.code() != 0) {
            throw new IllegalStateException(folder + " does not build: "
                    + Tool.run(List.of("kubectl", "kustomize", folder.toString())).output());
        }
        return Manifests.read(ran.output());
    }

    /** The settings that a folder's own generator puts into a ConfigMap. */
    static Map<String, String> literals(Path folder, String configMap) {
        var kustomization = Manifests.read(folder.resolve("kustomization.yaml")).getFirst();
        var settings = new HashMap<String, String>();
        Manifests.elements(kustomization.path("configMapGenerator"))
                .filter(generator -> generator.path("name").asText().equals(configMap))
                .flatMap(generator -> Manifests.elements(generator.path("literals"))).map(JsonNode::asText)
                .forEach(literal -> settings.put(literal.substring(0, literal.indexOf('=')),
                        literal.substring(literal.indexOf('=') + 1)));
        return settings;
    }
}

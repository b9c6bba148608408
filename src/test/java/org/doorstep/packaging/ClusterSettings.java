package org.doorstep.packaging;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The variables that a pod is given in the cluster, with the values of parts that run here. */
final class ClusterSettings {

    private static final Path PRODUCTION = Path.of("k8s/overlays/production");
    private static final Pattern NOT_IN_NAMES = Pattern.compile("[^A-Z0-9]");
    /** The embedded Redis has no password, and the key's file is the test's own. */
    private static final String[] NOT_HERE = {"QUARKUS_REDIS_PASSWORD", "DOORSTEP_VAULT_ROOT_KEY_FILE"};

    private ClusterSettings() {
    }

    /**
     * @param manifest of the Deployment or Job
     * @param parts where the parts are, as settings; whatever the manifests do not ask for is not given
     */
    static Map<String, String> of(Path manifest, Map<String, String> parts) {
        var here = new HashMap<String, String>();
        parts.forEach((name, value) -> here.put(variable(name), value));
        here.put("DOORSTEP_HR_WEBHOOK_KEYS_HR", parts.get("doorstep.hr.webhook-keys.demonstration"));

        var settings = new TreeMap<String, String>();
        var written = Manifests.read(manifest).getFirst();
        written.findValues("configMapRef").forEach(map -> settings.putAll(literals(map.path("name").asText())));
        written.findValues("env").forEach(list -> Manifests.elements(list)
                .forEach(variable -> settings.put(variable.path("name").asText(), "")));
        settings.replaceAll((name, value) -> here.getOrDefault(name, value));
        for (var name : NOT_HERE) {
            settings.remove(name);
        }
        return settings;
    }

    private static Map<String, String> literals(String configMap) {
        var literals = new HashMap<String, String>();
        for (var folder : new Path[]{Path.of("k8s/base"), Path.of("k8s/migrate"), PRODUCTION,
                PRODUCTION.resolve("migrate")}) {
            literals.putAll(Kustomize.literals(folder, configMap));
        }
        return literals;
    }

    /** As the environment names a setting (MicroProfile Config, environment variables mapping rules). */
    private static String variable(String setting) {
        return NOT_IN_NAMES.matcher(setting.toUpperCase(Locale.ROOT)).replaceAll("_");
    }
}

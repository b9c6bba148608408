package org.doorstep.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Alerts and dashboard speak of metrics that the service has, and every alert fires when it should. */
class AlertsTest {

    private static final Path MONITORING = Manifests.FOLDER.resolve("monitoring");
    private static final Path ALERT_TESTS = Path.of("src/test/resources/alerts/alerts-test.yaml");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern OWN = Pattern.compile("\\bdoorstep_[a-z_]+");
    private static final Pattern MADE = Pattern.compile(
            "\\.?(counter|gauge|gaugeMapSize|builder)\\(\\s*\"(doorstep\\.[a-z.]+)\"");

    @Test
    void alertsAndDashboardNameOnlyMetricsThatTheServiceMakes() throws IOException {
        var made = made();
        var named = new TreeSet<String>();
        expressions().forEach(expression -> OWN.matcher(expression).results()
                .forEach(found -> named.add(found.group())));

        assertFalse(named.isEmpty());
        named.removeAll(made);
        assertEquals(Set.of(), named, () -> "the service makes " + made);
    }

    @Test
    void everyAlertIsTestedFiringAndQuiet() throws IOException {
        var tests = Manifests.read(ALERT_TESTS).getFirst();
        var names = Manifests.elements(tests.path("tests")).map(test -> test.path("name").asText())
                .collect(Collectors.toSet());

        rules().forEach(rule -> {
            var alert = rule.path("alert").asText();
            assertTrue(names.contains(alert + " fires"), alert);
            assertTrue(names.contains(alert + " is quiet"), alert);
        });
    }

    @Test
    void everyAlertSaysHowBadItIsAndWhatToDo() throws IOException {
        rules().forEach(rule -> {
            var alert = rule.path("alert").asText();
            assertTrue(Set.of("critical", "warning").contains(rule.at("/labels/severity").asText()), alert);
            assertFalse(rule.at("/annotations/summary").asText().isBlank(), alert);
            assertFalse(rule.at("/annotations/description").asText().isBlank(), alert);
        });
    }

    @Test
    void alertsFireOnTheirTroubleAndAreQuietWithoutIt() throws IOException {
        Tool.require("promtool");
        var folder = Files.createDirectories(Path.of("target", "alerts"));
        JSON.writeValue(folder.resolve("rules.yaml").toFile(), ruleFile().path("spec"));
        Files.copy(ALERT_TESTS, folder.resolve("alerts-test.yaml"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);

        var ran = Tool.run(List.of("promtool", "test", "rules", folder.resolve("alerts-test.yaml").toString()));

        assertEquals(0, ran.code(), ran.output());
    }

    private static JsonNode ruleFile() {
        return Manifests.read(MONITORING.resolve("rules.yaml")).getFirst();
    }

    private static Stream<JsonNode> rules() {
        return Manifests.elements(ruleFile().at("/spec/groups"))
                .flatMap(group -> Manifests.elements(group.path("rules")));
    }

    private static List<String> expressions() throws IOException {
        var expressions = new ArrayList<String>();
        rules().forEach(rule -> expressions.add(rule.path("expr").asText()));
        var dashboard = JSON.readTree(MONITORING.resolve("doorstep.json").toFile());
        Manifests.elements(dashboard.path("panels")).flatMap(panel -> Manifests.elements(panel.path("targets")))
                .forEach(target -> expressions.add(target.path("expr").asText()));
        Manifests.elements(dashboard.at("/templating/list")).forEach(
                variable -> expressions.add(variable.path("query").asText()));
        return expressions;
    }

    /** The names of the code's meters as Prometheus has them. */
    private static Set<String> made() throws IOException {
        try (var files = Files.walk(Path.of("src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java")).map(AlertsTest::text)
                    .flatMap(text -> MADE.matcher(text).results())
                    .map(meter -> meter.group(2).replace('.', '_') + (meter.group(1).equals("counter") ? "_total" : ""))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

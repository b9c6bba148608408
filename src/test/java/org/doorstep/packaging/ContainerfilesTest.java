package org.doorstep.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.ObjectMapper;

/** What holds for the images' build files. */
class ContainerfilesTest {

    private static final Path FOLDER = Path.of("src/main/docker");
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Instruction(String name, String rest) {
    }

    @ParameterizedTest
    @ValueSource(strings = {"Containerfile.jvm", "Containerfile.native"})
    void runsAsANumberThatIsNotRootAndGetsTheSignal(String file) throws IOException {
        var last = lastStage(file);

        assertEquals("10001:10001", only(last, "USER"));
        assertEquals("SIGTERM", only(last, "STOPSIGNAL"));
        assertFalse(execForm(only(last, "ENTRYPOINT")).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Containerfile.jvm", "Containerfile.native"})
    void everyBaseIsAVariableWithATagThatStandsStill(String file) throws IOException {
        var instructions = read(file);
        var variables = instructions.stream().filter(each -> each.name().equals("ARG")).map(Instruction::rest).toList();

        variables.forEach(variable -> {
            assertTrue(variable.matches("[A-Z_]+_IMAGE=\\S+:[\\w.-]+"), variable);
            assertFalse(variable.endsWith(":latest"), variable);
        });
        instructions.stream().filter(each -> each.name().equals("FROM"))
                .forEach(from -> assertTrue(from.rest().matches("\\$\\{[A-Z_]+_IMAGE\\}( AS [a-z]+)?"), from.rest()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Containerfile.jvm", "Containerfile.native"})
    void fetchesNothingAndHoldsNoSecret(String file) throws IOException {
        for (var instruction : read(file)) {
            assertFalse(instruction.name().equals("ADD"), instruction.rest());
            assertFalse(instruction.rest().toLowerCase(Locale.ROOT)
                    .matches(".*(password|secret|token|curl|wget|sudo|apt-get|microdnf).*"), instruction.rest());
            if (instruction.name().equals("RUN")) {
                assertFalse(execForm(instruction.rest()).isEmpty());
            }
        }
    }

    @Test
    void theFinalStageInstallsNothing() throws IOException {
        for (var file : List.of("Containerfile.jvm", "Containerfile.native")) {
            assertTrue(lastStage(file).stream().noneMatch(each -> each.name().equals("RUN")), file);
        }
    }

    /** Whatever else lies in the folder, keys and databases of a local run too, is not even seen by a build. */
    @Test
    void buildsSeeOnlyWhatTheyNeed() throws IOException {
        var lines = Files.readAllLines(Path.of(".dockerignore")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#")).toList();

        assertEquals("*", lines.getFirst());
        lines.stream().skip(1).forEach(line -> assertTrue(line.startsWith("!"), line));
        for (var kept : List.of("!.local/", "!.git/", "!target/", "!src/", "!k8s/")) {
            assertFalse(lines.contains(kept), kept);
        }
    }

    private static List<String> execForm(String rest) throws IOException {
        return Stream.of(JSON.readValue(rest, String[].class)).toList();
    }

    private static String only(List<Instruction> stage, String name) {
        var found = stage.stream().filter(each -> each.name().equals(name)).toList();
        assertEquals(1, found.size(), name);
        return found.getFirst().rest();
    }

    private static List<Instruction> lastStage(String file) throws IOException {
        var instructions = read(file);
        int from = instructions.stream().map(Instruction::name).toList().lastIndexOf("FROM");
        return instructions.subList(from, instructions.size());
    }

    private static List<Instruction> read(String file) throws IOException {
        var text = Files.readString(FOLDER.resolve(file)).replaceAll("(?m)^#.*\n", "").replaceAll("\\\\\n\\s*", "");
        var instructions = new ArrayList<Instruction>();
        text.lines().filter(line -> !line.isBlank()).forEach(line -> {
            var words = line.split(" ", 2);
            instructions.add(new Instruction(words[0], words[1]));
        });
        return instructions;
    }
}

package org.doorstep.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import javax.tools.ToolProvider;

/** The load tests are compiled when they run, which is seldom: that they still can be is seen here. */
class LoadTestsCompileTest {

    @TempDir
    private Path classes;

    @Test
    void loadTestsCompileAgainstWhatTheyMeasure() throws IOException {
        var messages = new StringWriter();
        var options = List.of("-d", classes.toString(), "-proc:none", "-classpath",
                System.getProperty("java.class.path"));
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            compiler.getTask(messages, files, null, options, null, files.getJavaFileObjectsFromPaths(
                    Stream.concat(sources("load-tests/measure"), sources("load-tests/bare/src")).toList())).call();
        }
        assertEquals("",
                messages.toString().lines().filter(line -> line.contains("error:")).reduce("", String::concat));
    }

    private static Stream<Path> sources(String folder) throws IOException {
        try (var files = Files.walk(Path.of(folder))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        }
    }
}

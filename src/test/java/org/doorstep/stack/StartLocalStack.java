package org.doorstep.stack;

import java.io.File;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Run by Maven after test-compile: starts {@link LocalStack} as a process beside Maven and waits until it is up. */
public final class StartLocalStack {

    private static final int LIMIT_SECONDS = 300;

    private StartLocalStack() {
    }

    public static void main(String[] arguments) throws Exception {
        var file = Path.of(System.getProperty(LocalStack.FILE));
        if (!LocalStack.running(file).isEmpty()) {
            return;
        }
        Files.createDirectories(file.getParent());
        Files.deleteIfExists(file);
        System.out.println("Starting PostgreSQL, Redis and Keycloak (the first time takes a minute or two) ...");
        await(launch(file), file);
    }

    private static Process launch(Path file) throws IOException {
        var log = file.resolveSibling("local-stack.log").toFile();
        return new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m",
                "-D" + LocalStack.FILE + "=" + file,
                "-D" + LocalStack.KEYCLOAK_HOME + "=" + System.getProperty(LocalStack.KEYCLOAK_HOME),
                "-cp", classPath(), LocalStack.class.getName())
                .redirectOutput(ProcessBuilder.Redirect.INHERIT).redirectError(log).start();
    }

    private static void await(Process stack, Path file) throws InterruptedException {
        for (int second = 0; second < LIMIT_SECONDS; second++) {
            if (Files.exists(file)) {
                return;
            }
            if (stack.waitFor(1, TimeUnit.SECONDS)) {
                throw new IllegalStateException("The embedded parts ended with code " + stack.exitValue()
                        + "; see local-stack.log beside " + file);
            }
        }
        stack.destroy();
        throw new IllegalStateException("The embedded parts did not start within " + LIMIT_SECONDS + " s");
    }

    private static String classPath() {
        if (StartLocalStack.class.getClassLoader() instanceof URLClassLoader loader) {
            return Arrays.stream(loader.getURLs()).map(url -> new File(url.getPath()).getPath())
                    .collect(Collectors.joining(File.pathSeparator));
        }
        return System.getProperty("java.class.path");
    }
}

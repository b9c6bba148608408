package org.doorstep.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class with telephone calls in it during which something was reached by reflection that the native
 * metadata does not have: a native image would fail there, and only when it runs. With
 * {@code -Ddoorstep.native-metadata=add} it is added to the file instead.
 */
public final class TraceReflection implements BeforeAllCallback, AfterAllCallback {

    static final String HINT = "Missing in " + NativeMetadata.FILE
            + "; run the SIP tests with -Ddoorstep.native-metadata=add";
    private static final Set<String> NAMED = ConcurrentHashMap.newKeySet();

    @Override
    public void beforeAll(ExtensionContext context) {
        if (concerns(context)) {
            ReflectionTracer.install();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (!concerns(context)) {
            return;
        }
        var file = NativeMetadata.read();
        var missing = new TreeSet<>(ReflectiveCalls.all());
        missing.removeAll(file);
        if (adds()) {
            file.addAll(missing);
            NativeMetadata.write(file);
        } else {
            missing.removeIf(entry -> !NAMED.add(entry));
            assertEquals(Set.of(), missing, HINT);
            var reached = ReflectiveCalls.callers();
            reached.retainAll(StackReflection.neverReached());
            assertEquals(Set.of(), reached, "Reached after all: see StackReflection");
        }
    }

    /** Whether the file is written. */
    static boolean adds() {
        return "add".equals(System.getProperty("doorstep.native-metadata"));
    }

    private static boolean concerns(ExtensionContext context) {
        return context.getTestClass().map(Class::getPackageName)
                .filter(name -> name.equals("org.doorstep.sip") || name.equals("org.doorstep.bridge")).isPresent();
    }
}

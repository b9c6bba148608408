package org.doorstep.sip;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The reflective calls that were made by traced classes, each as the entry of the native metadata that it needs:
 * {@code type}, {@code type#method(types)}, {@code type!allDeclaredFields}, {@code resource:path}. Traced code calls
 * it, from whichever class loader, so what was seen is kept with the JVM.
 */
public final class ReflectiveCalls {

    private static final Map<String, Set<String>> KEPT = shared();

    private ReflectiveCalls() {
    }

    /** The map of the copy of this class that the system's class loader has: there is one for the whole JVM. */
    @SuppressWarnings("unchecked")
    private static Map<String, Set<String>> shared() {
        var system = ClassLoader.getSystemClassLoader();
        if (ReflectiveCalls.class.getClassLoader() == system) {
            return new ConcurrentHashMap<>();
        }
        try {
            return (Map<String, Set<String>>) Class.forName(ReflectiveCalls.class.getName(), true, system)
                    .getMethod("everything").invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Map<String, Set<String>> everything() {
        return KEPT;
    }

    private static Set<String> kept(String what) {
        return KEPT.computeIfAbsent(what, _ -> ConcurrentHashMap.newKeySet());
    }

    private static Set<String> seen() {
        return kept("entries");
    }

    /** What was seen so far. */
    static Set<String> all() {
        return new TreeSet<>(seen());
    }

    /** The classes that made the calls. */
    static Set<String> callers() {
        return new TreeSet<>(kept("callers"));
    }

    public static void by(String caller) {
        kept("callers").add(caller);
    }

    public static void type(String name) {
        seen().add(name);
    }

    public static void made(Class<?> type) {
        constructor(type, new Class<?>[0]);
    }

    public static void constructor(Class<?> type, Class<?>[] parameters) {
        seen().add(entry(type, "<init>", parameters == null ? new Class<?>[0] : parameters));
    }

    public static void method(Method method) {
        seen().add(entry(method.getDeclaringClass(), method.getName(), method.getParameterTypes()));
    }

    public static void field(Field field) {
        seen().add(field.getDeclaringClass().getTypeName() + "!allDeclaredFields");
    }

    public static void declaredFields(Class<?> type) {
        seen().add(type.getTypeName() + "!allDeclaredFields");
    }

    public static void publicFields(Class<?> type) {
        seen().add(type.getTypeName() + "!allPublicFields");
    }

    public static void publicMethods(Class<?> type) {
        seen().add(type.getTypeName() + "!allPublicMethods");
    }

    public static void declaredMethods(Class<?> type) {
        seen().add(type.getTypeName() + "!allDeclaredMethods");
    }

    public static void publicConstructors(Class<?> type) {
        seen().add(type.getTypeName() + "!allPublicConstructors");
    }

    public static void declaredConstructors(Class<?> type) {
        seen().add(type.getTypeName() + "!allDeclaredConstructors");
    }

    public static void resource(Class<?> beside, String name) {
        resource(name.startsWith("/") ? name.substring(1) : beside.getPackageName().replace('.', '/') + "/" + name);
    }

    public static void resource(String path) {
        seen().add("resource:" + path);
    }

    /** The entry for a method or constructor. */
    static String entry(Class<?> type, String name, Class<?>... parameters) {
        return type.getTypeName() + "#" + name + Arrays.stream(parameters).map(Class::getTypeName)
                .collect(Collectors.joining(",", "(", ")"));
    }
}

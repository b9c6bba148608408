package org.doorstep.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import gov.nist.javax.sip.header.SIPHeaderList;
import gov.nist.javax.sip.message.ListMap;
import gov.nist.javax.sip.parser.ParserFactory;

/** What the SIP stack reaches by reflection is known, and kept in a native image. */
class NativeMetadataTest {

    private static final JavaClasses STACK = new ClassFileImporter().importPackages("gov.nist", "javax.sip");
    private static final Set<String> FILE = NativeMetadata.read();
    private static final Set<String> REFLECTIVE = Set.of("java.lang.Class", "java.lang.ClassLoader",
            "java.lang.reflect.Constructor", "java.lang.reflect.Method", "java.lang.reflect.Field",
            "java.io.ObjectInputStream", "java.io.ObjectOutputStream");
    private static final Set<String> HARMLESS = Set.of("getName", "getSimpleName", "isAssignableFrom", "isInstance",
            "desiredAssertionStatus", "isPrimitive", "isArray", "getPackage", "getSuperclass", "getModifiers", "cast",
            "isInterface", "getComponentType", "getCanonicalName", "equals", "hashCode", "toString", "getClassLoader");

    @Test
    void everyClassOfTheStackThatReachesOthersByReflectionIsAccountedFor() {
        var found = STACK.stream().flatMap(type -> type.getCodeUnitAccessesFromSelf().stream())
                .filter(NativeMetadataTest::reflective).map(access -> access.getOriginOwner().getName())
                .collect(Collectors.toCollection(TreeSet::new));

        assertEquals(StackReflection.callers(), found);
    }

    private static boolean reflective(JavaCodeUnitAccess<?> access) {
        return REFLECTIVE.contains(access.getTargetOwner().getName())
                && !HARMLESS.contains(access.getTarget().getName());
    }

    @Test
    void theParserOfEveryHeaderIsKept() {
        assertKept(values(ParserFactory.class, "parserTable")
                .map(parser -> ReflectiveCalls.entry(parser, "<init>", String.class)));
    }

    @Test
    void theListOfEveryHeaderIsKept() throws ClassNotFoundException {
        assertTrue(ListMap.hasList(gov.nist.javax.sip.header.Via.class), "not initialised");
        assertKept(Stream.concat(values(ListMap.class, "headerListTable"), lists())
                .map(list -> ReflectiveCalls.entry(list, "<init>")));
    }

    /** For the class of a header that a message lacks, or that cannot be read. */
    @Test
    void theClassOfEveryHeaderNameIsKept() throws ReflectiveOperationException {
        var table = Class.forName("gov.nist.javax.sip.header.NameMap").getDeclaredField("nameMap");
        table.setAccessible(true);

        assertKept(((Map<?, ?>) table.get(null)).values().stream().map(Object::toString));
    }

    @Test
    void whatMayBeClonedIsKept() {
        assertKept(STACK.stream().filter(type -> type.isAssignableTo("gov.nist.core.GenericObject"))
                .filter(type -> !type.getPackageName().startsWith("gov.nist.javax.sdp"))
                .filter(type -> type.tryGetMethod("clone").isPresent()).map(type -> type.getName() + "#clone()"));
    }

    /** A class whose members name a class that is missing ends the build of an image. */
    @Test
    void everyClassThatIsKeptCanBeLinked() {
        var types = FILE.stream().filter(entry -> !entry.startsWith("resource:"))
                .map(entry -> entry.split("[#!]")[0]).distinct().toList();

        assertEquals(Set.of(), types.stream().filter(type -> !links(type)).collect(Collectors.toSet()));
    }

    private static boolean links(String type) {
        try {
            var found = Class.forName(type, false, NativeMetadataTest.class.getClassLoader());
            return found.getDeclaredMethods().length + found.getDeclaredConstructors().length
                    + found.getDeclaredFields().length >= 0;
        } catch (ClassNotFoundException e) {
            return true; // asked for by name, and rightly not there
        } catch (NoClassDefFoundError e) {
            return false;
        }
    }

    @Test
    void whatHoldsRandomnessIsInitialisedWhenTheImageRuns() throws IOException {
        var arguments = Files.readString(NativeMetadata.FILE.resolveSibling("native-image.properties"));
        var ours = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.doorstep.sip");

        assertTrue(arguments.contains("--initialize-at-run-time=gov.nist,javax.sip"), arguments);
        var holders = ours.stream().flatMap(type -> type.getFields().stream())
                .filter(field -> field.getModifiers().contains(JavaModifier.STATIC)
                        && field.getRawType().isAssignableTo(Random.class))
                .map(field -> field.getOwner().getName()).collect(Collectors.toCollection(TreeSet::new));
        holders.removeIf(arguments::contains);
        assertEquals(Set.of(), holders);
    }

    private static Stream<Class<?>> lists() {
        return STACK.stream().filter(type -> type.isAssignableTo(SIPHeaderList.class))
                .<Class<?>>map(type -> type.reflect())
                .filter(type -> !Modifier.isAbstract(type.getModifiers()) && made(type));
    }

    private static boolean made(Class<?> type) {
        return Stream.of(type.getConstructors()).anyMatch(each -> each.getParameterCount() == 0);
    }

    @SuppressWarnings("unchecked")
    private static Stream<Class<?>> values(Class<?> owner, String table) {
        try {
            var field = owner.getDeclaredField(table);
            field.setAccessible(true);
            return ((Map<Object, Class<?>>) field.get(null)).values().stream().distinct();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertKept(Stream<String> entries) {
        var needed = entries.collect(Collectors.toCollection(TreeSet::new));
        assertTrue(needed.size() > 10, "found too little");
        if (TraceReflection.adds()) {
            var file = NativeMetadata.read();
            file.addAll(needed);
            NativeMetadata.write(file);
            return;
        }
        needed.removeAll(FILE);

        assertEquals(Set.of(), needed, TraceReflection.HINT);
    }
}

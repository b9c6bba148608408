package org.doorstep.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.ws.rs.HttpMethod;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.annotation.JacksonAnnotation;
import com.fasterxml.jackson.core.type.TypeReference;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** What a native image of the service must be told is told; docs/native.md says why. */
class NativeImageTest {

    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("org.doorstep")
            .that(not(
                    resideInAnyPackage("org.doorstep.verifier..", "org.doorstep.witness..")));
    private static final Path RESOURCES = Path.of("src", "main", "resources");
    private static final Path ARGUMENTS = RESOURCES.resolve(Path.of("META-INF", "native-image", "org.doorstep",
            "doorstep", "native-image.properties"));
    /** Folders of resources that an extension keeps, and which; any other must be named in the settings. */
    private static final Map<String, String> KEPT_BY_EXTENSIONS = Map.of("application.properties", "Quarkus",
            "META-INF/native-image", "GraalVM", "db/migration", "Flyway", "templates", "Qute");
    /** Owner and name of what reaches classes, members and resources by their names. */
    private static final Set<String> BY_NAME = Set.of("java.lang.Class", "java.lang.ClassLoader",
            "java.util.ServiceLoader", "java.lang.reflect.Proxy", "java.lang.reflect.Method",
            "java.lang.reflect.Constructor", "java.lang.reflect.Field", "java.lang.invoke.MethodHandles$Lookup",
            "java.util.ResourceBundle", "java.io.ObjectInputStream", "java.io.ObjectOutputStream");
    private static final Set<String> HARMLESS = Set.of("getName", "getSimpleName", "isInstance", "cast",
            "desiredAssertionStatus", "hashCode", "equals", "toString", "isAssignableFrom", "getEnumConstants");
    /** Held in a static field, these would be frozen into the image, with their seeds, threads and sockets. */
    private static final List<Class<?>> LIVING = List.of(Random.class, Thread.class, Executor.class, Clock.class,
            HttpClient.class, Instant.class, InetAddress.class, Closeable.class);

    @Test
    void onlyTheseReachSomethingByItsName() {
        var found = CODE.stream().flatMap(type -> type.getCodeUnitAccessesFromSelf().stream())
                .filter(NativeImageTest::byName)
                .map(access -> access.getOriginOwner().getSimpleName() + " " + access.getTarget().getName())
                .collect(Collectors.toCollection(TreeSet::new));

        // The packaged policy is named in quarkus.native.resources.includes; resource classes are kept by the extension.
        assertEquals(Set.of("PolicySource getResourceAsStream", "StandingAtTheDoor isAnnotationPresent"), found);
    }

    private static boolean byName(JavaCodeUnitAccess<?> access) {
        return BY_NAME.contains(access.getTargetOwner().getName()) && !HARMLESS.contains(access.getTarget().getName());
    }

    @Test
    void everyResourceIsKept() throws IOException {
        var settings = new Properties();
        try (var text = Files.newBufferedReader(RESOURCES.resolve("application.properties"))) {
            settings.load(text);
        }
        var included = Stream.of(settings.getProperty("quarkus.native.resources.includes").split(","))
                .map(glob -> FileSystems.getDefault().getPathMatcher("glob:" + glob)).toList();

        try (var files = Files.walk(RESOURCES)) {
            var forgotten = files.filter(Files::isRegularFile).map(RESOURCES::relativize)
                    .filter(file -> KEPT_BY_EXTENSIONS.keySet().stream().noneMatch(file::startsWith)
                            && included.stream().noneMatch(glob -> glob.matches(file)))
                    .map(Path::toString).collect(Collectors.toSet());
            assertEquals(Set.of(), forgotten);
        }
    }

    @Test
    void whatLivesIsMadeWhenTheImageRuns() throws IOException {
        var arguments = Files.readString(ARGUMENTS);

        var frozen = CODE.stream().flatMap(type -> type.getFields().stream())
                .filter(field -> field.getModifiers().contains(JavaModifier.STATIC) && lives(field))
                .map(field -> field.getOwner().getName()).filter(owner -> !arguments.contains(owner))
                .collect(Collectors.toCollection(TreeSet::new));

        assertEquals(Set.of(), frozen);
    }

    private static boolean lives(JavaField field) {
        return LIVING.stream().anyMatch(kind -> field.getRawType().isAssignableTo(kind));
    }

    @Test
    void everyTypeThatIsHandedToJacksonIsKept() {
        var handed = JsonTypes.ofOurCode();
        var seen = kept();
        var all = new TreeSet<String>();
        Stream.concat(handed.types().stream().<Type>map(NativeImageTest::type), references())
                .forEach(type -> gather(type, all));

        assertEquals(Set.of(), handed.unknown(), "the type of what is handed over cannot be told");
        assertTrue(all.size() > 60, "found too few: " + all);
        all.removeAll(seen);
        assertEquals(Set.of(), all, "needs @RegisterForReflection");
    }

    /** By our annotation, or by the extension because a REST method takes or returns it. */
    private static Set<String> kept() {
        var kept = new TreeSet<String>();
        for (var type : CODE) {
            var itself = type(type.getName());
            if (itself.isAnnotationPresent(RegisterForReflection.class)) {
                kept.add(itself.getName());
            }
            for (var method : itself.getDeclaredMethods()) {
                if (Arrays.stream(method.getAnnotations())
                        .anyMatch(each -> each.annotationType().isAnnotationPresent(HttpMethod.class))) {
                    gather(method.getGenericReturnType(), kept);
                    Arrays.stream(method.getGenericParameterTypes()).forEach(each -> gather(each, kept));
                }
            }
        }
        return kept;
    }

    /** Generic types that are read. */
    private static Stream<Type> references() {
        return CODE.stream().filter(type -> type.isAssignableTo(TypeReference.class)).map(JavaClass::reflect)
                .map(type -> ((ParameterizedType) type.getGenericSuperclass()).getActualTypeArguments()[0]);
    }

    /** Adds the types of ours that are, or are somewhere in, values of this type. */
    private static void gather(Type type, Collection<String> found) {
        switch (type) {
            case ParameterizedType generic -> {
                gather(generic.getRawType(), found);
                Arrays.stream(generic.getActualTypeArguments()).forEach(each -> gather(each, found));
            }
            case WildcardType wild -> Arrays.stream(wild.getUpperBounds()).forEach(each -> gather(each, found));
            case Class<?> array when array.isArray() -> gather(array.getComponentType(), found);
            case Class<?> ours when ours.getName().startsWith("org.doorstep.") && read(ours)
                    && found.add(ours.getName()) -> {
                if (ours.isRecord()) {
                    Stream.of(ours.getRecordComponents()).map(RecordComponent::getGenericType)
                            .forEach(each -> gather(each, found));
                }
                if (ours.isSealed()) {
                    Stream.of(ours.getPermittedSubclasses()).forEach(each -> gather(each, found));
                }
            }
            default -> {
            }
        }
    }

    /** An enum without annotations is written and read by its names, for which nothing need be kept. */
    private static boolean read(Class<?> type) {
        return !type.isEnum() || Stream.of(new AnnotatedElement[]{type}, type.getDeclaredFields(),
                type.getDeclaredMethods()).flatMap(Stream::of).flatMap(each -> Stream.of(each.getAnnotations()))
                .anyMatch(each -> each.annotationType().isAnnotationPresent(JacksonAnnotation.class));
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName(name, false, NativeImageTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}

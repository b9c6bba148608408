package org.doorstep.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import io.smallrye.mutiny.Uni;

/** The package map of docs/architecture.md, and what no code here may do. */
class PackageMapTest {

    private static final String ROOT = "org.doorstep.";
    /** Programs of their own, beside the service. */
    private static final String[] STAND_ALONE = {"org.doorstep.verifier..", "org.doorstep.witness.."};
    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("org.doorstep");

    /** Each package and those it may use, besides {@code problem}, which anyone may. */
    private static final Map<String, Set<String>> MAP = Map.ofEntries(
            Map.entry("http", Set.of()),
            Map.entry("identity", Set.of()),
            Map.entry("crypto", Set.of()),
            Map.entry("masking", Set.of()),
            Map.entry("time", Set.of()),
            Map.entry("telemetry", Set.of()),
            Map.entry("schema", Set.of()),
            Map.entry("problem", Set.of()),
            Map.entry("verifier", Set.of()),
            Map.entry("witness", Set.of("verifier")),
            Map.entry("vault", Set.of("crypto")),
            Map.entry("rotation", Set.of("identity", "masking", "crypto", "vault", "accesslog")),
            Map.entry("transparency", Set.of("identity", "accesslog", "crypto", "vault")),
            Map.entry("subject", Set.of("identity", "masking", "vault", "accesslog", "transparency")),
            Map.entry("accesslog", Set.of("identity", "masking", "time")),
            Map.entry("siem", Set.of("accesslog", "time")),
            Map.entry("parcel", Set.of("identity", "masking", "vault", "accesslog")),
            Map.entry("policy", Set.of("identity", "masking", "parcel")),
            Map.entry("view", Set.of("identity", "parcel", "policy", "quota", "vault", "masking", "accesslog", "time")),
            Map.entry("bridge",
                    Set.of("identity", "parcel", "policy", "quota", "vault", "masking", "accesslog", "time",
                            "view")),
            Map.entry("dypls", Set.of("bridge")),
            Map.entry("twilio", Set.of("bridge")),
            Map.entry("sip", Set.of("bridge", "time")),
            Map.entry("quota", Set.of("time")),
            Map.entry("stream", Set.of("identity")),
            Map.entry("leaver", Set.of("identity", "masking", "accesslog", "time")),
            Map.entry("investigation", Set.of("identity", "masking", "vault", "accesslog")),
            Map.entry("offboarding", Set.of("identity", "vault", "accesslog", "stream", "leaver", "bridge")),
            Map.entry("scim", Set.of("identity", "accesslog", "offboarding")),
            Map.entry("hr", Set.of("identity", "masking", "vault", "accesslog", "offboarding")),
            Map.entry("hold", Set.of("identity", "masking", "accesslog", "offboarding")),
            Map.entry("signals", Set.of("identity", "accesslog", "offboarding", "hold")));

    @TestFactory
    Stream<DynamicTest> everyPackageUsesOnlyThoseOnTheMap() {
        return MAP.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> arrows(entry.getKey(), entry.getValue())));
    }

    private static void arrows(String name, Set<String> uses) {
        var allowed = Stream.concat(Stream.of(name, "problem"), uses.stream()).map(used -> ROOT + used + "..")
                .toArray(String[]::new);
        noClasses().that().resideInAPackage(ROOT + name + "..").should()
                .dependOnClassesThat(resideInAPackage("org.doorstep..")
                        .and(not(
                                resideInAnyPackage(allowed))))
                .check(CODE);
    }

    @Test
    void everyPackageIsOnTheMap() {
        var packages = CODE.stream().map(type -> type.getPackageName().substring(ROOT.length()))
                .collect(Collectors.toSet());

        assertEquals(MAP.keySet(), packages);
    }

    @Test
    void verifierAndWitnessShareNoCodeWithTheService() {
        noClasses().that().resideInAnyPackage(STAND_ALONE).should()
                .dependOnClassesThat(resideInAPackage("org.doorstep..")
                        .and(not(
                                resideInAnyPackage(STAND_ALONE))))
                .check(CODE);
        noClasses().that().resideOutsideOfPackages(STAND_ALONE).should()
                .dependOnClassesThat(resideInAnyPackage(STAND_ALONE)).check(CODE);
    }

    @Test
    void nobodyBlocksOnAUni() {
        noClasses().should().callMethodWhere(target(
                owner(
                        assignableTo(Uni.class)))
                .and(target(
                        name("await"))))
                .check(CODE);
    }

    @Test
    void timeComesFromTheClock() {
        noClasses().should().callMethod(Instant.class, "now").orShould()
                .callMethod(System.class, "currentTimeMillis").check(CODE);
    }

    @Test
    void nobodyPrintsButCommands() {
        noClasses().that().doNotHaveFullyQualifiedName("org.doorstep.verifier.VerifyLog").and()
                .doNotHaveFullyQualifiedName("org.doorstep.witness.RunWitness").should()
                .accessField(System.class, "out").orShould().accessField(System.class, "err").check(CODE);
    }

    @Test
    void dependenciesComeThroughConstructors() {
        noFields().should().beAnnotatedWith(Inject.class).check(CODE);
    }
}

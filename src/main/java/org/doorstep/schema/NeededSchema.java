package org.doorstep.schema;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.inject.Singleton;

import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.locations.LocationParser;
import org.flywaydb.core.api.resource.LoadableResource;

import io.quarkus.flyway.runtime.QuarkusPathLocationScanner;

/** The schema that this version of the service was written for: the newest of the migrations that it carries. */
@Singleton
class NeededSchema {

    private static final String LOCATION = "db/migration";
    private static final Pattern VERSIONED = Pattern.compile("V([0-9._]+?)__.+\\.sql");

    private final MigrationVersion version = newest(carried());

    /** Whether a migration that was applied, such as {@code 12}, is this one or a newer one. */
    boolean isMetBy(String applied) {
        return MigrationVersion.fromVersion(applied).compareTo(version) >= 0;
    }

    @Override
    public String toString() {
        return version.toString();
    }

    /** As Quarkus listed them when the application was built: a native image has no folders to list. */
    private static Collection<LoadableResource> carried() {
        return new QuarkusPathLocationScanner(new FluentConfiguration(),
                List.of(LocationParser.parseLocation(LOCATION))).scanForResources();
    }

    private static MigrationVersion newest(Collection<LoadableResource> migrations) {
        return migrations.stream().map(migration -> version(migration.getFilename())).flatMap(Optional::stream)
                .max(MigrationVersion::compareTo)
                .orElseThrow(() -> new IllegalStateException("The application carries no migrations"));
    }

    /** The version that a file's name tells; nothing for what runs beside the versions. */
    static Optional<MigrationVersion> version(String file) {
        return Optional.of(VERSIONED.matcher(file)).filter(Matcher::matches)
                .map(name -> MigrationVersion.fromVersion(name.group(1)));
    }
}

package org.doorstep.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

/**
 * The libraries on the class path, tests' included: none that was given up with known holes, none that changes under
 * its version, none twice. What is found later is looked for in the bill of materials by a scanner.
 */
class LibrariesTest {

    /** Given up by their makers, or the way of many attacks; group and artifact, a group alone for all of it. */
    private static final Set<String> BANNED = Set.of("log4j:log4j", "org.apache.logging.log4j:log4j-core",
            "commons-collections:commons-collections", "commons-httpclient:commons-httpclient",
            "org.codehaus.jackson", "com.thoughtworks.xstream", "org.apache.struts", "commons-beanutils",
            "xerces:xercesImpl", "xalan:xalan", "org.bouncycastle:bcprov-jdk15on", "com.h2database:h2");

    /** A library as it lies in Maven's repository: group/parts/artifact/version/file. */
    private record Library(String group, String artifact, String version) {

        static Library of(Path jar) {
            int names = jar.getNameCount();
            var text = jar.toString().replace(File.separatorChar, '/');
            var repository = text.indexOf("/repository/") + "/repository/".length();
            var groupEnd = text.length() - jar.subpath(names - 3, names).toString().length() - 1;
            return new Library(text.substring(repository, groupEnd).replace('/', '.'),
                    jar.getName(names - 3).toString(), jar.getName(names - 2).toString());
        }

        String name() {
            return group + ":" + artifact;
        }
    }

    @Test
    void noLibraryIsBanned() {
        var banned = libraries().stream().filter(library -> BANNED.contains(library.name())
                || BANNED.contains(library.group())).map(Library::toString).toList();

        assertEquals(List.of(), banned);
    }

    @Test
    void noLibraryIsASnapshot() {
        assertEquals(List.of(), libraries().stream().filter(library -> library.version().endsWith("-SNAPSHOT"))
                .map(Library::toString).toList());
    }

    @Test
    void noLibraryComesInTwoVersions() {
        var versions = libraries().stream().collect(Collectors.groupingBy(Library::name, Collectors.mapping(
                Library::version, Collectors.toCollection(TreeSet::new))));

        versions.values().removeIf(known -> known.size() == 1);
        assertEquals("{}", versions.toString());
    }

    private static List<Library> libraries() {
        var found = List.of(System.getProperty("java.class.path").split(File.pathSeparator)).stream()
                .filter(entry -> entry.endsWith(".jar") && entry.contains(File.separator + "repository"
                        + File.separator))
                .map(Path::of).map(Library::of).toList();
        assertTrue(found.size() > 100, () -> "the class path is not to be seen: " + found.size());
        return found;
    }
}

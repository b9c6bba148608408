package org.doorstep.crypto;

import static org.doorstep.crypto.Fixtures.counting;
import static org.doorstep.crypto.Fixtures.utf8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileRootKeyTest {

    private static final byte[] CONTEXT = utf8("context");
    private static final String KEY_BASE64 = "AAECAwQFBgcICQoLDA0ODw==";

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("root.key");
    }

    @Test
    void theFirstStartMakesAFileThatOnlyItsOwnerCanUse() throws Exception {
        makeFile();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void makingTheFileLeavesNothingElseBehind() throws Exception {
        makeFile();
        try (var files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void laterStartsUseTheSameKey() throws Exception {
        byte[] wrapped = FileRootKey.loadOrCreate(file).wrap(utf8("a key"), CONTEXT);
        assertArrayEquals(utf8("a key"), FileRootKey.loadOrCreate(file).unwrap(wrapped, CONTEXT));
        assertArrayEquals(utf8("a key"), FileRootKey.load(file).unwrap(wrapped, CONTEXT));
    }

    @Test
    void aRelativePathWillDo() throws IOException {
        Path relative = Path.of("").toAbsolutePath().relativize(file.toAbsolutePath());
        assertEquals(FileRootKey.loadOrCreate(relative).id(), FileRootKey.load(file).id());
    }

    @Test
    void nodesThatStartTogetherAgreeOnOneKey() throws Exception {
        Callable<String> start = () -> FileRootKey.loadOrCreate(file).id();
        try (var threads = Executors.newFixedThreadPool(8)) {
            List<Callable<String>> eight = IntStream.range(0, 8).mapToObj(_ -> start).toList();
            var ids = threads.invokeAll(eight).stream().map(Future::resultNow).collect(Collectors.toSet());
            assertEquals(1, ids.size());
        }
    }

    @Test
    void aMissingFileIsNotReplacedOnceKeysAreWrapped() {
        assertRefused("without it nothing sealed can be opened");
        assertFalse(Files.exists(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-", "rwx--x---", "rw-rw-rw-"})
    void aFileThatOthersCanUseIsRefused(String mode) throws Exception {
        makeFile();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        assertRefused("chmod 600");
    }

    @ParameterizedTest
    @ValueSource(strings = {"r--------", "rwx------"})
    void aFileThatOnlyItsOwnerCanUseIsTaken(String mode) throws Exception {
        String id = FileRootKey.loadOrCreate(file).id();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        assertEquals(id, FileRootKey.load(file).id());
    }

    @Test
    void aFileWithAnyBitFlippedIsRefused() throws Exception {
        makeFile();
        for (byte[] damaged : Fixtures.bitFlips(Files.readAllBytes(file)).toList()) {
            Files.write(file, damaged);
            assertRefused("damaged");
        }
    }

    @Test
    void aFileOfAnyOtherLengthIsRefusedAndNotReplaced() throws Exception {
        makeFile();
        for (byte[] damaged : Fixtures.otherLengths(Files.readAllBytes(file)).toList()) {
            Files.write(file, damaged);
            assertRefused("damaged");
            assertThrows(RootKeyUnavailable.class, () -> FileRootKey.loadOrCreate(file));
            assertArrayEquals(damaged, Files.readAllBytes(file));
        }
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        Path lost = folder.resolve("no/such/root.key");
        var refusal = assertThrows(RootKeyUnavailable.class, () -> FileRootKey.loadOrCreate(lost));
        assertTrue(refusal.toString().contains("its folder must exist"), refusal::toString);
    }

    @Test
    void aFolderInThePlaceOfTheFileIsRefused() throws Exception {
        Files.createDirectory(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        assertRefused("Cannot read the root key");
    }

    @Test
    void aKeyOfAnotherRootIsRefusedWithBothIds() {
        FileRootKey mine = FileRootKey.loadOrCreate(file);
        FileRootKey other = FileRootKey.loadOrCreate(folder.resolve("other.key"));
        byte[] wrapped = other.wrap(utf8("a key"), CONTEXT);
        var refusal = assertThrows(RootKeyUnavailable.class, () -> mine.unwrap(wrapped, CONTEXT));
        assertTrue(refusal.toString().contains(mine.id()), refusal::toString);
        assertTrue(refusal.toString().contains(other.id()), refusal::toString);
    }

    @Test
    void aWrappedKeyOpensInItsContextOnly() {
        FileRootKey root = FileRootKey.loadOrCreate(file);
        byte[] wrapped = root.wrap(utf8("a key"), CONTEXT);
        assertThrows(NotAuthentic.class, () -> root.unwrap(wrapped, utf8("contexu")));
        assertThrows(NotAuthentic.class, () -> root.unwrap(new byte[0], CONTEXT));
    }

    @Test
    void itsTextIsItsId() {
        assertEquals("FileRootKey[a755b80d]", FileRootKey.loadOrCreate(file, counting()).toString());
    }

    private void makeFile() {
        assertEquals("a755b80d", FileRootKey.loadOrCreate(file, counting()).id());
    }

    private void assertRefused(String because) {
        var refusal = assertThrows(RootKeyUnavailable.class, () -> FileRootKey.load(file));
        assertTrue(refusal.toString().contains(because), refusal::toString);
        assertTrue(refusal.toString().contains(file.toString()), refusal::toString);
        assertFalse(refusal.toString().contains(KEY_BASE64), refusal::toString);
    }
}

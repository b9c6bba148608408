package org.doorstep.verifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Examples that others published: the vectors of github.com/transparency-dev/merkle (testdata, Apache License 2.0; it is
 * what Certificate Transparency and Go's checksum database run on), of c2sp.org and of RFC 8785.
 */
class PublishedVectorsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String WITNESSED = """
        example.com/behind-the-sofa
        20852163
        CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

        \u2014 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
        \u2014 witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
        """;

    @TestFactory
    Stream<DynamicTest> inclusionProofs() throws IOException {
        return vectors("inclusion").map(vector -> DynamicTest.dynamicTest(vector.get("desc").asText(), () -> {
            boolean proved;
            try {
                proved = Proofs.included(vector.get("leafIdx").bigIntegerValue().longValue(), vector.get("treeSize")
                        .bigIntegerValue().longValue(), hash(vector, "leafHash"), proof(vector), hash(vector, "root"));
            } catch (Malformed | IllegalArgumentException _) {
                proved = false;
            }
            assertEquals(!vector.get("wantErr").asBoolean(), proved);
        }));
    }

    @TestFactory
    Stream<DynamicTest> consistencyProofs() throws IOException {
        // One vector that is right has words in place of both roots; a root here is always a hash.
        return vectors("consistency").filter(vector -> vector.get("wantErr").asBoolean() || Base64.getDecoder().decode(
                vector.get("root1").asText()).length == Hash.LENGTH)
                .map(vector -> DynamicTest.dynamicTest(vector.get("desc").asText(), () -> {
                    boolean proved;
                    try {
                        proved = Proofs.consistent(vector.get("size1").bigIntegerValue().longValue(),
                                vector.get("size2")
                                        .bigIntegerValue().longValue(),
                                proof(vector), hash(vector, "root1"), hash(vector, "root2"));
                    } catch (Malformed | IllegalArgumentException _) {
                        proved = false;
                    }
                    assertEquals(!vector.get("wantErr").asBoolean(), proved);
                }));
    }

    /** The leaves and roots that Certificate Transparency's first implementation was tested with. */
    @Test
    void rootsOfCertificateTransparency() {
        var leaves = Stream.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657",
                "606162636465666768696a6b6c6d6e6f").map(HexFormat.of()::parseHex).toList();
        var roots = List.of("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
        var hasher = new Hasher();
        assertEquals(Hash.of(HexFormat.of().parseHex(roots.getFirst())), hasher.empty());
        for (int size = 1; size < roots.size(); size++) {
            byte[] hashes = new byte[size * Hash.LENGTH];
            for (int leaf = 0; leaf < size; leaf++) {
                hasher.leaf(leaves.get(leaf)).copyTo(hashes, leaf);
            }
            assertEquals(Hash.of(HexFormat.of().parseHex(roots.get(size))), hasher.root(hashes, size));
            assertEquals(roots.get(size), HexFormat.of().formatHex(new SampleTree(leaves.subList(0, size)).root()));
        }
    }

    @Test
    void theExampleOfSignedNotes() throws Malformed {
        var key = VerifierKey.parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
        var note = Note.parse("""
            This is an example message.

            \u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
            """);

        assertTrue(key.made(note.signatures().getFirst()));
        assertTrue(key.verifies(note, note.signatures().getFirst()));
        assertFalse(
                key.verifies(new Note("This is another message.\n", note.signatures()), note.signatures().getFirst()));
        assertEquals("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", key.toString());
    }

    @Test
    void theExampleOfCheckpointsIsReadAndWrittenAsItIs() throws Malformed {
        var checkpoint = Checkpoint.parse(WITNESSED);

        assertEquals("example.com/behind-the-sofa", checkpoint.origin());
        assertEquals(20_852_163, checkpoint.size());
        assertEquals("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=", checkpoint.root().toString());
        assertEquals(WITNESSED, checkpoint.note().toString());
        assertEquals(1_679_315_147, java.nio.ByteBuffer.wrap(checkpoint.note().signatures().get(1).signature()).getLong(
                4));
        assertEquals("cosignature/v1\ntime 1679315147\n", new String(Cosignature.header(1_679_315_147),
                StandardCharsets.US_ASCII));
    }

    @Test
    void thePathOfAnIndexIsThatOfTheSpecification() {
        assertEquals("tile/0/x001/x234/067", new TilePath(0, 1_234_067, 256).toString());
        assertEquals("tile/entries/000.p/1", new TilePath(TilePath.ENTRIES, 0, 1).toString());
    }

    @Test
    void aTreeOf70000HasTheTilesThatTheSpecificationCounts() {
        var tree = new Tree(new DirectoryTiles(java.nio.file.Path.of("nowhere")), 70_000, new Findings());

        assertEquals(256, tree.path(0, 272).width());
        assertEquals(112, tree.path(0, 273).width());
        assertEquals(256, tree.path(1, 0).width());
        assertEquals(17, tree.path(1, 1).width());
        assertEquals(1, tree.path(2, 0).width());
        assertEquals(2, tree.top());
    }

    /** RFC 8785, section 3.2.2.2 and 3.2.3: the strings of its examples. */
    @Test
    void canonicalStringsAreThoseOfTheRfc() {
        var bytes = new CanonicalWriter().begin().member("string", "\u20ac$\u000F\nA'B\"\\\\\"/").end();

        assertEquals("{\"string\":\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}",
                new String(bytes, StandardCharsets.UTF_8));
    }

    @Test
    void whatIsNotInItsOneSpellingIsNotRead() {
        for (var note : List.of("text\n", "text\n\n", "a\n\nb\n", "te\rxt\n\n\u2014 a AAAAAAA=\n",
                WITNESSED.replace("20852163",
                        "020852163"),
                WITNESSED.replace("q2I=", "q2J="), WITNESSED.strip(), WITNESSED.replace("\u2014 w",
                        "- w"))) {
            assertThrows(Malformed.class, () -> Checkpoint.parse(note), note);
        }
        assertThrows(Malformed.class, () -> VerifierKey.parse(
                "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"));
    }

    /** The proofs of every leaf and size of small trees, made by the recursive definition. */
    @Test
    void theIterativeAlgorithmsAgreeWithTheRecursiveDefinitions() {
        var log = SampleLog.of(40);
        var other = Hash.of(SampleTree.sha256());
        for (int size = 1; size <= 40; size++) {
            var root = Hash.of(log.tree().root(0, size));
            for (int index = 0; index < size; index++) {
                var path = hashes(log.tree().inclusion(index, size));
                var leaf = Proofs.leafHash(log.tree().leaves().get(index));
                assertTrue(Proofs.included(index, size, leaf, path, root));
                assertFalse(Proofs.included(index, size, other, path, root));
                assertFalse(Proofs.included(index + 1, size, leaf, path, root));
            }
            for (int first = 0; first <= size; first++) {
                var path = hashes(log.tree().consistency(first, size));
                var firstRoot = Hash.of(log.tree().root(0, first));
                assertTrue(Proofs.consistent(first, size, path, firstRoot, root), first + " to " + size);
                assertNotEquals(first > 0, Proofs.consistent(first, size, path, other, root), first + " to " + size);
            }
        }
    }

    private static List<Hash> hashes(List<byte[]> hashes) {
        return hashes.stream().map(Hash::of).toList();
    }

    private static Hash hash(JsonNode vector, String name) {
        return Hash.of(Base64.getDecoder().decode(vector.get(name).asText()));
    }

    private static List<Hash> proof(JsonNode vector) throws Malformed {
        var proof = new ArrayList<Hash>();
        for (var hash : vector.get("proof")) {
            proof.add(Hash.ofBase64(hash.asText()));
        }
        return proof;
    }

    private static Stream<JsonNode> vectors(String kind) throws IOException {
        try (var in = PublishedVectorsTest.class.getResourceAsStream("/merkle/" + kind + ".jsonl")) {
            var vectors = new ArrayList<JsonNode>();
            for (var line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                vectors.add(JSON.readTree(line));
            }
            return vectors.stream();
        }
    }
}

package org.doorstep.transparency;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tree that grows by its edge is the tree of RFC 6962, whose definitions stand here as they are written there. */
class TreeTest {

    private static final List<byte[]> LEAVES = IntStream.range(0, 70_000)
            .mapToObj(number -> ("entry " + number).getBytes(StandardCharsets.US_ASCII)).map(Merkle::leaf).toList();

    /** Published vectors of Certificate Transparency's first implementation, which all others use. */
    private static final List<String> PUBLISHED = List.of("", "00", "10", "2021", "3031", "40414243",
            "5051525354555657", "606162636465666768696a6b6c6d6e6f");

    @ParameterizedTest
    @CsvSource({"0, e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "1, 6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "2, fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "3, aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "4, d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "5, 4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "6, 76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "7, ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "8, 5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"})
    void rootsAreThePublishedOnes(int size, String root) {
        var leaves = PUBLISHED.subList(0, size).stream().map(HexFormat.of()::parseHex).map(Merkle::leaf).toList();

        assertEquals(root, HexFormat.of().formatHex(Edge.EMPTY.append(leaves).edge().root()));
    }

    @Test
    void growingInAnyStepsComesToTheSameTree() {
        var random = new Random(6962);
        for (int run = 0; run < 30; run++) {
            var edge = Edge.EMPTY;
            while (edge.size() < 3000) {
                int from = (int) edge.size();
                edge = edge.append(LEAVES.subList(from, from + 1 + random.nextInt(700))).edge();
                assertTrue(edge.isWhole());
                assertArrayEquals(root(LEAVES.subList(0, (int) edge.size())), edge.root());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 255, 256, 257, 511, 600, 65_535, 65_536, 65_537, 66_049, 70_000})
    void proofsAreThoseOfTheDefinition(int size) {
        var tiles = tiles(size);
        var leaves = LEAVES.subList(0, size);
        new Random(size).ints(12, 0, size).forEach(index -> {
            assertSame(path(index, leaves), proof(TreeProof.inclusion(index, size), size, tiles));
            assertSame(subproof(index + 1, leaves, true),
                    proof(TreeProof.consistency(index + 1, size), size, tiles));
        });
    }

    private static List<byte[]> proof(TreeProof proof, int size, Map<Tile, Hashes> tiles) {
        return proof.hashes(size, tiles);
    }

    /** Every tile of the tree, as it is kept. */
    private static Map<Tile, Hashes> tiles(int size) {
        var grown = Edge.EMPTY.append(LEAVES.subList(0, size));
        var tiles = new HashMap<Tile, Hashes>();
        grown.full().forEach(full -> tiles.put(new Tile(full.level(), full.tile(), Hashes.WIDTH), full.hashes()));
        for (int level = 0; level < grown.edge().levels().size(); level++) {
            var hashes = grown.edge().at(level);
            if (hashes.count() > 0) {
                tiles.put(new Tile(level, grown.edge().tile(level), hashes.count()), hashes);
            }
        }
        return tiles;
    }

    /** MTH of section 2.1. */
    private static byte[] root(List<byte[]> leaves) {
        if (leaves.size() == 1) {
            return leaves.getFirst();
        }
        int middle = split(leaves);
        return Merkle.node(root(leaves.subList(0, middle)), root(leaves.subList(middle, leaves.size())));
    }

    /** PATH of section 2.1.1. */
    private static List<byte[]> path(int index, List<byte[]> leaves) {
        if (leaves.size() == 1) {
            return List.of();
        }
        int middle = split(leaves);
        var left = leaves.subList(0, middle);
        var right = leaves.subList(middle, leaves.size());
        return index < middle ? plus(path(index, left), root(right)) : plus(path(index - middle, right), root(left));
    }

    /** SUBPROOF of section 2.1.2. */
    private static List<byte[]> subproof(int first, List<byte[]> leaves, boolean whole) {
        if (first == leaves.size()) {
            return whole ? List.of() : List.of(root(leaves));
        }
        int middle = split(leaves);
        var left = leaves.subList(0, middle);
        var right = leaves.subList(middle, leaves.size());
        return first <= middle
                ? plus(subproof(first, left, whole), root(right))
                : plus(subproof(first - middle, right, false), root(left));
    }

    private static int split(List<byte[]> leaves) {
        return Integer.highestOneBit(leaves.size() - 1);
    }

    private static List<byte[]> plus(List<byte[]> hashes, byte[] last) {
        var all = new ArrayList<>(hashes);
        all.add(last);
        return all;
    }

    private static void assertSame(List<byte[]> expected, List<byte[]> actual) {
        assertEquals(expected.stream().map(HexFormat.of()::formatHex).toList(),
                actual.stream().map(HexFormat.of()::formatHex).toList());
    }

    @ParameterizedTest
    @CsvSource({"0, 000, 0:0:256", "0, 000.p/1, 0:0:1", "5, x001/x234/067.p/255, 5:1234067:255", "63, 255, 63:255:256",
            "entries, x001/000, -1:1000:256"})
    void tilesAreNamedInOneForm(String level, String path, String expected) {
        var tile = Tile.parse(level, path).orElseThrow();

        assertEquals(expected, tile.level() + ":" + tile.index() + ":" + tile.width());
    }

    @ParameterizedTest
    @CsvSource({"00, 000", "64, 000", "-1, 000", "0, 0", "0, 1000", "0, x000/001", "0, 001/002", "0, 000.p/0",
            "0, 000.p/256", "0, 000.p/01", "0, 000.p/", "0, x001", "0, 000/", "entry, 000", "+1, 000"})
    void otherNamesNameNothing(String level, String path) {
        assertTrue(Tile.parse(level, path).isEmpty());
    }
}

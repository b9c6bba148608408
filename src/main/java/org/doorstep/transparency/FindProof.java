package org.doorstep.transparency;

import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;

/** Proofs of entries and of growth, as text that anybody can check without this service. */
@ApplicationScoped
public class FindProof {

    private final LogTables tables;
    private final TransparencyConfig config;

    FindProof(LogTables tables, TransparencyConfig config) {
        this.tables = tables;
        this.config = config;
    }

    /**
     * That an entry is in the log: c2sp.org/tlog-proof, with the leaf as its extra data, under the newest checkpoint that
     * enough witnesses cosigned, else under the newest. Nothing while the entry is not sealed.
     */
    public Uni<Optional<String>> ofEntry(long entry) {
        return tables.bundleOf(entry).chain(found -> found.flatMap(bundle -> place(bundle, entry))
                .map(place -> inclusion(place.index(), Optional.of(place.leaf())))
                .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
    }

    private record Place(long index, byte[] leaf) {
    }

    private static Optional<Place> place(LogTables.FoundBundle bundle, long entry) {
        for (int at = 0; at < bundle.leaves().size(); at++) {
            if (Leaf.entry(bundle.leaves().get(at)) == entry) {
                return Optional.of(new Place(bundle.tile() * Hashes.WIDTH + at, bundle.leaves().get(at)));
            }
        }
        return Optional.empty();
    }

    /** That the log has something at this place; nothing if it is not that large. */
    Uni<Optional<String>> inclusion(long index, Optional<byte[]> leaf) {
        return covering(index).chain(found -> {
            var checkpoint = found.filter(newest -> newest.size() > index);
            return checkpoint.isEmpty() ? Uni.createFrom().item(Optional.empty())
                    : inclusion(index, leaf, checkpoint.get()).map(Optional::of);
        });
    }

    private Uni<Optional<Checkpoint>> covering(long index) {
        return tables.cosigned(index, config.quorum())
                .chain(cosigned -> cosigned.isPresent() ? Uni.createFrom().item(cosigned) : tables.head());
    }

    private Uni<String> inclusion(long index, Optional<byte[]> leaf, Checkpoint checkpoint) {
        var extra = leaf.map(bytes -> "extra " + base64(bytes) + "\n").orElse("");
        return hashes(TreeProof.inclusion(index, checkpoint.size()), checkpoint.size())
                .chain(hashes -> tables.withCosignatures(checkpoint).map(note -> "c2sp.org/tlog-proof@v1\n" + extra
                        + "index " + index + "\n" + lines(hashes) + "\n" + note));
    }

    /**
     * That the log of {@code second} entries begins with the one of {@code first}: what c2sp.org/tlog-witness submits.
     * Nothing if there is no checkpoint of the second size, or the first one is larger.
     */
    Uni<Optional<String>> consistency(long first, long second) {
        return tables.ofSize(second).chain(checkpoint -> checkpoint.isEmpty() || first > second
                ? Uni.createFrom().item(Optional.empty())
                : consistency(first, checkpoint.get()).map(Optional::of));
    }

    Uni<String> consistency(long first, Checkpoint second) {
        var proof = first == 0 || first == second.size() ? new TreeProof(List.of())
                : TreeProof.consistency(first, second.size());
        return hashes(proof, second.size())
                .map(hashes -> "old " + first + "\n" + lines(hashes) + "\n" + second.note());
    }

    private Uni<List<byte[]>> hashes(TreeProof proof, long size) {
        return tables.hashes(proof.tiles(size)).map(tiles -> proof.hashes(size, tiles));
    }

    private static String lines(List<byte[]> hashes) {
        return hashes.stream().map(hash -> base64(hash) + "\n").collect(Collectors.joining());
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}

package org.doorstep.crypto;

import java.util.Collection;
import java.util.Map;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * The versions of one key encryption key, such as a tenant's: open in memory, kept elsewhere as {@link WrappedKey}s.
 * The highest version that may wrap already wraps; every version that is left unwraps. Safe for use by many threads.
 *
 * <p>A new version: {@link #generate}, keep what it returns (purpose and version are unique together), then
 * {@link #add} it. In that order a crash or a second node leaves no DEK under a key that nobody kept.
 */
public final class Keks {

    private static final String PURPOSE = "kek/";

    private final RootKey root;
    private final String name;
    private final Algorithm algorithm;
    private final Randomness randomness;
    private final int newest;
    private final ConcurrentSkipListMap<Integer, Kek> open = new ConcurrentSkipListMap<>();
    private final NavigableSet<Integer> destroyed = new ConcurrentSkipListSet<>();

    Keks(RootKey root, String name, Algorithm algorithm, Randomness randomness) {
        this(root, name, algorithm, randomness, Integer.MAX_VALUE);
    }

    private Keks(RootKey root, String name, Algorithm algorithm, Randomness randomness, int newest) {
        this.root = root;
        this.name = name;
        this.algorithm = algorithm;
        this.randomness = randomness;
        this.newest = newest;
    }

    /**
     * Opens the kept versions; each costs one call of the root key.
     *
     * @param name      whose keys they are; kept keys have the {@link WrappedKey#purpose purpose} {@code kek/<name>}
     * @param algorithm of versions made from now on; kept ones have their own
     * @throws NotAuthentic       if a kept key was altered or belongs to another name or version
     * @throws RootKeyUnavailable if the root key's store does not answer
     */
    public static Keks open(RootKey root, String name, Algorithm algorithm, Collection<WrappedKey> kept)
            throws NotAuthentic {
        return open(root, name, algorithm, kept, Integer.MAX_VALUE);
    }

    /**
     * The same, while the versions after {@code newest} only unwrap: they were kept a moment ago, and not every node has
     * heard of them yet.
     */
    public static Keks open(RootKey root, String name, Algorithm algorithm, Collection<WrappedKey> kept, int newest)
            throws NotAuthentic {
        var keks = new Keks(root, name, algorithm, Randomness.SYSTEM, newest);
        for (WrappedKey key : kept) {
            keks.add(key);
        }
        return keks;
    }

    /** What {@link WrappedKey#purpose} says of the keys of this name. */
    public static String purpose(String name) {
        return PURPOSE + name;
    }

    /** The next version, to be kept. It is not used before it is {@linkplain #add added}. */
    public WrappedKey generate() {
        int version = highestEver() + 1;
        return WrappedKey.wrap(root, purpose(name), version, newKey(version).encode());
    }

    /**
     * Opens a kept version, made here or on another node, or forgets one that was kept as destroyed. A version that
     * is known already stays as it is; a destroyed one does not come back.
     */
    public synchronized void add(WrappedKey kept) throws NotAuthentic {
        if (!kept.purpose().equals(purpose(name))) {
            throw new IllegalArgumentException(kept + " is not a version of " + purpose(name));
        }
        if (kept.isDestroyed()) {
            forget(kept.version());
        } else if (!open.containsKey(kept.version()) && !destroyed.contains(kept.version())) {
            open.put(kept.version(), unwrap(kept));
        }
    }

    /**
     * Forgets a version at once, and returns the row to keep in the place of the wrapped key. What was wrapped under
     * it is lost as soon as no copy of the wrapped key is left: a backup that holds one, together with the root key,
     * still opens it. DEKs in use go on until they are let go.
     */
    public WrappedKey destroy(int version) {
        forget(version);
        return WrappedKey.destroyed(purpose(name), version);
    }

    /** The version that wraps now; 0 if there is none. */
    public int currentVersion() {
        Map.Entry<Integer, Kek> current = open.floorEntry(newest);
        return current == null ? 0 : current.getKey();
    }

    /**
     * The DEK, wrapped under the current version and bound to {@code place}.
     *
     * @throws IllegalStateException if there is no version
     */
    public byte[] wrap(Dek dek, Aad place) {
        Map.Entry<Integer, Kek> current = open.floorEntry(newest);
        if (current == null) {
            throw new IllegalStateException("No version of " + purpose(name) + ": generate, keep and add one");
        }
        return current.getValue().wrap(dek, place);
    }

    /**
     * The DEK that was wrapped for {@code place}. To wrap it under a newer version, give it to {@link #wrap} again.
     *
     * @throws NotAuthentic if the bytes are anything but a DEK wrapped for this place
     * @throws KekMissing   if its version is destroyed or not added
     */
    public Dek unwrap(byte[] wrappedDek, Aad place) throws NotAuthentic, KekMissing {
        int version = versionOf(wrappedDek);
        Kek kek = open.get(version);
        if (kek == null) {
            throw new KekMissing(version, destroyed.contains(version));
        }
        return kek.unwrap(wrappedDek, place);
    }

    /** The KEK version in a wrapped DEK, to be kept beside it; not authenticated by reading it. */
    public static int versionOf(byte[] wrappedDek) throws NotAuthentic {
        return SealingKey.idIn(wrappedDek);
    }

    private SealingKey newKey(int version) {
        return SealingKey.generate(algorithm, version, randomness);
    }

    private Kek unwrap(WrappedKey kept) throws NotAuthentic {
        SealingKey key = SealingKey.decode(kept.unwrap(root), randomness);
        if (key.id() != kept.version()) {
            throw new NotAuthentic();
        }
        return new Kek(key);
    }

    private synchronized void forget(int version) {
        destroyed.add(version);
        open.remove(version);
    }

    private synchronized int highestEver() {
        int highestDestroyed = destroyed.isEmpty() ? 0 : destroyed.last();
        return Math.max(open.isEmpty() ? 0 : open.lastKey(), highestDestroyed);
    }

    @Override
    public String toString() {
        return "Keks[" + purpose(name) + ", versions " + open.keySet() + ", destroyed " + destroyed + "]";
    }
}

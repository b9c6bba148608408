package org.doorstep.stream;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;

/** The screens that are open on this node: who, and the epoch they were opened under. */
@Singleton
class OpenScreens {

    private final Map<String, Deque<Screen>> byPerson = new HashMap<>();
    private final StreamConfig config;

    OpenScreens(StreamConfig config) {
        this.config = config;
    }

    /** Why a screen is to clear. */
    enum Why {
        /** The person's access ended or changed. */
        ACCESS_CHANGED,
        /** The person opened more screens than one needs. */
        TOO_MANY
    }

    /** One open screen. Told once, then closed. */
    static final class Screen {
        private final MultiEmitter<? super Why> emitter;
        /** Not known until the standing was read; until then any news of the person counts. */
        private volatile long epoch = -1;

        private Screen(MultiEmitter<? super Why> emitter) {
            this.emitter = emitter;
        }

        void openedUnder(long standingEpoch) {
            epoch = standingEpoch;
        }

        private boolean isOlderThan(long standingEpoch) {
            return epoch < standingEpoch;
        }

        private void clear(Why why) {
            emitter.emit(why);
            emitter.complete();
        }
    }

    /**
     * Opens a screen: hears of everything from here on. {@code opened} is called before anything is emitted.
     */
    Multi<Why> open(String staffId, java.util.function.Consumer<Screen> opened) {
        return Multi.createFrom().emitter(emitter -> {
            var screen = new Screen(emitter);
            emitter.onTermination(() -> close(staffId, screen));
            add(staffId, screen).ifPresent(oldest -> oldest.clear(Why.TOO_MANY));
            opened.accept(screen);
        });
    }

    private synchronized Optional<Screen> add(String staffId, Screen screen) {
        var screens = byPerson.computeIfAbsent(staffId, _ -> new ArrayDeque<>());
        screens.addLast(screen);
        return screens.size() > config.perPerson() ? Optional.of(screens.removeFirst()) : Optional.empty();
    }

    private synchronized void close(String staffId, Screen screen) {
        byPerson.computeIfPresent(staffId, (_, screens) -> {
            screens.remove(screen);
            return screens.isEmpty() ? null : screens;
        });
    }

    /** Clears the person's screens that were opened before this epoch. */
    void clear(String staffId, long epoch) {
        older(staffId, epoch).forEach(screen -> screen.clear(Why.ACCESS_CHANGED));
    }

    private synchronized List<Screen> older(String staffId, long epoch) {
        return byPerson.getOrDefault(staffId, new ArrayDeque<>()).stream()
                .filter(screen -> screen.isOlderThan(epoch)).toList();
    }

    /** Who has a screen open here. */
    synchronized Set<String> people() {
        return Set.copyOf(byPerson.keySet());
    }

    synchronized int count() {
        return byPerson.values().stream().mapToInt(Deque::size).sum();
    }
}

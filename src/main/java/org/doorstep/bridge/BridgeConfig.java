package org.doorstep.bridge;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Calls without numbers. */
@ConfigMapping(prefix = "doorstep.bridge")
public interface BridgeConfig {

    /**
     * The telephone side that connects calls: {@code sip} (the built-in agent), {@code dypls}, {@code twilio}; with
     * {@code none} nobody can call.
     */
    @WithDefault("none")
    String provider();

    /**
     * How a call finds its bridge. {@code AXB}: by the number dialled and the caller's own number. {@code EXTENSION}:
     * by the number dialled and an extension behind it, where a courier's phone is not known; then whoever knows both
     * gets through, and the other side cannot call back.
     */
    @WithDefault("AXB")
    Kind kind();

    /**
     * How long two people and a number rest before they meet again. Shorter: a late call back may reach somebody else.
     * Longer: more numbers are needed, as many as the calls of a courier in that time.
     */
    @WithDefault("2H")
    Duration coolOff();

    /** Numbers to load at start: on each line a pool and a number, {@code SH-PD-01,16000000001}. */
    Optional<Path> numbersFile();

    /** How often bridges that are over are looked for, and calls that should not be up. Longer: they last so much more. */
    @WithDefault("1S")
    Duration sweep();

    /** After how long without a sign the calls of another node are taken over and ended. */
    @WithDefault("10S")
    Duration nodeSilence();

    /** How long the telephone side may take to bind a number; then the answer is 503 and the bridge is ended. */
    @WithDefault("4S")
    Duration bindTimeout();

    /** How long it may take to decide on a call; then it is refused. */
    @WithDefault("2S")
    Duration decideTimeout();

    /** How calls find their bridge. */
    enum Kind {
        AXB, EXTENSION
    }
}

package org.doorstep.signals;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The one transmitter of security events that is listened to; without an issuer, nobody is. */
@ConfigMapping(prefix = "doorstep.signals")
public interface SignalsConfig {

    /** What the transmitter is called in the log. */
    @WithDefault("shared-signals")
    String name();

    /** The transmitter, as its events name it ({@code iss}). */
    Optional<String> issuer();

    /** This receiver, as the transmitter's events name it ({@code aud}). */
    Optional<String> audience();

    /** The transmitter's public keys as a JWK Set (RFC 7517), in the setting itself. */
    Optional<String> keys();

    /** The same in a file; read at start. */
    Optional<Path> keysFile();

    /** The same at an address; fetched when an event needs it. */
    Optional<URI> keysUrl();

    /** How long keys of an address are used before they are fetched again: a key withdrawn counts for so long. */
    @WithDefault("1H")
    Duration keysLifetime();

    /** How long a fetch of keys may take. Longer: an event is answered later where the transmitter is slow. */
    @WithDefault("3S")
    Duration keysTimeout();

    /** How old an event may be. Longer: one that was delivered to nobody ends sessions that began long after it. */
    @WithDefault("7D")
    Duration oldest();

    /** How far the transmitter's clock may be ahead. */
    @WithDefault("1M")
    Duration clockSkew();
}

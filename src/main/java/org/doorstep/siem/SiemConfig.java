package org.doorstep.siem;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Sending the log to a receiver of syslog over TLS (RFC 5424, RFC 5425). */
@ConfigMapping(prefix = "doorstep.siem")
public interface SiemConfig {

    /** The receiver's name, as its certificate has it. Without it nothing is sent. */
    Optional<String> host();

    @WithDefault("6514")
    int port();

    /** PEM file with the authorities that may have signed the receiver's certificate; the platform's own without it. */
    Optional<Path> authorities();

    /** PEM file with the certificate that the service shows of itself, where the receiver wants one. */
    Optional<Path> certificate();

    /** PEM file with that certificate's key. */
    Optional<Path> certificateKey();

    /** The name of this node in messages. */
    @WithDefault("${HOSTNAME:-}")
    String node();

    /**
     * The company's private enterprise number, which the receiver finds the entry's number under; without one of your
     * own, the number that RFC 5612 keeps for examples.
     */
    @WithDefault("32473")
    int enterpriseNumber();

    /** How often a node looks for news, and tells that it is the one that sends. Longer: later, fewer statements. */
    @WithDefault("1S")
    Duration look();

    /** How long a node that says nothing keeps the others from sending. Shorter: a slow node sends beside the next. */
    @WithDefault("5S")
    Duration takeOver();

    /** How long a connection must outlive what was written to it before that counts as sent. Longer: more doubles. */
    @WithDefault("5S")
    Duration settle();

    /**
     * How many entries are sent again after a connection broke, beyond those that had not settled. Syslog confirms
     * nothing: more covers a receiver that lost more of what it had taken, and makes more doubles.
     */
    @WithDefault("500")
    int sendAgain();

    /** The first wait after a connection failed; it doubles at each failure. */
    @WithDefault("1S")
    Duration backOff();

    /** The longest wait between two attempts. Longer: a receiver that is back waits longer. */
    @WithDefault("1M")
    Duration mostBackOff();

    /** How long connecting and writing may take before the connection is given up. */
    @WithDefault("10S")
    Duration timeout();
}

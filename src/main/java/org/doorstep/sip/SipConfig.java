package org.doorstep.sip;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The built-in SIP agent. It starts only where {@code doorstep.bridge.provider} is {@code sip}. */
@ConfigMapping(prefix = "doorstep.sip")
public interface SipConfig {

    /** The address that is listened at: a literal IPv4 or IPv6 address of this machine. */
    @WithDefault("127.0.0.1")
    String host();

    /** The host or literal address that others reach the agent by, if it is not {@link #host()}: behind NAT. */
    Optional<String> publicAddress();

    /** The port for UDP; empty for none, 0 for any that is free. */
    @WithDefault("5060")
    OptionalInt udpPort();

    /** The port for TCP; empty for none, 0 for any that is free. */
    OptionalInt tcpPort();

    /** The port for TLS; empty for none, 0 for any that is free. It needs a key store and a trust store. */
    OptionalInt tlsPort();

    Trunk trunk();

    Numbers numbers();

    Tls tls();

    Session session();

    Limits limits();

    /** Where the caller's number is read. */
    @WithDefault("FROM")
    Identity identity();

    /** How long the called phone rings before the caller is told that nobody answers. */
    @WithDefault("60S")
    Duration ringing();

    /** How long the decision on a call, at its beginning and at its answer, may take before the call is refused. */
    @WithDefault("3S")
    Duration decision();

    /** How long a caller may take to confirm an answer before the call is lost (RFC 3261, 13.3.1.4: 64 times T1). */
    @WithDefault("32S")
    Duration confirmation();

    /** How long a stop waits for the other sides to confirm that their calls are over. */
    @WithDefault("2S")
    Duration stopping();

    /** The header that a caller's number is believed from. */
    enum Identity {
        /** From (RFC 3261, 20.20): for a trunk that writes only numbers that it has checked there. */
        FROM,
        /** P-Asserted-Identity (RFC 3325): From is then never read, and a call without the header is anonymous. */
        P_ASSERTED
    }

    /** The one connection to the telephone network. */
    interface Trunk {

        /** Host name or literal address that calls are sent to. No SRV lookup: the port is the one beneath. */
        Optional<String> host();

        @WithDefault("5060")
        int port();

        @WithDefault("UDP")
        Transport transport();

        /**
         * Addresses and networks ({@code 192.0.2.0/24}) that may speak to the agent. Without them the trunk's host
         * alone, if that is a literal address.
         */
        Optional<List<String>> addresses();
    }

    /** The forms of numbers at the trunk. */
    interface Numbers {

        /** Prefixes of which the first that fits is cut off a called or calling number, such as {@code +86}. */
        Optional<List<String>> strip();

        /** What is put before a number that is sent to the trunk, unless it begins with it. */
        Optional<String> add();

        /** How many characters of a dialled number are the number, prefix cut off; what follows is its extension. */
        OptionalInt length();
    }

    /** Keys for TLS: both sides show a certificate. */
    interface Tls {

        Optional<Path> keyStore();

        Optional<String> keyStorePassword();

        Optional<Path> trustStore();

        Optional<String> trustStorePassword();

        @WithDefault("PKCS12")
        String storeType();
    }

    /** Session timers (RFC 4028). */
    interface Session {

        /** After what time without a refresh a call counts as lost. Shorter: more messages. */
        @WithDefault("300S")
        Duration expires();

        /** The shortest such time that is agreed to; 90 s is the least that RFC 4028 allows. */
        @WithDefault("90S")
        Duration least();
    }

    /** What is taken at once. What is beyond is refused before anything is asked. */
    interface Limits {

        /** New calls a second. */
        @WithDefault("50")
        int callsPerSecond();

        /** Calls at once, those being set up too. */
        @WithDefault("1000")
        int calls();

        /** When a refused caller may try again. */
        @WithDefault("5S")
        Duration retryAfter();

        /** The largest message, in bytes. */
        @WithDefault("16384")
        int message();

        /** Connections of TCP at once, where TLS is off: there {@link #reading()} bounds how long a stranger stays. */
        @WithDefault("64")
        int connections();

        /** How long a connection may take over one message before it is closed. */
        @WithDefault("10S")
        Duration reading();

        /** Threads that read messages. */
        @WithDefault("8")
        int threads();
    }
}

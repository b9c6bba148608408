package org.doorstep.sip;

import java.util.Properties;
import java.util.UUID;

/** The properties of the JAIN-SIP stack. */
final class StackSettings {

    /** Bytes that may wait at the socket, as the system allows: 300 calls a second for as long as a collection takes. */
    private static final int BUFFER = 1 << 20;

    /** The suites that RFC 9325, 4.2, recommends, and those of TLS 1.3. */
    private static final String CIPHERS = String.join(" ", "TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256",
            "TLS_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");

    private StackSettings() {
    }

    static Properties of(SipConfig config) {
        var settings = new Properties();
        settings.setProperty("javax.sip.STACK_NAME", "doorstep-" + UUID.randomUUID());
        settings.setProperty("javax.sip.AUTOMATIC_DIALOG_SUPPORT", "on");
        settings.setProperty("gov.nist.javax.sip.STACK_LOGGER", SilentStackLogger.class.getName());
        settings.setProperty("gov.nist.javax.sip.SERVER_LOGGER", SilentServerLogger.class.getName());
        settings.setProperty("gov.nist.javax.sip.LOG_MESSAGE_CONTENT", "false");
        settings.setProperty("gov.nist.javax.sip.IS_BACK_TO_BACK_USER_AGENT", "true");
        settings.setProperty("gov.nist.javax.sip.REENTRANT_LISTENER", "true");
        settings.setProperty("gov.nist.javax.sip.THREAD_POOL_SIZE", Integer.toString(config.limits().threads()));
        settings.setProperty("gov.nist.javax.sip.MAX_MESSAGE_SIZE", Integer.toString(config.limits().message()));
        // A connection whose TLS handshake fails keeps its place for good: strangers would fill them all.
        settings.setProperty("gov.nist.javax.sip.MAX_CONNECTIONS",
                Integer.toString(config.tlsPort().isPresent() ? -1 : config.limits().connections()));
        settings.setProperty("gov.nist.javax.sip.SSL_HANDSHAKE_TIMEOUT",
                Long.toString(config.limits().reading().toMillis()));
        settings.setProperty("gov.nist.javax.sip.RECEIVE_UDP_BUFFER_SIZE", Integer.toString(BUFFER));
        settings.setProperty("gov.nist.javax.sip.SEND_UDP_BUFFER_SIZE", Integer.toString(BUFFER));
        // What is answered is kept for 32 s (RFC 3261, 17.2.2, timer J), so as bytes.
        settings.setProperty("gov.nist.javax.sip.RELEASE_REFERENCES_STRATEGY", "Normal");
        settings.setProperty("gov.nist.javax.sip.READ_TIMEOUT", Long.toString(config.limits().reading().toMillis()));
        settings.setProperty("gov.nist.javax.sip.RELIABLE_CONNECTION_KEEP_ALIVE_TIMEOUT", "300");
        settings.setProperty("gov.nist.javax.sip.THREAD_PRIORITY", Integer.toString(Thread.NORM_PRIORITY));
        tls(config.tls(), settings);
        return settings;
    }

    private static void tls(SipConfig.Tls tls, Properties settings) {
        settings.setProperty("gov.nist.javax.sip.TLS_CLIENT_PROTOCOLS", "TLSv1.3, TLSv1.2");
        settings.setProperty("gov.nist.javax.sip.TLS_CLIENT_AUTH_TYPE", "Enabled");
        settings.setProperty("gov.nist.javax.sip.ENABLED_CIPHER_SUITES", CIPHERS);
        settings.setProperty("javax.net.ssl.keyStoreType", tls.storeType());
        settings.setProperty("javax.net.ssl.trustStoreType", tls.storeType());
        tls.keyStore().ifPresent(file -> settings.setProperty("javax.net.ssl.keyStore", file.toString()));
        tls.keyStorePassword().ifPresent(word -> settings.setProperty("javax.net.ssl.keyStorePassword", word));
        tls.trustStore().ifPresent(file -> settings.setProperty("javax.net.ssl.trustStore", file.toString()));
        tls.trustStorePassword().ifPresent(word -> settings.setProperty("javax.net.ssl.trustStorePassword", word));
    }
}

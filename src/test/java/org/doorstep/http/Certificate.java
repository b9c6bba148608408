package org.doorstep.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/** A certificate that signs for itself, made by keytool, as a server and as a client use it. */
public record Certificate(String alias, Path store, Path pem, Path key) {

    private static final char[] PASSWORD = "for-this-test-only".toCharArray();

    /** Makes one in a folder. */
    public static Certificate of(Path folder, String alias) {
        try {
            Files.createDirectories(folder);
            var made = new Certificate(alias, folder.resolve(alias + ".p12"), folder.resolve(alias + ".crt"),
                    folder.resolve(alias + ".key"));
            Files.deleteIfExists(made.store);
            keytool("-genkeypair", "-alias", alias, "-keyalg", "EC", "-groupname", "secp256r1", "-dname",
                    "CN=" + alias, "-ext", "san=dns:localhost,ip:127.0.0.1", "-validity", "2", "-storetype", "PKCS12",
                    "-keystore", made.store.toString(), "-storepass", new String(PASSWORD));
            Files.writeString(made.pem, text("CERTIFICATE", made.loaded().getCertificate(alias).getEncoded()));
            Files.writeString(made.key, text("PRIVATE KEY", made.loaded().getKey(alias, PASSWORD).getEncoded()));
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** SHA-256 of the certificate, base64url, as {@code x5t#S256} has it (RFC 8705, section 3.1). */
    public String thumbprint() {
        try {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(
                    MessageDigest.getInstance("SHA-256").digest(loaded().getCertificate(alias).getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Trusts this certificate and shows none. */
    public SSLContext client() {
        return client(List.of());
    }

    /** Trusts this certificate and shows another one. */
    public SSLContext client(Certificate shown) {
        return client(List.of(shown));
    }

    private SSLContext client(List<Certificate> shown) {
        try {
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            var anchors = KeyStore.getInstance("PKCS12");
            anchors.load(null, null);
            anchors.setCertificateEntry(alias, loaded().getCertificate(alias));
            trust.init(anchors);
            var context = SSLContext.getInstance("TLS");
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            if (!shown.isEmpty()) {
                keys.init(shown.getFirst().loaded(), PASSWORD);
            }
            context.init(shown.isEmpty() ? null : new KeyManager[]{always(shown.getFirst().alias, keys)},
                    trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Shows the certificate whatever authorities the server says that it trusts. */
    private static KeyManager always(String alias, KeyManagerFactory keys) {
        var usual = (X509ExtendedKeyManager) keys.getKeyManagers()[0];
        return new X509ExtendedKeyManager() {
            @Override
            public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
                return alias;
            }

            @Override
            public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
                return alias;
            }

            @Override
            public String[] getClientAliases(String type, Principal[] issuers) {
                return new String[]{alias};
            }

            @Override
            public String[] getServerAliases(String type, Principal[] issuers) {
                return usual.getServerAliases(type, issuers);
            }

            @Override
            public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
                return usual.chooseServerAlias(type, issuers, socket);
            }

            @Override
            public X509Certificate[] getCertificateChain(String name) {
                return usual.getCertificateChain(name);
            }

            @Override
            public PrivateKey getPrivateKey(String name) {
                return usual.getPrivateKey(name);
            }
        };
    }

    private KeyStore loaded() {
        try (var in = Files.newInputStream(store)) {
            var keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD);
            return keys;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(bytes) + "\n-----END " + what
                + "-----\n";
    }

    private static void keytool(String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IllegalStateException(output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

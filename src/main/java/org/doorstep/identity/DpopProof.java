package org.doorstep.identity;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.JoseException;

/**
 * A proof that the sender of a token holds a key (DPoP, RFC 9449, section 4.3), right in all but two things that others
 * look at: whether the token is bound to that key, and whether the proof was sent before.
 *
 * @param keyThumbprint SHA-256 thumbprint of the key that signed it (RFC 7638), base64url
 * @param id its {@code jti}
 */
record DpopProof(String keyThumbprint, String id) {

    /** Signature algorithms taken, as RFC 7518 and RFC 8037 name them. */
    static final String[] ALGORITHMS = {AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
            AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384,
            AlgorithmIdentifiers.ECDSA_USING_P521_CURVE_AND_SHA512, AlgorithmIdentifiers.EDDSA,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA256, AlgorithmIdentifiers.RSA_PSS_USING_SHA384,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA512};

    private static final String TYPE = "dpop+jwt";
    private static final AlgorithmConstraints PERMITTED = new AlgorithmConstraints(ConstraintType.PERMIT, ALGORITHMS);
    /** What only private and secret keys have (RFC 7518, sections 6.2.2, 6.3.2 and 6.4). */
    private static final Set<String> SECRET_MEMBERS = Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");

    /** What is wrong with a proof. */
    enum Fault {
        /** There is none, or more than one. */
        COUNT,
        /** It is no JWT, or lacks a claim. */
        FORM,
        /** Its {@code typ} is another one. */
        TYPE,
        /** Its algorithm is not among those taken. */
        ALGORITHM,
        /** Its key is none, or not public alone. */
        KEY,
        /** It is not signed by its key. */
        SIGNATURE,
        /** {@code htm} names another method. */
        METHOD,
        /** {@code htu} names another address. */
        ADDRESS,
        /** {@code iat} is too far from now. */
        TIME,
        /** {@code ath} is of another token. */
        TOKEN,
        /** The token is bound to another key. */
        HOLDER,
        /** It was sent before. */
        REPLAYED
    }

    /**
     * What a proof must be about.
     *
     * @param address of the request as the client sees it; query and fragment do not count
     * @param skew how far {@code iat} may be from now, either way
     */
    record Occasion(String method, URI address, String token, Instant now, Duration skew) {
    }

    /** How a check ended. */
    sealed interface Checked {
        record Right(DpopProof proof) implements Checked {
        }

        record Wrong(Fault fault) implements Checked {
        }
    }

    /** Checks a proof, its signature first. */
    static Checked check(String text, Occasion occasion) {
        try {
            var proof = new JsonWebSignature();
            proof.setAlgorithmConstraints(PERMITTED);
            proof.setCompactSerialization(text);
            return check(proof, occasion);
        } catch (JoseException e) {
            return new Checked.Wrong(Fault.FORM);
        }
    }

    private static Checked check(JsonWebSignature proof, Occasion occasion) throws JoseException {
        if (!TYPE.equals(proof.getHeader("typ"))) {
            return new Checked.Wrong(Fault.TYPE);
        }
        if (!Set.of(ALGORITHMS).contains(String.valueOf(proof.getAlgorithmHeaderValue()))) {
            return new Checked.Wrong(Fault.ALGORITHM);
        }
        var key = publicKey(proof.getHeaders().getObjectHeaderValue("jwk"));
        if (key.isEmpty()) {
            return new Checked.Wrong(Fault.KEY);
        }
        proof.setKey(key.get().getPublicKey());
        return signed(proof) ? check(proof.getUnverifiedPayload(), thumbprint(key.get()), occasion)
                : new Checked.Wrong(Fault.SIGNATURE);
    }

    private static boolean signed(JsonWebSignature proof) {
        try {
            return proof.verifySignature();
        } catch (JoseException e) {
            return false;
        }
    }

    @SuppressWarnings("unchecked")
    private static Optional<PublicJsonWebKey> publicKey(Object header) {
        if (!(header instanceof Map<?, ?> members) || !Collections.disjoint(members.keySet(), SECRET_MEMBERS)) {
            return Optional.empty();
        }
        try {
            return Optional.of(PublicJsonWebKey.Factory.newPublicJwk((Map<String, Object>) members));
        } catch (JoseException e) {
            return Optional.empty();
        }
    }

    private static Checked check(String claims, String thumbprint, Occasion occasion) {
        try {
            var said = JwtClaims.parse(claims);
            if (said.getJwtId() == null || said.getJwtId().isBlank() || said.getIssuedAt() == null) {
                return new Checked.Wrong(Fault.FORM);
            }
            return fault(said, occasion).<Checked>map(Checked.Wrong::new)
                    .orElseGet(() -> new Checked.Right(new DpopProof(thumbprint, jwtId(said))));
        } catch (InvalidJwtException | MalformedClaimException e) {
            return new Checked.Wrong(Fault.FORM);
        }
    }

    private static String jwtId(JwtClaims claims) {
        return String.valueOf(claims.getClaimValue("jti"));
    }

    private static Optional<Fault> fault(JwtClaims said, Occasion occasion) throws MalformedClaimException {
        var apart = Duration.between(Instant.ofEpochSecond(said.getIssuedAt().getValue()), occasion.now()).abs();
        if (!occasion.method().equals(said.getStringClaimValue("htm"))) {
            return Optional.of(Fault.METHOD);
        }
        if (!sameAddress(said.getStringClaimValue("htu"), occasion.address())) {
            return Optional.of(Fault.ADDRESS);
        }
        if (apart.compareTo(occasion.skew()) > 0) {
            return Optional.of(Fault.TIME);
        }
        return hash(occasion.token()).equals(said.getStringClaimValue("ath")) ? Optional.empty()
                : Optional.of(Fault.TOKEN);
    }

    /** Scheme and host in any case, the scheme's own port said or not (RFC 3986, section 6.2); the path to the letter. */
    private static boolean sameAddress(String said, URI address) {
        if (said == null) {
            return false;
        }
        try {
            return normal(URI.create(said)).equals(normal(address));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String normal(URI address) {
        var scheme = String.valueOf(address.getScheme()).toLowerCase(java.util.Locale.ROOT);
        int port = address.getPort() >= 0 ? address.getPort() : scheme.equals("https") ? 443 : 80;
        var path = address.getRawPath();
        return scheme + "://" + String.valueOf(address.getHost()).toLowerCase(java.util.Locale.ROOT) + ":" + port
                + (path == null || path.isEmpty() ? "/" : path);
    }

    private static String thumbprint(PublicJsonWebKey key) {
        return key.calculateBase64urlEncodedThumbprint("SHA-256");
    }

    static String hash(String text) {
        return hash(text.getBytes(StandardCharsets.UTF_8));
    }

    /** SHA-256, base64url without padding. */
    static String hash(byte[] bytes) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

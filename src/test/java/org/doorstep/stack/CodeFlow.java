package org.doorstep.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The courier app's way to log in, without a browser: authorization code with PKCE (RFC 7636), the form filled in.
 * One instance is one browser: it keeps cookies, so a second {@link #authorize} finds the session of the first.
 */
public final class CodeFlow {

    /** Where the app is sent back to. */
    public static final String REDIRECT = "org.doorstep.courier:/signed-in";
    private static final String CLIENT = "courier-app";
    private static final Pattern FORM = Pattern.compile("<form[^>]*action=\"([^\"]+)\"");

    private final String endPoints;
    private final String verifier = random();
    private final HttpClient browser = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER)
            .cookieHandler(new LocalhostCookies()).build();

    public CodeFlow(String issuer) {
        endPoints = issuer + "/protocol/openid-connect";
    }

    /** Logs in and returns the token end point's form for the code that came back. */
    public Map<String, String> logIn(String username, String password, Map<String, String> more) {
        HttpResponse<String> form = authorize(more);
        return codeForm(answerParameters(fillIn(form, username, password)));
    }

    /** The answer to the authorization request: a login form, or a redirect if a session stands already. */
    public HttpResponse<String> authorize(Map<String, String> more) {
        Map<String, String> request = new LinkedHashMap<>(Map.of("client_id", CLIENT, "redirect_uri", REDIRECT,
                "response_type", "code", "scope", "openid", "state", random(), "code_challenge_method", "S256",
                "code_challenge", challenge()));
        more.forEach((name, value) -> {
            if (value.isEmpty()) {
                request.remove(name);
            } else {
                request.put(name, value);
            }
        });
        return send(HttpRequest.newBuilder(URI.create(endPoints + "/auth?" + EmbeddedKeycloak.encode(request))));
    }

    /** Sends the login form. */
    public HttpResponse<String> fillIn(HttpResponse<String> page, String username, String password) {
        Matcher form = FORM.matcher(page.body());
        if (!form.find()) {
            throw new IllegalStateException("no login form: " + page.statusCode() + " " + page.headers().map());
        }
        String fields = EmbeddedKeycloak.encode(Map.of("username", username, "password", password));
        return send(HttpRequest.newBuilder(URI.create(form.group(1).replace("&amp;", "&")))
                .header("Content-Type", "application/x-www-form-urlencoded").POST(BodyPublishers.ofString(fields)));
    }

    /** The parameters of the redirect back to the app: a code, or an error. */
    public static Map<String, String> answerParameters(HttpResponse<String> answer) {
        String location = answer.headers().firstValue("Location")
                .orElseThrow(() -> new IllegalStateException("no redirect: " + answer.statusCode()));
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String field : location.split("[?#]", 2)[1].split("&")) {
            String[] parts = field.split("=", 2);
            parameters.put(parts[0], parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return parameters;
    }

    /** The token end point's form for the code in a redirect's parameters. */
    public Map<String, String> codeForm(Map<String, String> parameters) {
        String code = parameters.get("code");
        if (code == null) {
            throw new IllegalStateException("no code: " + parameters);
        }
        return Map.of("grant_type", "authorization_code", "client_id", CLIENT, "redirect_uri", REDIRECT, "code", code,
                "code_verifier", verifier);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return browser.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String challenge() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Cookies as a browser keeps them for localhost, which it takes for secure without TLS; the JDK does not. */
    private static final class LocalhostCookies extends CookieManager {

        LocalhostCookies() {
            super(null, CookiePolicy.ACCEPT_ALL);
        }

        @Override
        public void put(URI uri, Map<String, List<String>> headers) throws IOException {
            super.put(uri, headers);
            getCookieStore().getCookies().forEach(cookie -> cookie.setSecure(false));
        }
    }

    private static String random() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}

package org.doorstep.twilio;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.quarkus.runtime.StartupEvent;

/** The account that calls go over. Settings that cannot be worked with stop the start, not the first call. */
@ApplicationScoped
class TwilioAccount {

    static final String NAME = "twilio";
    static final String VOICE = "/v1/telephone/twilio/voice";

    private static final Pattern ACCOUNT = Pattern.compile("AC[0-9a-fA-F]{32}");
    private static final Pattern KEY = Pattern.compile("SK[0-9a-fA-F]{32}");
    private static final Pattern SECRET = Pattern.compile("[!-~&&[^$]]{12,}");

    private final TwilioConfig config;
    private final boolean selected;

    TwilioAccount(TwilioConfig config,
            @ConfigProperty(name = "doorstep.bridge.provider", defaultValue = "none") String provider) {
        this.config = config;
        this.selected = provider.equals(NAME);
        if (selected) {
            check(config);
        }
    }

    void start(@Observes StartupEvent event) {
    }

    private static void check(TwilioConfig config) {
        need("account-sid", config.accountSid().filter(text -> ACCOUNT.matcher(text).matches()));
        need("auth-token", config.authToken().filter(text -> SECRET.matcher(text).matches()));
        need("api-key", config.apiKey().filter(text -> KEY.matcher(text).matches()));
        need("api-secret", config.apiSecret().filter(text -> SECRET.matcher(text).matches()));
        need("public-url", config.publicUrl().filter(TwilioAccount::isConfidential)
                .filter(url -> url.getQuery() == null && !url.toString().endsWith("/")));
        need("api", Optional.of(config.api()).filter(TwilioAccount::isConfidential));
    }

    /** Never tells what the setting is. */
    private static void need(String setting, Optional<?> value) {
        if (value.isEmpty()) {
            throw new IllegalStateException("Start refused: doorstep.twilio." + setting
                    + " is missing or malformed, and doorstep.bridge.provider is " + NAME);
        }
    }

    /** TLS, or a stand-in on this machine. */
    private static boolean isConfidential(URI url) {
        return "https".equals(url.getScheme()) || "http".equals(url.getScheme()) && "127.0.0.1".equals(url.getHost());
    }

    /** Whether calls go over Twilio here; otherwise its addresses answer as if there were none. */
    boolean selected() {
        return selected;
    }

    TwilioSignature signature() {
        return new TwilioSignature(config.authToken().orElseThrow());
    }

    /** The address that Twilio calls when a call comes in. */
    String voiceUrl() {
        return config.publicUrl().orElseThrow() + VOICE;
    }

    /** Where a call is changed. */
    String callUrl(CallSid call) {
        return config.api() + "/2010-04-01/Accounts/" + config.accountSid().orElseThrow() + "/Calls/" + call.text()
                + ".json";
    }

    String apiKey() {
        return config.apiKey().orElseThrow();
    }

    String apiSecret() {
        return config.apiSecret().orElseThrow();
    }

    /** The address that Twilio tells about a call it connected; it names the call and how long it may take. */
    String eventsUrl(ConnectedCall call) {
        return config.publicUrl().orElseThrow() + "/v1/telephone/twilio/calls/" + call.id() + "/events?longest="
                + call.longest().toSeconds();
    }
}

package org.doorstep.twilio;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Twilio Voice; read when {@code doorstep.bridge.provider} is {@code twilio}, and then checked at the start. */
@ConfigMapping(prefix = "doorstep.twilio")
public interface TwilioConfig {

    /** The account: {@code AC} and 32 hexadecimal digits. */
    Optional<String> accountSid();

    /** The account's auth token, a secret: Twilio signs its requests with it. It is used for nothing else. */
    Optional<String> authToken();

    /** The API key that ends calls: {@code SK} and 32 hexadecimal digits. */
    Optional<String> apiKey();

    /** The API key's secret. */
    Optional<String> apiSecret();

    /**
     * The address under which Twilio reaches this service, without a path of Doorstep's: its signature covers the whole
     * address, so it must be letter for letter what Twilio is told, followed by {@code /v1/telephone/twilio/voice}.
     */
    Optional<URI> publicUrl();

    /** Where Twilio's API is. */
    @WithDefault("https://api.twilio.com")
    URI api();

    /** How long the other side's phone rings; whole seconds, 5 to 600. */
    @WithDefault("30S")
    Duration ringing();

    /** How long an answer of Twilio's API is waited for. Longer: a call that must end waits longer for its next try. */
    @WithDefault("5S")
    Duration timeout();

    /**
     * How long after its first request a call may be asked for again, which Twilio does when an answer was lost. Longer:
     * a request that somebody copied is answered, with the number to ring, for longer.
     */
    @WithDefault("15S")
    Duration askedAgain();
}

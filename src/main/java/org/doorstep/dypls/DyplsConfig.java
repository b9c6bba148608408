package org.doorstep.dypls;

import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Dypls; read when {@code doorstep.bridge.provider} is {@code dypls}, and then checked at the start. */
@ConfigMapping(prefix = "doorstep.dypls")
public interface DyplsConfig {

    /** The id of the access key of a RAM user that may use Dypls and nothing else. */
    Optional<String> accessKeyId();

    /** The access key's secret. */
    Optional<String> accessKeySecret();

    /** The pool that the numbers are in, as the console shows it. */
    Optional<String> poolKey();

    /**
     * A part of the address that Dypls sends its reports to, a secret: 32 to 128 letters, digits, dashes and underscores.
     * The reports carry no signature, so whoever knows it can tell of calls that never were. In the console the address
     * is {@code https://…/v1/telephone/dypls/reports/{this}/{type of message}}.
     */
    Optional<String> reportSecret();

    /** Where the API is. */
    @WithDefault("https://dyplsapi.aliyuncs.com")
    URI endpoint();

    /** The zone that Dypls tells times in; its interface names none, and the service is the mainland's. */
    @WithDefault("Asia/Shanghai")
    ZoneId zone();

    /**
     * How long one answer is waited for. Times the tries, it should stay below {@code doorstep.bridge.bind-timeout}.
     */
    @WithDefault("1500MS")
    Duration timeout();

    /** How often one request is sent before it counts as failed; each time signed anew. */
    @WithDefault("2")
    int tries();

    /** How long is waited between two of them. */
    @WithDefault("200MS")
    Duration pause();
}

package org.doorstep.dypls;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.dypls.DyplsAnswer.Meaning;
import org.jboss.logging.Logger;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.ext.web.client.WebClient;

/**
 * Dypls' API, version 2017-05-25, RPC style. The parameters are a form in the body, as the vendor's own clients of this
 * product send them: there are phone numbers among them, and addresses end up in logs.
 */
@ApplicationScoped
class DyplsApi {

    private static final Logger LOG = Logger.getLogger(DyplsApi.class);
    private static final String VERSION = "2017-05-25";
    private static final String FORM = "application/x-www-form-urlencoded";

    private final DyplsAccount account;
    private final DyplsConfig config;
    private final Clock clock;
    private final Vertx vertx;
    private final WebClient web;

    DyplsApi(DyplsAccount account, DyplsConfig config, Clock clock, Vertx vertx) {
        this.account = account;
        this.config = config;
        this.clock = clock;
        this.vertx = vertx;
        this.web = WebClient.create(vertx);
    }

    /**
     * Asks for an action, again if it is not answered. All actions asked for are such that asking twice does no harm, or
     * is answered as a conflict.
     *
     * @throws DyplsUnavailable if it is not answered, or only with something that passes
     */
    Uni<DyplsAnswer> ask(String action, Map<String, String> parameters) {
        return ask(action, parameters, config.tries());
    }

    private Uni<DyplsAnswer> ask(String action, Map<String, String> parameters, int tries) {
        return once(action, parameters)
                .onFailure().transform(failure -> failure instanceof DyplsUnavailable ? failure
                        : new DyplsUnavailable(failure.getClass().getSimpleName()))
                .onFailure().invoke(failure -> LOG.warnf("Dypls does not do %s: %s", action, failure.getMessage()))
                .onFailure().recoverWithUni(failure -> tries <= 1 ? Uni.createFrom().failure(failure)
                        : pause().chain(() -> ask(action, parameters, tries - 1)));
    }

    /** Signed anew each time: a nonce counts once, and is refused after that (SignatureNonceUsed). */
    private Uni<DyplsAnswer> once(String action, Map<String, String> parameters) {
        var all = new TreeMap<>(parameters);
        all.put("PoolKey", account.poolKey());
        var form = all.entrySet().stream().map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
                .collect(Collectors.joining("&"));
        var request = web.postAbs(config.endpoint() + "/").timeout(config.timeout().toMillis());
        headers(action, form).forEach(request::putHeader);
        return request.sendBuffer(Buffer.buffer(form))
                .map(answer -> DyplsAnswer.of(answer.statusCode(),
                        Optional.ofNullable(answer.bodyAsString()).orElse("")))
                .invoke(DyplsApi::failIfPassing);
    }

    private static void failIfPassing(DyplsAnswer answer) {
        if (answer.meaning() == Meaning.PASSING) {
            throw new DyplsUnavailable(answer.code());
        }
    }

    private Map<String, String> headers(String action, String form) {
        var signed = new TreeMap<String, String>();
        signed.put("content-type", FORM);
        signed.put("host", config.endpoint().getAuthority());
        signed.put("x-acs-action", action);
        signed.put("x-acs-content-sha256", AccessKey.sha256(form));
        signed.put("x-acs-date", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        signed.put("x-acs-signature-nonce", UUID.randomUUID().toString());
        signed.put("x-acs-version", VERSION);
        var authorization = account.accessKey().authorization("", signed);
        var headers = new TreeMap<>(signed);
        headers.remove("host");
        headers.put("accept", "application/json");
        headers.put("authorization", authorization);
        return headers;
    }

    /** Unreserved characters of RFC 3986 stay, everything else is percent-encoded. */
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A").replace("%7E",
                "~");
    }

    /** By Vert.x's timer, so that what follows stays where it was. */
    private Uni<Void> pause() {
        return Uni.createFrom().emitter(
                after -> vertx.getDelegate().setTimer(config.pause().toMillis(), _ -> after.complete(null)));
    }
}

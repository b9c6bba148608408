package org.doorstep.twilio;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.bridge.HungUp;
import org.jboss.logging.Logger;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.DecodeException;
import io.vertx.mutiny.core.MultiMap;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.ext.web.client.HttpResponse;
import io.vertx.mutiny.ext.web.client.WebClient;

/**
 * Ends a call: its legs are updated to {@code completed}, which ends one that rings as well as one that is up (Twilio,
 * "Call resource"). The caller's leg comes first: with it the {@code Dial} ends, and the other leg.
 */
@ApplicationScoped
class HangUpCall {

    private static final Logger LOG = Logger.getLogger(HangUpCall.class);
    /** Invalid call state: the call is not in progress any more. */
    private static final int NOT_IN_PROGRESS = 21220;

    private final TwilioAccount account;
    private final WebClient web;
    private final long timeoutMillis;

    HangUpCall(TwilioAccount account, TwilioConfig config, Vertx vertx) {
        this.account = account;
        this.web = WebClient.create(vertx);
        this.timeoutMillis = config.timeout().toMillis();
    }

    /** Dropped if any leg was up; unknown if it cannot be told of any. */
    Uni<HungUp> hangUp(List<CallSid> legs) {
        return Multi.createFrom().iterable(legs).onItem().transformToUniAndConcatenate(this::end).collect().asList()
                .map(HangUpCall::together);
    }

    private static HungUp together(List<HungUp> legs) {
        if (legs.isEmpty() || legs.contains(HungUp.UNKNOWN)) {
            return HungUp.UNKNOWN;
        }
        return legs.contains(HungUp.DROPPED) ? HungUp.DROPPED : HungUp.ALREADY_ENDED;
    }

    private Uni<HungUp> end(CallSid leg) {
        return web.postAbs(account.callUrl(leg)).basicAuthentication(account.apiKey(), account.apiSecret())
                .timeout(timeoutMillis)
                .sendForm(MultiMap.caseInsensitiveMultiMap().add("Status", "completed"))
                .map(answer -> outcome(leg, answer))
                .onFailure().invoke(failure -> LOG.warnf("Twilio does not answer to the end of %s: %s", leg.text(),
                        failure.getClass().getName()))
                .onFailure().recoverWithItem(HungUp.UNKNOWN);
    }

    private static HungUp outcome(CallSid leg, HttpResponse<Buffer> answer) {
        return switch (answer.statusCode()) {
            case 200 -> HungUp.DROPPED;
            case 404 -> HungUp.ALREADY_ENDED;
            case 400 -> code(answer) == NOT_IN_PROGRESS ? HungUp.ALREADY_ENDED : unknown(leg, answer);
            default -> unknown(leg, answer);
        };
    }

    private static HungUp unknown(CallSid leg, HttpResponse<Buffer> answer) {
        LOG.warnf("Twilio does not end %s: status %d, code %d", leg.text(), answer.statusCode(), code(answer));
        return HungUp.UNKNOWN;
    }

    private static int code(HttpResponse<Buffer> answer) {
        try {
            var body = answer.bodyAsJsonObject();
            return body != null && body.getValue("code") instanceof Integer code ? code : 0;
        } catch (DecodeException e) {
            return 0;
        }
    }
}

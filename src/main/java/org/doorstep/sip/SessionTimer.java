package org.doorstep.sip;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import gov.nist.javax.sip.header.extensions.MinSE;
import gov.nist.javax.sip.header.extensions.SessionExpires;
import javax.sip.ClientTransaction;
import javax.sip.message.Message;
import javax.sip.message.Request;
import javax.sip.message.Response;

/**
 * The session timer of one side (RFC 4028): who refreshes, and what happens if nobody does. A side that knows no session
 * timers is asked by us all the same, so that one that is gone is noticed.
 */
final class SessionTimer {

    static final String EXPIRES = "Session-Expires";
    static final String LEAST = "Min-SE";
    /** The longest that another side may ask for, in seconds. */
    private static final long MOST = Duration.ofHours(24).toSeconds();
    /** A side that was about to say something itself is asked again after this, and up to as much more. */
    private static final Duration AGAIN = Duration.ofSeconds(2);

    private final Parts parts;
    private final Leg leg;
    private final long ours;
    private final long least;
    private long seconds;
    private boolean weRefresh = true;
    /** Whether the other side said that it knows session timers. */
    private boolean known;
    private boolean updates;
    private @Nullable ClientTransaction asking;
    private @Nullable ScheduledFuture<?> timer;

    SessionTimer(Parts parts, Leg leg) {
        this.parts = parts;
        this.leg = leg;
        this.ours = parts.config().session().expires().toSeconds();
        this.least = parts.config().session().least().toSeconds();
        this.seconds = ours;
    }

    /** Whether a request wants sessions that are shorter than is agreed to (RFC 4028, 9). */
    static boolean tooShort(Request request, SipConfig.Session config) {
        return supports(request) && request.getHeader(EXPIRES) instanceof SessionExpires wanted
                && wanted.getExpires() < config.least().toSeconds();
    }

    private static boolean supports(Message message) {
        return Options.in(message, "Supported").contains("timer") || Options.in(message, "Require").contains("timer");
    }

    /** Writes our wishes into a request of this side. */
    void ask(Request request) {
        request.setHeader(parts.messages().header("Supported", "timer"));
        var refresher = leg.up() ? ";refresher=" + (weRefresh ? "uac" : "uas") : "";
        request.setHeader(parts.messages().header(EXPIRES, seconds + refresher));
        request.setHeader(parts.messages().header(LEAST, Long.toString(least)));
    }

    /** Hears a request of this side, and agrees in the response to it. */
    void agree(Request request, Response response) {
        heard(request);
        known = supports(request);
        var wanted = request.getHeader(EXPIRES) instanceof SessionExpires header ? header : null;
        var floor = request.getHeader(LEAST) instanceof MinSE header ? header.getExpires() : 0;
        seconds = Math.clamp(wanted == null ? ours : Math.min(wanted.getExpires(), ours), Math.max(floor, least),
                Math.max(MOST, least));
        weRefresh = !known || wanted == null || !"uac".equals(wanted.getRefresher());
        if (known) {
            response.setHeader(parts.messages().header(EXPIRES,
                    seconds + ";refresher=" + (weRefresh ? "uas" : "uac")));
            response.setHeader(parts.messages().header("Require", "timer"));
        }
    }

    /** Hears what this side agreed to in a 2xx to our request. */
    void agreed(Response response) {
        heard(response);
        if (response.getHeader(EXPIRES) instanceof SessionExpires header) {
            known = true;
            seconds = Math.clamp(header.getExpires(), Math.min(least, ours), Math.max(MOST, least));
            weRefresh = !"uas".equals(header.getRefresher());
        } else {
            weRefresh = true;
        }
    }

    private void heard(Message message) {
        if (message.getHeader("Allow") != null) {
            updates = Options.in(message, "Allow").contains(Request.UPDATE);
        }
    }

    /** What a 422 asks for (RFC 4028, 6); empty if that cannot be agreed to. */
    Optional<Duration> lengthened(Response response) {
        if (response.getHeader(LEAST) instanceof MinSE header && header.getExpires() > seconds
                && header.getExpires() <= MOST) {
            seconds = header.getExpires();
            return Optional.of(Duration.ofSeconds(seconds));
        }
        return Optional.empty();
    }

    /** The session is up, or was refreshed now. */
    void restart() {
        stop();
        if (weRefresh) {
            after(Duration.ofSeconds(seconds).dividedBy(2), this::refresh);
        } else {
            after(Duration.ofSeconds(seconds - Math.min(32, seconds / 3)), () -> leg.call().lost());
        }
    }

    void stop() {
        var running = timer;
        if (running != null) {
            running.cancel(false);
            timer = null;
        }
    }

    boolean isAsking() {
        return asking != null;
    }

    private void refresh() {
        if (leg.call().renegotiates()) {
            after(AGAIN, this::refresh);
            return;
        }
        var request = leg.request(updates ? Request.UPDATE : Request.INVITE);
        request.setHeader(parts.messages().contact(leg.transport()));
        parts.messages().allow(request);
        ask(request);
        if (!updates) {
            leg.described().ifPresent(last -> parts.messages().describe(request, last));
        }
        asking = leg.send(request);
    }

    /** Whether this answers a refresh of ours. */
    boolean responded(ClientTransaction transaction, Response response) {
        if (transaction != asking) {
            return false;
        }
        int status = response.getStatusCode();
        if (status < 200) {
            return true;
        }
        asking = null;
        if (status < 300) {
            if (Request.INVITE.equals(transaction.getRequest().getMethod())) {
                leg.acknowledge(leg.dialog(), response, null);
            }
            agreed(response);
            restart();
        } else {
            refused(status, response);
        }
        return true;
    }

    private void refused(int status, Response response) {
        switch (status) {
            case 408, 481 -> leg.call().lost();
            case 422 -> lengthened(response).ifPresentOrElse(_ -> refresh(), () -> leg.call().lost());
            case 491 -> after(AGAIN.plusMillis(ThreadLocalRandom.current().nextLong(AGAIN.toMillis())), this::refresh);
            default -> {
                // It answers, so it is there; the other method is tried next.
                updates = false;
                restart();
            }
        }
    }

    private void after(Duration wait, Runnable step) {
        timer = parts.timers().schedule(() -> leg.call().post(() -> {
            if (!leg.call().isOver()) {
                step.run();
            }
        }), wait.toMillis(), TimeUnit.MILLISECONDS);
    }
}

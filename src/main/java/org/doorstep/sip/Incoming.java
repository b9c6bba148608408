package org.doorstep.sip;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.ListIterator;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import org.doorstep.bridge.IncomingCall;

import javax.sip.address.SipURI;
import javax.sip.address.TelURL;
import javax.sip.address.URI;
import javax.sip.header.CallIdHeader;
import javax.sip.header.FromHeader;
import javax.sip.header.HeaderAddress;
import javax.sip.header.MaxForwardsHeader;
import javax.sip.header.RequireHeader;
import javax.sip.header.ViaHeader;
import javax.sip.message.Request;

/** Reads the INVITE that begins a call. */
final class Incoming {

    private static final Set<String> KNOWN = Set.of("timer");
    private static final int HOPS = 70;

    private final SipConfig config;
    private final Numbers numbers;

    Incoming(SipConfig config, Numbers numbers) {
        this.config = config;
        this.numbers = numbers;
    }

    /** What was read. */
    sealed interface Read {
        record Call(IncomingCall call, Optional<SessionDescription> offer, int hops) implements Read {
        }

        record Refused(int status) implements Read {
        }

        /** @param options what is demanded and not offered (RFC 3261, 8.2.2.3) */
        record Demands(Set<String> options) implements Read {
        }
    }

    Read read(Request invite, String source, String ourselves) {
        var demanded = new TreeSet<>(Options.in(invite, RequireHeader.NAME));
        demanded.removeAll(KNOWN);
        if (!demanded.isEmpty()) {
            return new Read.Demands(demanded);
        }
        var forwards = (MaxForwardsHeader) invite.getHeader(MaxForwardsHeader.NAME);
        int hops = forwards == null ? HOPS : Math.min(HOPS, forwards.getMaxForwards());
        if (hops < 1) {
            return new Read.Refused(483);
        }
        if (passedBefore(invite, ourselves)) {
            return new Read.Refused(482);
        }
        if (SessionTimer.tooShort(invite, config.session())) {
            return new Read.Refused(422);
        }
        return switch (Body.of(invite)) {
            case Body.None() -> dialled(invite, source, Optional.empty(), hops);
            case Body.Described(var offer) -> dialled(invite, source, Optional.of(offer), hops);
            case Body.OtherKind() -> new Read.Refused(415);
            case Body.Unusable() -> new Read.Refused(488);
        };
    }

    private Read dialled(Request invite, String source, Optional<SessionDescription> offer, int hops) {
        return user(invite.getRequestURI()).flatMap(numbers::dialled)
                .<Read>map(dialled -> new Read.Call(new IncomingCall("sip", id(invite), dialled.number(),
                        dialled.extension(), caller(invite), source), offer, hops))
                .orElse(new Read.Refused(404));
    }

    /** Whether this agent is among those that it came through (RFC 3261, 16.3, step 4). */
    private static boolean passedBefore(Request invite, String ourselves) {
        for (ListIterator<?> each = invite.getHeaders(ViaHeader.NAME); each.hasNext();) {
            var via = (ViaHeader) each.next();
            if (ourselves.equalsIgnoreCase(via.getHost() + ":" + via.getPort())) {
                return true;
            }
        }
        return false;
    }

    private String caller(Request invite) {
        var header = switch (config.identity()) {
            case FROM -> (HeaderAddress) invite.getHeader(FromHeader.NAME);
            case P_ASSERTED -> (HeaderAddress) invite.getHeader("P-Asserted-Identity");
        };
        return Optional.ofNullable(header).flatMap(found -> user(found.getAddress().getURI()))
                .flatMap(numbers::caller).orElse("");
    }

    private static Optional<String> user(URI uri) {
        if (uri instanceof SipURI sip) {
            return Optional.ofNullable(sip.getUser());
        }
        if (uri instanceof TelURL tel) {
            var number = (tel.isGlobal() && !tel.getPhoneNumber().startsWith("+") ? "+" : "") + tel.getPhoneNumber();
            return Optional.of(Optional.ofNullable(tel.getParameter("ext")).map(ext -> number + ";ext=" + ext)
                    .orElse(number));
        }
        return Optional.empty();
    }

    /** A name of the call that tells nothing of it: a Call-ID may be anything, a number too. */
    private static String id(Request invite) {
        var from = (FromHeader) invite.getHeader(FromHeader.NAME);
        var text = ((CallIdHeader) invite.getHeader(CallIdHeader.NAME)).getCallId() + "\n" + from.getTag();
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, 16));
        } catch (NoSuchAlgorithmException _) {
            throw new SipFailure("No SHA-256");
        }
    }
}

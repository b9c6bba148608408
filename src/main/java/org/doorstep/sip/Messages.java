package org.doorstep.sip;

import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import gov.nist.javax.sip.ListeningPointImpl;
import javax.sip.InvalidArgumentException;
import javax.sip.PeerUnavailableException;
import javax.sip.SipFactory;
import javax.sip.SipProvider;
import javax.sip.address.AddressFactory;
import javax.sip.address.SipURI;
import javax.sip.header.ContactHeader;
import javax.sip.header.Header;
import javax.sip.header.HeaderFactory;
import javax.sip.header.ToHeader;
import javax.sip.header.ViaHeader;
import javax.sip.message.Message;
import javax.sip.message.MessageFactory;
import javax.sip.message.Request;
import javax.sip.message.Response;

/** Makes every message of ours. A message is made of a decision and of a rebuilt session description, never of another message. */
final class Messages {

    static final String ALLOW = "INVITE, ACK, CANCEL, BYE, UPDATE, OPTIONS";
    private static final int HOPS = 70;
    private static final Duration AGAIN = Duration.ofSeconds(5);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final HeaderFactory headers;
    private final AddressFactory addresses;
    private final MessageFactory messages;
    private final SipProvider provider;
    private final SipConfig config;

    Messages(SipFactory factory, SipProvider provider, SipConfig config) throws PeerUnavailableException {
        this.headers = factory.createHeaderFactory();
        this.addresses = factory.createAddressFactory();
        this.messages = factory.createMessageFactory();
        this.provider = provider;
        this.config = config;
    }

    /** A step of making a message; the forms of all that goes in were checked before. */
    private interface Making<T> {
        T make() throws ParseException, InvalidArgumentException;
    }

    private static <T> T made(Making<T> making) {
        try {
            return making.make();
        } catch (ParseException | InvalidArgumentException _) {
            throw new SipFailure("A message cannot be made");
        }
    }

    /** A name that nobody can guess: a tag, a Call-ID. */
    static String random() {
        var bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** The host that others know the agent by. */
    String host() {
        return config.publicAddress().orElse(config.host());
    }

    /** A call to a number over the trunk. */
    Request invite(String target, String display, int hops) {
        var trunk = config.trunk();
        return made(() -> {
            var to = at(target, trunk.host().orElseThrow());
            var uri = (SipURI) to.clone();
            uri.setPort(trunk.port());
            if (trunk.transport() != Transport.UDP) {
                uri.setTransportParam(trunk.transport().token());
            }
            var request = messages.createRequest(uri, Request.INVITE, headers.createCallIdHeader(random()),
                    headers.createCSeqHeader(1L, Request.INVITE),
                    headers.createFromHeader(addresses.createAddress(at(display, host())), random()),
                    headers.createToHeader(addresses.createAddress(to), null), List.of(via(trunk.transport())),
                    headers.createMaxForwardsHeader(hops));
            request.addHeader(contact(trunk.transport()));
            allow(request);
            return request;
        });
    }

    /** A request that belongs to a dialog that this stack does not hold. */
    Request bye(CallHandle.Side side) {
        return made(() -> {
            var request = messages.createRequest(addresses.createURI(side.target()), Request.BYE,
                    headers.createCallIdHeader(side.callId()), headers.createCSeqHeader(side.sequence(), Request.BYE),
                    headers.createFromHeader(addresses.createAddress(side.local()), side.localTag()),
                    headers.createToHeader(addresses.createAddress(side.remote()), side.remoteTag()),
                    List.of(via(side.transport())), headers.createMaxForwardsHeader(HOPS));
            for (var route : side.routes()) {
                request.addHeader(headers.createRouteHeader(addresses.createAddress(route)));
            }
            return request;
        });
    }

    private SipURI at(String number, String host) throws ParseException {
        var uri = addresses.createSipURI(number, bracketed(host));
        uri.setUserParam("phone");
        return uri;
    }

    static String bracketed(String host) {
        return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    private ViaHeader via(Transport transport) throws InvalidArgumentException {
        var point = (ListeningPointImpl) Objects.requireNonNull(provider.getListeningPoint(transport.token()));
        var via = point.getViaHeader();
        via.setRPort();
        return via;
    }

    /** Where the agent wants requests of a dialog sent. */
    ContactHeader contact(Transport transport) {
        return made(() -> {
            var uri = addresses.createSipURI(null, bracketed(host()));
            uri.setPort(provider.getListeningPoint(transport.token()).getPort());
            if (transport != Transport.UDP) {
                uri.setTransportParam(transport.token());
            }
            return headers.createContactHeader(addresses.createAddress(uri));
        });
    }

    /** A response with a tag of its own, as every final one must have (RFC 3261, 8.2.6.2). */
    Response response(int status, Request request) {
        return response(status, request, random());
    }

    /** A response with what its status must tell, and with this tag unless the request has one already. */
    Response response(int status, Request request, String tag) {
        return made(() -> {
            var response = messages.createResponse(status, request);
            var to = (ToHeader) response.getHeader(ToHeader.NAME);
            if (status > 100 && to.getTag() == null) {
                to.setTag(tag);
            }
            complete(response, status);
            return response;
        });
    }

    private void complete(Response response, int status) {
        switch (status) {
            case 200, 405 -> allow(response);
            case 415 -> response.setHeader(header("Accept", "application/sdp"));
            case 422 -> response.setHeader(
                    header(SessionTimer.LEAST, Long.toString(config.session().least().toSeconds())));
            case 500 -> retryAfter(response, AGAIN);
            case 503 -> retryAfter(response, config.limits().retryAfter());
            default -> {
                // The status says it all.
            }
        }
    }

    /** Tells which of the extensions that were demanded are not there (RFC 3261, 8.2.2.3). */
    Response lacking(Set<String> options, Request request) {
        var response = response(420, request);
        options.forEach(option -> response.addHeader(made(() -> headers.createUnsupportedHeader(option))));
        return response;
    }

    /** Says which methods the agent knows (RFC 3261, 20.5). */
    void allow(Message message) {
        message.setHeader(made(() -> headers.createAllowHeader(ALLOW)));
    }

    Header header(String name, String value) {
        return made(() -> headers.createHeader(name, value));
    }

    void retryAfter(Response response, Duration when) {
        response.setHeader(header("Retry-After", Long.toString(Math.max(1, when.toSeconds()))));
    }

    void describe(Message message, String description) {
        var _ = made(() -> {
            message.setContent(description, headers.createContentTypeHeader("application", "sdp"));
            return message;
        });
    }
}

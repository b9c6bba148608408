package org.doorstep.sip;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.text.ParseException;
import java.util.Iterator;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import gov.nist.javax.sip.message.Content;
import gov.nist.javax.sip.message.SIPMessage;
import javax.sip.header.ContentTypeHeader;
import javax.sip.message.Message;

/** What a message carries. */
sealed interface Body {

    record None() implements Body {
    }

    record Described(SessionDescription description) implements Body {
    }

    /** A description that cannot be let through, or is none. */
    record Unusable() implements Body {
    }

    /** Something else, or in an encoding. */
    record OtherKind() implements Body {
    }

    /** Of several parts (RFC 2046, 5.1) the first that is a description counts; the others stay behind. */
    static Body of(Message message) {
        var bytes = message.getRawContent();
        if (bytes == null || bytes.length == 0) {
            return new None();
        }
        var type = (ContentTypeHeader) message.getHeader(ContentTypeHeader.NAME);
        if (message.getHeader("Content-Encoding") != null || type == null) {
            return new OtherKind();
        }
        if ("multipart".equalsIgnoreCase(type.getContentType())) {
            return part((SIPMessage) message).<Body>map(Body::read).orElse(new OtherKind());
        }
        return isDescription(type) ? read(bytes) : new OtherKind();
    }

    /** The description that a message carries, if it carries one that can be let through. */
    static Optional<SessionDescription> description(Message message) {
        return of(message) instanceof Described(var description) ? Optional.of(description) : Optional.empty();
    }

    private static Body read(byte[] bytes) {
        return SessionDescription.read(bytes).<Body>map(Described::new).orElse(new Unusable());
    }

    private static boolean isDescription(@Nullable ContentTypeHeader type) {
        return type != null && "application".equalsIgnoreCase(type.getContentType())
                && "sdp".equalsIgnoreCase(type.getContentSubType());
    }

    private static Optional<byte[]> part(SIPMessage message) {
        try {
            for (Iterator<Content> parts = message.getMultipartMimeContent().getContents(); parts.hasNext();) {
                var part = parts.next();
                if (isDescription(part.getContentTypeHeader())) {
                    return Optional.of(part.getContent().toString().getBytes(UTF_8));
                }
            }
        } catch (ParseException | RuntimeException _) {
            // No parts can be told apart.
        }
        return Optional.empty();
    }
}

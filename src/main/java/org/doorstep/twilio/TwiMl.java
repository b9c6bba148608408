package org.doorstep.twilio;

import java.io.StringWriter;
import java.time.Duration;
import java.util.Map;

import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** What Twilio is to do with a call, in its markup language. */
final class TwiMl {

    /** Factories are safe to share once configured (JAXP); the platform's own, found without reflection. */
    private static final XMLOutputFactory XML = XMLOutputFactory.newDefaultFactory();

    private TwiMl() {
    }

    /** How a call is turned away; neither is billed. */
    enum Reject {
        /** "The number is not in service". */
        REJECTED,
        /** The busy tone. */
        BUSY
    }

    private interface Content {
        void write(XMLStreamWriter xml) throws XMLStreamException;
    }

    /**
     * Rings a number. The caller hears it ring and is charged only from the answer on; nothing is recorded.
     *
     * @param shows X, in E.164
     * @param longest from the answer on, at least one second
     */
    static String dial(String number, String shows, Duration longest, Duration ringing, String eventsUrl) {
        return document(xml -> {
            element(xml, "Dial", Map.of("callerId", shows, "timeLimit", seconds(longest), "timeout", seconds(ringing),
                    "answerOnBridge", "true", "record", "do-not-record"));
            element(xml, "Number", Map.of("statusCallback", eventsUrl, "statusCallbackMethod", "POST",
                    "statusCallbackEvent", "initiated ringing answered completed"));
            xml.writeCharacters(number);
            xml.writeEndElement();
            xml.writeEndElement();
        });
    }

    static String reject(Reject how) {
        return document(xml -> {
            element(xml, "Reject", Map.of("reason", how.name().toLowerCase(java.util.Locale.ROOT)));
            xml.writeEndElement();
        });
    }

    private static String seconds(Duration time) {
        return Long.toString(Math.max(1, time.toSeconds()));
    }

    private static void element(XMLStreamWriter xml, String name, Map<String, String> attributes)
            throws XMLStreamException {
        xml.writeStartElement(name);
        for (var attribute : attributes.entrySet()) {
            xml.writeAttribute(attribute.getKey(), attribute.getValue());
        }
    }

    private static String document(Content content) {
        var text = new StringWriter();
        try {
            var xml = XML.createXMLStreamWriter(text);
            xml.writeStartDocument();
            xml.writeStartElement("Response");
            content.write(xml);
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("TwiML cannot be written");
        }
        return text.toString();
    }
}

package org.doorstep.siem;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

import org.doorstep.accesslog.Action;
import org.doorstep.accesslog.Decision;
import org.doorstep.accesslog.EntryView;
import org.doorstep.accesslog.OcsfEvent;

import io.vertx.core.buffer.Buffer;

/**
 * An entry as a message of RFC 5424, framed by its length in octets (RFC 5425, section 4.3). The text is an OCSF event
 * in ASCII. The structured data carries the entry's number, by which a receiver drops doubles:
 * {@code [entry@32473 number="17"]}.
 */
final class SyslogMessage {

    /** Log audit (RFC 5424, table 1). */
    private static final int FACILITY = 13;
    private static final int WARNING = 4;
    private static final int NOTICE = 5;
    private static final int INFORMATIONAL = 6;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'")
            .withZone(ZoneOffset.UTC);

    private SyslogMessage() {
    }

    static Buffer framed(EntryView entry, SiemConfig config) {
        var message = text(entry, config.node(), config.enterpriseNumber()).getBytes(StandardCharsets.US_ASCII);
        return Buffer.buffer(message.length + 8).appendString(message.length + " ").appendBytes(message);
    }

    static String text(EntryView entry, String node, int enterpriseNumber) {
        return "<%d>1 %s %s doorstep - %s [entry@%d number=\"%d\"] %s".formatted(FACILITY * 8 + severity(entry),
                TIME.format(entry.at()), hostname(node), entry.action(), enterpriseNumber, entry.entry(),
                OcsfEvent.json(entry));
    }

    private static int severity(EntryView entry) {
        if (entry.action() == Action.ALARM) {
            return WARNING;
        }
        return entry.decision() == Decision.GRANTED ? INFORMATIONAL : NOTICE;
    }

    /** Visible ASCII, or nothing (RFC 5424, section 6.2.4). */
    private static String hostname(String node) {
        return node.matches("[\\x21-\\x7e]{1,255}") ? node : "-";
    }
}

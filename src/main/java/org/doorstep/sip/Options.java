package org.doorstep.sip;

import java.util.HashSet;
import java.util.ListIterator;
import java.util.Set;

import javax.sip.header.AllowHeader;
import javax.sip.header.OptionTag;
import javax.sip.message.Message;

/** The option tags, or methods, in the headers of a name. */
final class Options {

    private Options() {
    }

    static Set<String> in(Message message, String name) {
        var found = new HashSet<String>();
        for (ListIterator<?> each = message.getHeaders(name); each.hasNext();) {
            var header = each.next();
            var text = header instanceof OptionTag option ? option.getOptionTag()
                    : header instanceof AllowHeader allow ? allow.getMethod() : "";
            for (var part : text == null ? new String[0] : text.split(",")) {
                found.add(part.strip());
            }
        }
        return found;
    }
}

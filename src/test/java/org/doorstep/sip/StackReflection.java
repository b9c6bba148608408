package org.doorstep.sip;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The classes of the SIP stack that reach others by reflection, and how a native image is ready for each. */
final class StackReflection {

    /** How a class that reaches others by reflection is covered. */
    enum Covered {
        /** Everything that it could reach is in the file, whether a test reached it or not. */
        WHOLLY,
        /** What it reaches follows from the settings alone, and every start of the agent reaches it. */
        BY_EVERY_START,
        /** Nothing of the agent gets there. */
        NEVER_REACHED
    }

    private static final Map<String, Covered> CALLERS = Map.ofEntries(
            Map.entry("javax.sip.SipFactory", Covered.BY_EVERY_START),
            Map.entry("gov.nist.javax.sip.SipStackImpl", Covered.BY_EVERY_START),
            Map.entry("gov.nist.javax.sip.stack.OIOMessageProcessorFactory", Covered.BY_EVERY_START),
            Map.entry("gov.nist.javax.sip.header.SIPHeaderNamesCache", Covered.BY_EVERY_START),
            Map.entry("gov.nist.javax.sip.parser.ParserFactory", Covered.WHOLLY),
            Map.entry("gov.nist.javax.sip.message.ListMap", Covered.WHOLLY),
            Map.entry("gov.nist.javax.sip.header.SIPHeaderList", Covered.WHOLLY),
            Map.entry("gov.nist.core.GenericObject", Covered.WHOLLY),
            // Another way to make the lists of ListMap.
            Map.entry("gov.nist.javax.sip.header.HeaderFactoryImpl", Covered.WHOLLY),
            // Comparing and dumping field by field: nothing compares or prints whole messages.
            Map.entry("gov.nist.core.GenericObjectList", Covered.NEVER_REACHED),
            Map.entry("gov.nist.javax.sip.address.NetObject", Covered.NEVER_REACHED),
            Map.entry("gov.nist.javax.sip.header.SIPObject", Covered.NEVER_REACHED),
            Map.entry("gov.nist.javax.sip.message.MessageObject", Covered.NEVER_REACHED),
            Map.entry("gov.nist.javax.sip.message.SIPMessage", Covered.NEVER_REACHED),
            Map.entry("gov.nist.javax.sip.header.NameMap", Covered.WHOLLY),
            // The stack's own SDP, its NIO transport and its serialised objects are not used.
            Map.entry("gov.nist.javax.sdp.SdpEncoderImpl", Covered.NEVER_REACHED),
            Map.entry("gov.nist.javax.sdp.fields.SDPObject", Covered.NEVER_REACHED),
            Map.entry("gov.nist.javax.sdp.parser.ParserFactory", Covered.NEVER_REACHED),
            Map.entry("gov.nist.javax.sip.stack.NioMessageProcessorFactory", Covered.NEVER_REACHED),
            Map.entry("gov.nist.javax.sip.stack.Base64", Covered.NEVER_REACHED),
            Map.entry("gov.nist.javax.sip.stack.Base64$1", Covered.NEVER_REACHED));

    private StackReflection() {
    }

    static Set<String> callers() {
        return new TreeSet<>(CALLERS.keySet());
    }

    static Set<String> neverReached() {
        return CALLERS.entrySet().stream().filter(entry -> entry.getValue() == Covered.NEVER_REACHED)
                .map(Map.Entry::getKey).collect(Collectors.toSet());
    }
}

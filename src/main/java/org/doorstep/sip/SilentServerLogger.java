package org.doorstep.sip;

import java.util.Properties;

import org.jspecify.annotations.Nullable;

import gov.nist.core.ServerLogger;
import gov.nist.javax.sip.message.SIPMessage;
import javax.sip.SipStack;

/** Keeps no trace of messages. */
public final class SilentServerLogger implements ServerLogger {

    @Override
    public void closeLogFile() {
    }

    @Override
    public void logMessage(@Nullable SIPMessage message, @Nullable String from, @Nullable String to, boolean sender,
            long time) {
    }

    @Override
    public void logMessage(@Nullable SIPMessage message, @Nullable String from, @Nullable String to,
            @Nullable String status, boolean sender, long time) {
    }

    @Override
    public void logMessage(@Nullable SIPMessage message, @Nullable String from, @Nullable String to,
            @Nullable String status, boolean sender) {
    }

    @Override
    public void logException(@Nullable Exception failure) {
    }

    @Override
    public void setStackProperties(@Nullable Properties properties) {
    }

    @Override
    public void setSipStack(@Nullable SipStack stack) {
    }
}

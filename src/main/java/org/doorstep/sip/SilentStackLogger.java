package org.doorstep.sip;

import java.util.Properties;

import org.jspecify.annotations.Nullable;

import gov.nist.core.StackLogger;

/** Logs nothing of what the SIP stack says: its lines carry messages, and messages carry numbers. */
public final class SilentStackLogger implements StackLogger {

    @Override
    public void logStackTrace() {
    }

    @Override
    public void logStackTrace(int level) {
    }

    @Override
    public int getLineCount() {
        return 0;
    }

    @Override
    public void logException(@Nullable Throwable failure) {
    }

    @Override
    public void logDebug(@Nullable String line) {
    }

    @Override
    public void logDebug(@Nullable String line, @Nullable Exception failure) {
    }

    @Override
    public void logTrace(@Nullable String line) {
    }

    @Override
    public void logFatalError(@Nullable String line) {
    }

    @Override
    public void logError(@Nullable String line) {
    }

    @Override
    public boolean isLoggingEnabled() {
        return false;
    }

    @Override
    public boolean isLoggingEnabled(int level) {
        return false;
    }

    @Override
    public void logError(@Nullable String line, @Nullable Exception failure) {
    }

    @Override
    public void logWarning(@Nullable String line) {
    }

    @Override
    public void logInfo(@Nullable String line) {
    }

    @Override
    public void disableLogging() {
    }

    @Override
    public void enableLogging() {
    }

    @Override
    public void setBuildTimeStamp(@Nullable String built) {
    }

    @Override
    public void setStackProperties(@Nullable Properties properties) {
    }

    @Override
    public String getLoggerName() {
        return "sip";
    }
}

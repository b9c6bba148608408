package org.doorstep.telemetry;

import java.util.regex.Pattern;

import jakarta.inject.Singleton;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;

/**
 * Takes waybill numbers and queries out of the spans of requests: a waybill number is personal data too
 * (寄递服务用户个人信息安全管理规定 (2014), art. 3), and traces leave the service. The secret in the address of a
 * carrier's reports goes, too.
 */
@Singleton
class RedactedSpans implements SpanProcessor {

    private static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
    private static final AttributeKey<String> QUERY = AttributeKey.stringKey("url.query");
    private static final Pattern NUMBER = Pattern.compile("(?<=/parcels/)[^/]+");
    private static final Pattern SECRET = Pattern.compile("(?<=/dypls/reports/)[^/]+");

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
        var path = span.getAttribute(PATH);
        if (path != null) {
            span.setAttribute(PATH, redacted(path));
        }
        if (span.getAttribute(QUERY) != null) {
            span.setAttribute(QUERY, "redacted");
        }
    }

    static String redacted(String path) {
        return SECRET.matcher(NUMBER.matcher(path).replaceFirst("{waybill}")).replaceFirst("{secret}");
    }

    @Override
    public boolean isStartRequired() {
        return true;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        // Nothing is left to take out.
    }

    @Override
    public boolean isEndRequired() {
        return false;
    }
}

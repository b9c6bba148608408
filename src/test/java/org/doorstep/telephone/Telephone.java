package org.doorstep.telephone;

import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;

/** Settings, a clock and a request, for the parts of a carrier outside of the service. */
public final class Telephone {

    private Telephone() {
    }

    public static <T> T settings(Class<T> mapping, Map<String, String> values) {
        return new SmallRyeConfigBuilder().withMapping(mapping)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withSources(new PropertiesConfigSource(values, "test", 500)).build().getConfigMapping(mapping);
    }

    /** A request from this machine; it knows nothing else. */
    public static HttpServerRequest request() {
        return (HttpServerRequest) Proxy.newProxyInstance(Telephone.class.getClassLoader(),
                new Class<?>[]{HttpServerRequest.class}, (_, method, _) -> {
                    if (method.getName().equals("remoteAddress")) {
                        return SocketAddress.inetSocketAddress(40000, "127.0.0.1");
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    /** A clock that goes when it is told to. */
    public static final class HandClock extends Clock {
        private Instant now = Instant.parse("2026-11-22T04:00:00Z");

        public void advance(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}

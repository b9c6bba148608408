package org.doorstep.time;

import java.time.Clock;
import java.time.ZoneId;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Produces the injected {@link Clock}; its zone decides when a day, and so a daily limit, begins. */
class CompanyClock {

    @Produces
    @Singleton
    Clock clock(@ConfigProperty(name = "doorstep.zone", defaultValue = "Asia/Shanghai") ZoneId zone) {
        return Clock.system(zone);
    }
}

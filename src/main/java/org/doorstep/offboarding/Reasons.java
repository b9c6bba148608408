package org.doorstep.offboarding;

import java.io.IOException;
import java.util.concurrent.TimeoutException;

import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;

import org.doorstep.bridge.StillBound;
import org.jspecify.annotations.Nullable;

/** Why a step failed, in words for the officer: never what somebody else's system wrote into its message. */
final class Reasons {

    private Reasons() {
    }

    static String of(Throwable failure) {
        return switch (root(failure)) {
            case WebApplicationException answered -> "Keycloak answered " + answered.getResponse().getStatus();
            case StillBound still -> still.getMessage();
            case TimeoutException _ -> "No answer in time";
            case IOException _ -> "Not reachable";
            case ProcessingException _ -> "Not reachable";
            case Throwable other -> "Failed: " + other.getClass().getSimpleName();
        };
    }

    private static Throwable root(Throwable failure) {
        @Nullable
        Throwable cause = failure;
        while (!(cause instanceof WebApplicationException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}

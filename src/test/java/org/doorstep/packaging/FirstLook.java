package org.doorstep.packaging;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

import org.doorstep.stack.PackagedService;

/** Asks for a parcel from a service's launch on, until it is shown. */
final class FirstLook {

    private static final Duration STEP = Duration.ofMillis(20);

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final PackagedService service;
    private final HttpRequest request;

    FirstLook(PackagedService service, String token, String waybill) {
        this.service = service;
        this.request = HttpRequest.newBuilder(URI.create(service.url() + "/v1/parcels/" + waybill + "/views"))
                .timeout(Duration.ofSeconds(30)).header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json").header("Doorstep-Device", "phone-0001")
                .POST(BodyPublishers.ofString("{\"purpose\":\"DELIVER\"}")).build();
    }

    /** @throws IllegalStateException if the service ends before */
    void await() {
        while (!shown()) {
            if (!service.isAlive()) {
                throw new IllegalStateException("the service ended: " + service.log());
            }
            pause();
        }
    }

    private boolean shown() {
        try {
            return http.send(request, BodyHandlers.ofString()).statusCode() == 200;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(STEP);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException(e);
    }
}

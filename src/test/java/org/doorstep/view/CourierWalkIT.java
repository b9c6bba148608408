package org.doorstep.view;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The courier's walk on the packaged service. */
@QuarkusIntegrationTest
class CourierWalkIT extends CourierWalkTest {
}

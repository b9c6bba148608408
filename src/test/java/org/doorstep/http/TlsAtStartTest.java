package org.doorstep.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;

import org.junit.jupiter.api.Test;

class TlsAtStartTest {

    @Test
    void plainHttpBesideTlsIsRefused() {
        assertTrue(TlsAtStart.fault(true, Optional.empty()).isPresent());
        assertTrue(TlsAtStart.fault(true, Optional.of("enabled")).isPresent());
    }

    @Test
    void tlsAloneAndPlainAloneAreTaken() {
        assertEquals(Optional.empty(), TlsAtStart.fault(true, Optional.of("disabled")));
        assertEquals(Optional.empty(), TlsAtStart.fault(true, Optional.of("redirect")));
        assertEquals(Optional.empty(), TlsAtStart.fault(false, Optional.empty()));
    }
}

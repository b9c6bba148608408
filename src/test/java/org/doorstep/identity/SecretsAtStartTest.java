package org.doorstep.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsAtStartTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "sample-doorstep_app", "Sample-secret-of-hr", "please-CHANGE-ME-now",
            "${DB_PASSWORD}",
            "short"})
    void refusesASecretThatIsNone(String secret) {
        assertFalse(SecretsAtStart.fault(secret).isEmpty());
    }

    @Test
    void takesASecretOfOnesOwn() {
        assertEquals("", SecretsAtStart.fault("kR7-wanderfalter-91"));
    }
}

package org.doorstep.masking;

import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

class ShownTest {

    @Test
    void aTextKeepsItsValueOutOfLogs() {
        assertFalse(Names.show("王明", Form.FULL).toString().contains("王"));
    }
}

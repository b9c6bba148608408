package org.doorstep.crypto;

import static org.doorstep.crypto.Fixtures.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AadTest {

    @Test
    void textMovedFromOnePartToTheNextIsAnotherPlace() {
        assertNotEquals(hex(new Aad("ab", "c", "d", "e", 0).encoded()), hex(new Aad("a", "bc", "d", "e", 0).encoded()));
        assertNotEquals(hex(new Aad("a", "b", "cd", "e", 0).encoded()), hex(new Aad("a", "b", "c", "de", 0).encoded()));
        assertNotEquals(hex(new Aad("a", "b", "c", "d\0", 0).encoded()), hex(new Aad("a", "b", "c", "d", 0).encoded()));
    }

    @Test
    void aFieldsPlaceIsItsRecordsWithAName() {
        assertEquals(new Aad("yunda", "sealed_record", "YT7", "phone", 3),
                Aad.ofRecord("yunda", "sealed_record", "YT7", 3).field("phone"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud83d", "YT\udc00", "\udc00\ud83d"})
    void halfOfASurrogatePairIsRefusedInsteadOfBecomingAQuestionMark(String recordId) {
        Aad place = Aad.ofRecord("yunda", "sealed_record", recordId, 3);
        assertThrows(IllegalArgumentException.class, place::encoded);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void aPlaceNeedsAllItsParts(String blank) {
        assertThrows(IllegalArgumentException.class, () -> Aad.ofRecord(blank, "t", "r", 0));
        assertThrows(IllegalArgumentException.class, () -> Aad.ofRecord("t", blank, "r", 0));
        assertThrows(IllegalArgumentException.class, () -> Aad.ofRecord("t", "t", blank, 0));
        assertThrows(IllegalArgumentException.class, () -> Fixtures.RECORD.field(blank));
        assertThrows(IllegalArgumentException.class, () -> Aad.ofRecord("t", "t", "r", -1));
    }
}

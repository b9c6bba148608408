package org.doorstep.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PostTest {

    @ParameterizedTest
    @CsvSource({"SYS_ADMIN,SEC_ADMIN", "SYS_ADMIN,SEC_AUDITOR", "SEC_ADMIN,SEC_AUDITOR", "HR,SEC_ADMIN",
            "COURIER_DELIVERY,SEC_AUDITOR", "CS_AGENT,SEC_AUDITOR", "ANALYST,SEC_AUDITOR"})
    void postsThatExcludeEachOtherConflict(Post one, Post other) {
        assertTrue(Post.conflict(EnumSet.of(one, other)));
    }

    @ParameterizedTest
    @EnumSource
    void onePostAloneNeverConflicts(Post post) {
        assertFalse(Post.conflict(Set.of(post)));
    }

    @Test
    void aCourierMayCollectAndDeliver() {
        assertFalse(Post.conflict(EnumSet.of(Post.COURIER_PICKUP, Post.COURIER_DELIVERY)));
    }

    @Test
    void aRoleThatIsNoPostIsNone() {
        assertEquals(Optional.empty(), Post.ofRole("offline_access"));
    }
}

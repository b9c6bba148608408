package org.doorstep.scim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;

import org.doorstep.problem.ProblemException;
import org.doorstep.problem.ProblemType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Accounts are looked up by staff number, and by nothing else. */
class LookupTest {

    @ParameterizedTest
    @ValueSource(strings = {"userName eq \"K1001\"", "username EQ \"k1001\"", "externalId eq \"K1001\"",
            "id eq \"K1001\"", "(userName eq \"K1001\")",
            "urn:ietf:params:scim:schemas:core:2.0:User:userName eq \"K1001\""})
    void aStaffNumberIsLookedUp(String filter) {
        assertEquals(Optional.of("K1001"), Lookup.of(filter).staffId());
    }

    @ParameterizedTest
    @ValueSource(strings = {"userName eq \"8e4f1c1e-52b4-47a3-8f0e-3c9d4b7a5d11\"",
            "userName eq \"somebody@example.org\"", "userName eq \"\"", "userName eq \"K1001' or '1'='1\"",
            "userName eq \"K10\\\"01\"", "userName eq \"\u212a1001\"", "userName eq \"kſ1001\""})
    void whatIsNoStaffNumberIsNobodys(String filter) {
        assertEquals(Optional.empty(), Lookup.of(filter).staffId());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "userName", "userName eq", "userName eq K1001", "userName eq 1001",
            "userName eq null", "userName sw \"K\"", "userName pr", "not (userName eq \"K1001\")",
            "userName eq \"K1001\" or userName eq \"K1002\"", "active eq true", "name.familyName eq \"x\"",
            "emails[type eq \"work\"].value eq \"x\"", "userName eq \"K1001\"; drop table staff", "userName eq \"K1001",
            "((((((((((", "urn:example:other:userName eq \"K1001\"", "userName.value eq \"K1001\""})
    void otherFiltersAreRefused(String filter) {
        var thrown = assertThrows(ProblemException.class, () -> Lookup.of(filter));

        assertEquals(ProblemType.INVALID_FILTER, thrown.problem().type());
    }
}

package org.doorstep.scim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;

import org.doorstep.identity.Post;
import org.doorstep.identity.Standing;
import org.doorstep.offboarding.Employment;
import org.doorstep.problem.ProblemException;
import org.doorstep.problem.ProblemType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes in the forms that the standard has and that identity systems send. */
class PatchTest {

    private static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    private static final Employment COURIER = new Employment(Standing.ACTIVE, Set.of(Post.COURIER_DELIVERY),
            "SH-PD-01");
    private static final Employment TWO_POSTS = new Employment(Standing.ACTIVE,
            Set.of(Post.COURIER_DELIVERY, Post.COURIER_PICKUP), "SH-PD-01");

    private static Employment patched(Employment before, String operations) {
        var body = """
                {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [%s]}"""
                .formatted(operations);
        return Patch.read(Message.read(body.getBytes(StandardCharsets.UTF_8), Patch.SCHEMA))
                .employment(new Account("K1003", before, 7, Instant.EPOCH, Instant.EPOCH));
    }

    private static void refused(ProblemType type, String operations) {
        var thrown = assertThrows(ProblemException.class, () -> patched(TWO_POSTS, operations));
        assertEquals(type, thrown.problem().type());
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "{\"op\":\"replace\",\"path\":\"active\",\"value\":false}",
            "{\"op\":\"Replace\",\"path\":\"active\",\"value\":\"False\"}",
            "{\"op\":\"Replace\",\"path\":\"active\",\"value\":\"false\"}",
            "{\"op\":\"Add\",\"path\":\"active\",\"value\":\"False\"}",
            "{\"op\":\"Replace\",\"path\":\"active\",\"value\":[{\"$ref\":null,\"value\":\"False\"}]}",
            "{\"op\":\"replace\",\"value\":{\"active\":false}}",
            "{\"op\":\"Replace\",\"value\":{\"active\":\"False\"}}",
            "{\"op\":\"replace\",\"path\":null,\"value\":{\"Active\":false}}",
            "{\"OP\":\"replace\",\"Path\":\"urn:ietf:params:scim:schemas:core:2.0:User:active\",\"value\":false}",
            "{\"op\":\"replace\",\"value\":{\"urn:ietf:params:scim:schemas:core:2.0:User:active\":\"False\"}}",
            "{\"op\":\"replace\",\"value\":{\"urn:ietf:params:scim:schemas:core:2.0:User\":{\"active\":false}}}",
            "{\"op\":\"replace\",\"value\":{\"id\":\"K1003\",\"schemas\":[],\"displayName\":\"x\",\"active\":false}}"})
    void everyFormOfSwitchingOffSwitchesOffAndNothingElse(String operation) {
        assertEquals(new Employment(Standing.SUSPENDED, COURIER.posts(), COURIER.outlet()),
                patched(COURIER, operation));
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "{\"op\":\"replace\",\"path\":\"roles\",\"value\":[{\"value\":\"SORTER\"}]}",
            "{\"op\":\"replace\",\"path\":\"roles\",\"value\":[\"SORTER\"]}",
            "{\"op\":\"replace\",\"value\":{\"roles\":[{\"value\":\"SORTER\",\"primary\":true}]}}",
            "{\"op\":\"Replace\",\"path\":\"roles[primary eq \\\"True\\\"].value\",\"value\":\"SORTER\"}",
            "{\"op\":\"Add\",\"path\":\"roles[primary eq \\\"True\\\"].value\",\"value\":\"SORTER\"}",
            "{\"op\":\"replace\",\"path\":\"roles[primary eq true].value\",\"value\":\"SORTER\"}",
            "{\"op\":\"Replace\",\"path\":\"roles\",\"value\":[{\"value\":\"{\\\"id\\\":\\\"06b0\\\",\\\"value\\\":"
                    + "\\\"SORTER\\\",\\\"displayName\\\":\\\"Sorters\\\"}\"}]}"})
    void everyFormOfReplacingTheRoleEndsTheOthers(String operation) {
        assertEquals(Set.of(Post.SORTER), patched(TWO_POSTS, operation).posts());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '§', value = {
            "{'op':'Add','path':'roles','value':[{'value':'SORTER'}]} | COURIER_DELIVERY,COURIER_PICKUP,SORTER",
            "{'op':'add','value':{'roles':[{'value':'SORTER'}]}} | COURIER_DELIVERY,COURIER_PICKUP,SORTER",
            "{'op':'Add','path':'roles','value':{}} | COURIER_DELIVERY,COURIER_PICKUP",
            "{'op':'Remove','path':'roles[value eq \\'COURIER_PICKUP\\']'} | COURIER_DELIVERY",
            "{'op':'Remove','path':'roles','value':[{'value':'COURIER_PICKUP'}]} | COURIER_DELIVERY",
            "{'op':'replace','path':'roles[value eq \\'COURIER_PICKUP\\'].value','value':'SORTER'} "
                    + "| COURIER_DELIVERY,SORTER",
            "{'op':'Replace','path':'roles[primary eq \\'True\\'].display','value':'Sorters'} "
                    + "| COURIER_DELIVERY,COURIER_PICKUP"})
    void rolesAreAddedAndTakenOneByOne(String operation, String posts) {
        assertEquals(Post.named(posts.split(",")), patched(TWO_POSTS, operation.replace('\'', '"')).posts());
    }

    @Test
    void rolesRemovedWithoutAValueAllEnd() {
        assertEquals(Set.of(), patched(TWO_POSTS, "{\"op\":\"remove\",\"path\":\"roles\"}").posts());
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "{\"op\":\"Replace\",\"path\":\"" + ENTERPRISE + ":department\",\"value\":\"SH-XH-02\"}",
            "{\"op\":\"replace\",\"value\":{\"" + ENTERPRISE + ":department\":\"SH-XH-02\"}}",
            "{\"op\":\"replace\",\"value\":{\"" + ENTERPRISE + "\":{\"department\":\"SH-XH-02\"}}}",
            "{\"op\":\"replace\",\"path\":\"" + ENTERPRISE + "\",\"value\":{\"department\":\"SH-XH-02\"}}"})
    void everyFormOfTheDepartmentIsTheOutlet(String operation) {
        assertEquals(new Employment(Standing.ACTIVE, COURIER.posts(), "SH-XH-02"), patched(COURIER, operation));
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "{\"op\":\"Replace\",\"path\":\"name.familyName\",\"value\":\"x\"}",
            "{\"op\":\"Add\",\"path\":\"emails[type eq \\\"work\\\"].value\",\"value\":\"x@example.org\"}",
            "{\"op\":\"Replace\",\"path\":\"phoneNumbers[type eq \\\"mobile\\\"].value\",\"value\":\"1\"}",
            "{\"op\":\"Remove\",\"path\":\"title\"}",
            "{\"op\":\"Replace\",\"path\":\"externalId\",\"value\":\"x\"}",
            "{\"op\":\"replace\",\"value\":{\"password\":\"x\"}}",
            "{\"op\":\"Add\",\"path\":\"" + ENTERPRISE + ":manager\",\"value\":\"x\"}",
            "{\"op\":\"replace\",\"path\":\"userName\",\"value\":\"k1003\"}"})
    void whatIsNotKeptChangesNothing(String operation) {
        assertEquals(COURIER, patched(COURIER, operation));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '§', value = {
            "INVALID_PATH | {'op':'replace','path':'actve','value':false}",
            "INVALID_PATH | {'op':'replace','value':{'actve':false}}",
            "INVALID_PATH | {'op':'replace','path':'active.value','value':false}",
            "INVALID_PATH | {'op':'replace','path':'active[value eq true]','value':false}",
            "INVALID_PATH | {'op':'replace','path':'roles[','value':'SORTER'}",
            "INVALID_PATH | {'op':'replace','path':'roles[value eq].value','value':'SORTER'}",
            "INVALID_PATH | {'op':'replace','path':'roles.secret','value':'SORTER'}",
            "INVALID_PATH | {'op':'replace','path':'a;drop table staff','value':'SORTER'}",
            "INVALID_PATH | {'op':'replace','path':'urn:example:other:User:active','value':false}",
            "INVALID_PATH | {'op':'replace','value':{'urn:example:other:User':{'active':false}}}",
            "NO_TARGET | {'op':'remove'}",
            "NO_TARGET | {'op':'replace','path':'roles[value eq \\'SORTER\\'].value','value':'DRIVER'}",
            "WRONG_SCHEMA | {'op':'move','path':'active','value':false}",
            "WRONG_SCHEMA | {'op':'replace','value':false}",
            "WRONG_SCHEMA | 7",
            "INVALID_ATTRIBUTE | {'op':'replace','path':'active','value':'no'}",
            "INVALID_ATTRIBUTE | {'op':'replace','path':'active'}",
            "INVALID_ATTRIBUTE | {'op':'remove','path':'active'}",
            "INVALID_ATTRIBUTE | {'op':'replace','path':'roles'}",
            "INVALID_ATTRIBUTE | {'op':'add','path':'roles','value':[{'value':'KING'}]}",
            "INVALID_ATTRIBUTE | {'op':'add','path':'roles','value':[{'value':'HR_FEED'}]}",
            "INVALID_ATTRIBUTE | {'op':'add','path':'roles','value':[{'value':'{broken'}]}",
            "INVALID_ATTRIBUTE | {'op':'add','path':'roles','value':[{'display':'SORTER'}]}",
            "INVALID_ATTRIBUTE | {'op':'replace','path':'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
                    + ":department','value':'nowhere'}",
            "INVALID_ATTRIBUTE | {'op':'remove','path':'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
                    + ":department'}",
            "IMMUTABLE_ATTRIBUTE | {'op':'replace','path':'userName','value':'K1004'}",
            "IMMUTABLE_ATTRIBUTE | {'op':'replace','value':{'id':'K1004','active':false}}",
            "IMMUTABLE_ATTRIBUTE | {'op':'remove','path':'id'}"})
    void whatCannotBeTakenOverIsRefused(ProblemType type, String operation) {
        refused(type, operation.replace('\'', '"'));
    }

    @Test
    void oneBadChangeRefusesAll() {
        refused(ProblemType.INVALID_PATH, "{\"op\":\"replace\",\"path\":\"active\",\"value\":false},"
                + "{\"op\":\"replace\",\"path\":\"actve\",\"value\":false}");
    }
}

package org.doorstep.policy;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A policy with anything unclear in it is not read, and the message leads to the line. */
class PolicyFileTest {

    private static final String GOOD = """
            version: test.1
            fields:
              recipient.name:     { class: DIRECT }
              recipient.phone:    { class: DIRECT }
              recipient.address:  { class: DIRECT }
              sender.name:        { class: DIRECT }
              sender.phone:       { class: DIRECT }
              sender.address:     { class: DIRECT }
              sender.identity:    { class: SENSITIVE }
              items:              { class: QUASI }
              waybill:            { class: OPERATIONAL }
            purposes: [DELIVER, SORT]
            limits:
              outlet:    200/day
              recipient: 30/day
              device:    40/day
              misses:    10/hour
            rules:
              - id: courier-delivers
                posts: [COURIER_DELIVERY]
                purpose: DELIVER
                stages: [OUT_FOR_DELIVERY]
                scope: OWN
                fields: { recipient.name: MASKED }
                lease: 15M
                cap: assigned+10%
                bridge: { party: RECIPIENT, calls: 3, longest: 10M, life: 15M, cap: 20/day }
                legalBasis: CONTRACT
                pia: PIA-1
                owner: operations
                articles: [000/4]
              - id: sorter-sorts
                posts: [SORTER]
                purpose: SORT
                stages: [HUB]
                scope: OUTLET
                fields: { recipient.address: AREA }
                lease: 10H
                cap: 100/day
                reason: required
                stepUp: 5M
                approval: second-person
                legalBasis: CONTRACT
                pia: PIA-1
                owner: operations
                articles: [000/4]
            """;

    /**
     * A way to spoil the good policy.
     *
     * @param was what stands in it once, and is replaced by {@code is}
     * @param line the line that the message must name
     * @param says a part of the message
     */
    record Defect(String name, String was, String is, int line, String says) {
        @Override
        public String toString() {
            return name;
        }

        String text() {
            assertTrue(GOOD.contains(was), was);
            int at = GOOD.indexOf(was);
            return GOOD.substring(0, at) + is + GOOD.substring(at + was.length());
        }
    }

    static Stream<Defect> defects() {
        return Stream.of(
                new Defect("call to nobody known", "party: RECIPIENT", "party: NEIGHBOUR", 27,
                        "unknown party \"NEIGHBOUR\""),
                new Defect("no calls", "calls: 3", "calls: 0", 27, "calls are 1 to 100"),
                new Defect("calls without a length", "longest: 10M, ", "", 27, "\"longest\" is missing"),
                new Defect("calls with more than is known", "life: 15M,", "life: 15M, recording: yes,", 27,
                        "unknown member \"recording\""),
                new Defect("unknown post", "COURIER_DELIVERY", "COURIER", 20, "unknown post \"COURIER\""),
                new Defect("no post", "[COURIER_DELIVERY]", "[]", 20, "no post"),
                new Defect("post that is no list", "[COURIER_DELIVERY]", "COURIER_DELIVERY", 20, "a list is missing"),
                new Defect("unknown stage", "[HUB]", "[HUB, DEPOT]", 35, "unknown stage \"DEPOT\""),
                new Defect("no stage", "[HUB]", "[]", 35, "no stage"),
                new Defect("stage in small letters", "[HUB]", "[hub]", 35, "unknown stage \"hub\""),
                new Defect("unknown field in a rule", "recipient.address: AREA", "recipient.email: AREA", 37,
                        "unknown field \"recipient.email\""),
                new Defect("unknown field in the catalogue", "  items: ", "  cargo: ", 10, "unknown field \"cargo\""),
                new Defect("unknown form", "recipient.name: MASKED", "recipient.name: HALF", 24,
                        "unknown form \"HALF\""),
                new Defect("form that the field does not have", "recipient.name: MASKED", "recipient.name: AREA", 24,
                        "has no form AREA"),
                new Defect("form NONE", "recipient.name: MASKED", "recipient.name: NONE", 24, "has no form NONE"),
                new Defect("field without a form", "recipient.name: MASKED", "recipient.name: ", 24,
                        "a text is missing"),
                new Defect("unknown purpose", "purpose: SORT", "purpose: SORTING", 34,
                        "unknown purpose \"SORTING\""),
                new Defect("unknown scope", "scope: OUTLET", "scope: ANY", 36, "unknown scope \"ANY\""),
                new Defect("field missing in the catalogue", "  items:              { class: QUASI }\n", "", 3,
                        "field \"items\" has no class"),
                new Defect("field without a class", "items:              { class: QUASI }", "items: { }", 10,
                        "\"class\" is missing"),
                new Defect("unknown class", "class: QUASI", "class: HARMLESS", 10, "unknown class \"HARMLESS\""),
                new Defect("more than a class", "{ class: QUASI }", "{ class: QUASI, shown: yes }", 10,
                        "unknown member \"shown\""),
                new Defect("rule without an owner", "    owner: operations\n", "", 19, "\"owner\" is missing"),
                new Defect("rule without a cap", "    cap: 100/day\n", "", 32, "\"cap\" is missing"),
                new Defect("rule without a lease", "    lease: 10H\n", "", 32, "\"lease\" is missing"),
                new Defect("rule without articles", "    articles: [000/4]\n", "", 19, "\"articles\" is missing"),
                new Defect("rule id that stands twice", "sorter-sorts", "courier-delivers", 32, "stands twice"),
                new Defect("key that stands twice", "cap: 100/day", "lease: 10H", 39, "\"lease\" stands twice"),
                new Defect("field that stands twice", "{ recipient.address: AREA }",
                        "{ recipient.address: AREA, recipient.address: FULL }", 37, "stands twice"),
                new Defect("post that stands twice", "[SORTER]", "[SORTER, SORTER]", 33, "stands twice"),
                new Defect("purpose that stands twice", "[DELIVER, SORT]", "[DELIVER, SORT, DELIVER]", 12,
                        "stands twice"),
                new Defect("unknown member of the file", "version: test.1", "version: test.1\nnote: x", 2,
                        "unknown member \"note\""),
                new Defect("unknown member of a rule", "reason: required", "reasons: required", 40,
                        "unknown member \"reasons\""),
                new Defect("reason that is neither required nor left out", "reason: required", "reason: optional", 40,
                        "must be \"required\""),
                new Defect("approval by nobody we know", "second-person", "nobody", 42, "must be \"second-person\""),
                new Defect("cap without a window", "100/day", "100", 39, "cannot be read"),
                new Defect("cap of an unknown window", "100/day", "100/week", 39, "cannot be read"),
                new Defect("cap that is negative", "100/day", "-100/day", 39, "cannot be read"),
                new Defect("cap without a percent sign", "assigned+10%", "assigned+10", 26, "cannot be read"),
                new Defect("cap beyond any number", "100/day", "99999999999/day", 39, "cannot be read"),
                new Defect("lease without a unit", "lease: 15M", "lease: 15", 25, "cannot be read"),
                new Defect("lease in words", "lease: 15M", "lease: a while", 25, "cannot be read"),
                new Defect("lease that is negative", "lease: 15M", "lease: -15M", 25, "must be longer than nothing"),
                new Defect("lease of nothing", "lease: 15M", "lease: 0M", 25, "must be longer than nothing"),
                new Defect("step-up that is negative", "stepUp: 5M", "stepUp: -5M", 41, "must be longer than nothing"),
                new Defect("limit missing", "  misses:    10/hour\n", "", 14, "limit \"misses\" is missing"),
                new Defect("unknown limit", "  misses:", "  errors:", 17, "unknown limit \"ERRORS\""),
                new Defect("limit that stands twice", "  device:    40/day", "  outlet:    40/day", 16,
                        "stands twice"),
                new Defect("version missing", "version: test.1\n", "", 1, "\"version\" is missing"),
                new Defect("version blank", "test.1", "", 1, "a text is missing"),
                new Defect("rules missing", GOOD.substring(GOOD.indexOf("rules:")), "", 1, "\"rules\" is missing"),
                new Defect("tab for an indent", "    purpose: SORT", "\tpurpose: SORT", 34, "no YAML"),
                new Defect("bracket left open", "[HUB]", "[HUB", 36, "no YAML"),
                new Defect("control sign", "PIA-1", "PIA-\u0001", 29, "no YAML"),
                new Defect("two documents", "rules:\n", "---\nrules:\n", 18, "no YAML"),
                new Defect("list for a file", GOOD, "- version", 1, "members are missing"),
                new Defect("text for a file", GOOD, "policy", 1, "members are missing"));
    }

    @Test
    void goodPolicyIsRead() {
        var policy = PolicyFile.read(new StringReader(GOOD));
        assertEquals(2, policy.rules().size());
    }

    @ParameterizedTest
    @MethodSource("defects")
    void defectStopsTheReadingAtItsLine(Defect defect) {
        var thrown = assertThrows(InvalidPolicy.class, () -> PolicyFile.read(new StringReader(defect.text())));
        assertAll(() -> assertTrue(thrown.getMessage().startsWith("Policy, line " + defect.line() + ": "),
                thrown::getMessage), () -> assertTrue(thrown.getMessage().contains(defect.says()), thrown::getMessage));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "# only a remark\n"})
    void emptyFileIsNoPolicy(String text) {
        assertThrows(InvalidPolicy.class, () -> PolicyFile.read(new StringReader(text)));
    }

    @Test
    void serviceDoesNotStartWithAPolicyFileThatIsSpoilt(@TempDir Path folder) throws IOException {
        var spoilt = Files.writeString(folder.resolve("policy.yaml"), GOOD.replace("scope: OUTLET", "scope: ANY"));
        assertThrows(InvalidPolicy.class, () -> new PolicySource().policy(() -> Optional.of(spoilt)));
    }
}

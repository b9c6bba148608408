package org.doorstep.policy;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.doorstep.identity.Post;
import org.doorstep.masking.Form;
import org.doorstep.parcel.Stage;
import org.doorstep.policy.YamlNode.Mapping;

/**
 * Reads and checks a policy file. Whatever is unknown, missing or said twice stops the reading with a message that
 * names the line: an unclear policy must not start.
 */
public final class PolicyFile {

    private static final Set<String> MEMBERS = Set.of("version", "fields", "purposes", "limits", "rules");
    private static final Set<String> RULE_MEMBERS = Set.of("id", "posts", "purpose", "stages", "scope", "fields",
            "lease", "cap", "reason", "stepUp", "approval", "bridge", "legalBasis", "pia", "owner", "articles");
    private static final Set<String> BRIDGE_MEMBERS = Set.of("party", "calls", "longest", "life", "cap");
    private static final Map<Field, Set<Form>> FORMS = forms();

    private final Mapping file;
    private final Set<String> purposes;
    private final Map<Field, Sensitivity> catalogue;

    private PolicyFile(Mapping file) {
        this.file = file;
        this.purposes = Set.copyOf(file.required("purposes").texts());
        this.catalogue = catalogue(file.required("fields"));
    }

    /**
     * The policy of a YAML text.
     *
     * @throws InvalidPolicy naming the line and what is wrong there
     */
    public static Policy read(Reader text) {
        var file = YamlNode.read(whole(text)).mapping();
        file.only(MEMBERS);
        return new PolicyFile(file).policy();
    }

    private static String whole(Reader text) {
        try {
            return text.readAllAsString();
        } catch (IOException e) {
            throw new UncheckedIOException("The policy cannot be read", e);
        }
    }

    private Policy policy() {
        return new Policy(file.required("version").text(), catalogue, purposes, limits(), rules());
    }

    private static Map<Field, Sensitivity> catalogue(YamlNode fields) {
        var catalogue = new EnumMap<Field, Sensitivity>(Field.class);
        fields.mapping().forEach((name, value) -> {
            value.mapping().only(Set.of("class"));
            catalogue.put(field(name), constant(value.mapping().required("class"), Sensitivity.class, "class"));
        });
        for (var field : Field.values()) {
            if (!catalogue.containsKey(field)) {
                throw fields.invalid("field \"" + field.path() + "\" has no class");
            }
        }
        return catalogue;
    }

    private Map<Policy.LimitName, Cap> limits() {
        var limits = new EnumMap<Policy.LimitName, Cap>(Policy.LimitName.class);
        var node = file.required("limits");
        node.mapping().forEach((name, value) -> limits.put(
                constant(name.upperCase(), Policy.LimitName.class, "limit"), value.parsed(Cap::of)));
        for (var name : Policy.LimitName.values()) {
            if (!limits.containsKey(name)) {
                throw node.invalid("limit \"" + name.name().toLowerCase(java.util.Locale.ROOT) + "\" is missing");
            }
        }
        return limits;
    }

    private List<Rule> rules() {
        var rules = new ArrayList<Rule>();
        var ids = new HashSet<String>();
        for (var node : file.required("rules").items()) {
            var rule = rule(node.mapping());
            if (!ids.add(rule.id())) {
                throw node.invalid("rule \"" + rule.id() + "\" stands twice");
            }
            rules.add(rule);
        }
        return rules;
    }

    private Rule rule(Mapping rule) {
        rule.only(RULE_MEMBERS);
        var granted = granted(rule.required("fields"));
        var secondPerson = rule.optional("approval").map(node -> node.oneOf("second-person")).isPresent();
        if (!secondPerson) {
            refuseSensitive(rule.required("fields"), granted);
        }
        return new Rule(rule.required("id").text(),
                constants(rule.required("posts"), Post.class, "post"),
                purpose(rule.required("purpose")),
                constants(rule.required("stages"), Stage.class, "stage"),
                constant(rule.required("scope"), Scope.class, "scope"),
                granted,
                duration(rule.required("lease")),
                rule.required("cap").parsed(Cap::of),
                rule.optional("reason").map(node -> node.oneOf("required")).isPresent(),
                rule.optional("stepUp").map(PolicyFile::duration),
                secondPerson,
                rule.optional("bridge").map(PolicyFile::bridge),
                rule.required("legalBasis").text(), rule.required("pia").text(), rule.required("owner").text(),
                rule.required("articles").texts());
    }

    private static BridgeTerms bridge(YamlNode node) {
        var bridge = node.mapping();
        bridge.only(BRIDGE_MEMBERS);
        return new BridgeTerms(constant(bridge.required("party"), BridgeTerms.Party.class, "party"),
                bridge.required("calls").parsed(PolicyFile::calls), duration(bridge.required("longest")),
                duration(bridge.required("life")), bridge.required("cap").parsed(Cap::of));
    }

    private static int calls(String text) {
        int calls = Integer.parseInt(text);
        if (calls < 1 || calls > 100) {
            throw new IllegalArgumentException("calls are 1 to 100");
        }
        return calls;
    }

    /** Draft measures, art. 14: what is sensitive needs more than the right of the post; a yes or no does not tell it. */
    private void refuseSensitive(YamlNode node, Map<Field, Form> granted) {
        granted.forEach((field, form) -> {
            if (catalogue.get(field) == Sensitivity.SENSITIVE && form != Form.VERIFIED) {
                throw node.invalid("field \"" + field.path() + "\" is sensitive: " + form + " needs a second person");
            }
        });
    }

    private Map<Field, Form> granted(YamlNode node) {
        var granted = new EnumMap<Field, Form>(Field.class);
        node.mapping().forEach((name, value) -> {
            var field = field(name);
            var form = constant(value, Form.class, "form");
            if (!FORMS.getOrDefault(field, Set.of()).contains(form)) {
                throw value.invalid("field \"" + field.path() + "\" has no form " + form);
            }
            granted.put(field, form);
        });
        return granted;
    }

    private String purpose(YamlNode node) {
        var purpose = node.text();
        if (!purposes.contains(purpose)) {
            throw node.invalid("unknown purpose \"" + purpose + "\"");
        }
        return purpose;
    }

    private static Field field(YamlNode name) {
        return Field.ofPath(name.text()).orElseThrow(() -> name.invalid("unknown field \"" + name.text() + "\""));
    }

    private static Duration duration(YamlNode node) {
        var duration = node.parsed(text -> Duration.parse("PT" + text));
        if (!duration.isPositive()) {
            throw node.invalid("\"" + node.value() + "\" must be longer than nothing");
        }
        return duration;
    }

    private static <E extends Enum<E>> Set<E> constants(YamlNode node, Class<E> type, String what) {
        var constants = EnumSet.noneOf(type);
        node.items().forEach(item -> constants.add(constant(item, type, what)));
        if (constants.isEmpty()) {
            throw node.invalid("no " + what);
        }
        return constants;
    }

    private static <E extends Enum<E>> E constant(YamlNode node, Class<E> type, String what) {
        return Arrays.stream(type.getEnumConstants()).filter(constant -> constant.name().equals(node.text()))
                .findFirst().orElseThrow(() -> node.invalid("unknown " + what + " \"" + node.text() + "\""));
    }

    /** The forms that make sense for a field; NONE is said by leaving the field out. */
    private static Map<Field, Set<Form>> forms() {
        var name = EnumSet.of(Form.FULL, Form.MASKED, Form.SURNAME);
        var phone = EnumSet.of(Form.FULL, Form.MASKED, Form.TAIL4);
        var address = EnumSet.of(Form.FULL, Form.MASKED, Form.AREA);
        return Map.of(Field.RECIPIENT_NAME, name, Field.SENDER_NAME, name,
                Field.RECIPIENT_PHONE, phone, Field.SENDER_PHONE, phone,
                Field.RECIPIENT_ADDRESS, address, Field.SENDER_ADDRESS, address,
                Field.SENDER_IDENTITY, EnumSet.of(Form.VERIFIED),
                Field.ITEMS, EnumSet.of(Form.FULL, Form.CLASS, Form.HAZARD),
                Field.WAYBILL, EnumSet.of(Form.FULL, Form.TAIL4));
    }
}

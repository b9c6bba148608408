package org.doorstep.problem;

import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonMappingException;

/** Where in a JSON text something is wrong, after RFC 6901. Names of members, never their values. */
public final class JsonPointer {

    private JsonPointer() {
    }

    /** The place that a mapping error names; a member that is not of the schema is named only by its parent. */
    public static String of(JsonMappingException thrown) {
        return thrown.getPath().stream()
                .map(step -> "/" + (step.getFieldName() == null ? step.getIndex() : escaped(step.getFieldName())))
                .collect(Collectors.joining());
    }

    private static String escaped(String member) {
        var shown = member.length() > 64 ? member.substring(0, 64) : member;
        return shown.replace("~", "~0").replace("/", "~1");
    }
}

package org.doorstep.view;

import org.doorstep.masking.Form;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A field as it is shown.
 *
 * @param form how much of it; NONE where nothing is
 * @param value a text, or a list for goods; absent where nothing is shown
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ShownField(Form form, @Nullable Object value) {

    static final ShownField NOTHING = new ShownField(Form.NONE, null);

    @Override
    public String toString() {
        return "ShownField[" + form + "]";
    }
}

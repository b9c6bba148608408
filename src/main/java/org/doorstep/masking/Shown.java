package org.doorstep.masking;

import java.util.Optional;

/** What a reader gets to see of one field: a text, perhaps with stars in it, or nothing at all. */
public sealed interface Shown {

    /** The text to show, empty if the field is hidden. */
    Optional<String> text();

    /**
     * A text that may be shown.
     *
     * @param value may still be personal data, so {@link #toString()} leaves it out
     */
    record Text(String value) implements Shown {

        /** The value as stored; a blank one is hidden, an unpaired surrogate becomes U+FFFD so that it encodes. */
        static Shown stored(String value) {
            return Glyphs.isBlank(value) ? new Hidden() : new Text(Glyphs.wellFormed(value));
        }

        @Override
        public Optional<String> text() {
            return Optional.of(value);
        }

        @Override
        public String toString() {
            return "Text[withheld]";
        }
    }

    /** Nothing to show: no right to see the field, no such form of it, or nothing stored. */
    record Hidden() implements Shown {
        @Override
        public Optional<String> text() {
            return Optional.empty();
        }
    }
}

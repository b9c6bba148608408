package org.doorstep.verifier;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The words of a command line: options with a value, options without one, and the rest. */
public final class Arguments {

    private final Map<String, List<String>> options = new LinkedHashMap<>();
    private final List<String> rest = new ArrayList<>();

    /**
     * Reads a command line.
     *
     * @param valued options that are followed by a value, each with its dashes
     * @param flags  options that are not
     */
    public Arguments(List<String> words, Set<String> valued, Set<String> flags) {
        for (int index = 0; index < words.size(); index++) {
            var word = words.get(index);
            if (flags.contains(word)) {
                options.put(word, List.of());
            } else if (valued.contains(word)) {
                if (++index == words.size()) {
                    throw new CannotCheck(word + " wants a value. --help lists the options.");
                }
                options.computeIfAbsent(word, _ -> new ArrayList<>()).add(words.get(index));
            } else if (word.startsWith("-")) {
                throw new CannotCheck("There is no option " + word + ". --help lists the options.");
            } else {
                rest.add(word);
            }
        }
    }

    public boolean has(String option) {
        return options.containsKey(option);
    }

    public List<String> all(String option) {
        return options.getOrDefault(option, List.of());
    }

    /** The value that was given last. */
    public Optional<String> one(String option) {
        var values = all(option);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.getLast());
    }

    /** A whole number of at least 1. */
    public int number(String option, int otherwise) {
        try {
            int number = one(option).map(Integer::valueOf).orElse(otherwise);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new CannotCheck(option + " wants a whole number from 1.");
    }

    /** The words that are no options. */
    public List<String> rest() {
        return List.copyOf(rest);
    }
}

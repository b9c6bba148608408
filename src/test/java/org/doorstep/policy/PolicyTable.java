package org.doorstep.policy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.doorstep.identity.Post;
import org.doorstep.masking.Form;
import org.doorstep.parcel.Stage;

/** The table of posts as the specification has it: what the policy file must say, and nothing more. */
public final class PolicyTable {

    private static final List<Field> COLUMNS = List.of(Field.RECIPIENT_NAME, Field.RECIPIENT_PHONE,
            Field.RECIPIENT_ADDRESS, Field.SENDER_NAME, Field.SENDER_PHONE, Field.SENDER_ADDRESS, Field.ITEMS,
            Field.SENDER_IDENTITY, Field.WAYBILL);
    private static final Map<String, Form> FORMS = Map.of("F", Form.FULL, "M", Form.MASKED, "A", Form.AREA, "T4",
            Form.TAIL4, "S", Form.SURNAME, "V", Form.VERIFIED, "class", Form.CLASS, "hazard", Form.HAZARD);
    private static final List<Row> ROWS = read();

    private PolicyTable() {
    }

    /** One row: a post's purpose. */
    public record Row(Post post, String purpose, Set<Stage> stages, Scope scope, Map<Field, Form> forms,
            boolean reason, boolean stepUp, boolean approval) {

        public Row {
            stages = Set.copyOf(stages);
            forms = Map.copyOf(forms);
        }

        /** The forms by the fields' paths, as answers name them; NONE for what is not granted. */
        public Map<String, String> answered() {
            return Arrays.stream(Field.values()).collect(Collectors.toMap(Field::path,
                    field -> forms.getOrDefault(field, Form.NONE).name()));
        }

        @Override
        public String toString() {
            return post + " " + purpose;
        }
    }

    public static List<Row> rows() {
        return ROWS;
    }

    /** The row of a post and purpose, if it has one. */
    public static Optional<Row> row(Post post, String purpose) {
        return ROWS.stream().filter(row -> row.post() == post && row.purpose().equals(purpose)).findFirst();
    }

    private static List<Row> read() {
        var file = Objects.requireNonNull(PolicyTable.class.getResourceAsStream("/policy/posts.tsv"));
        try (var lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            return lines.lines().filter(line -> !line.startsWith("#")).skip(1).map(PolicyTable::row).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Row row(String line) {
        var cells = line.split("\t");
        var stages = EnumSet.noneOf(Stage.class);
        Arrays.stream(cells[2].split(",")).map(Stage::valueOf).forEach(stages::add);
        var forms = new EnumMap<Field, Form>(Field.class);
        for (int column = 0; column < COLUMNS.size(); column++) {
            var form = cells[4 + column];
            if (!form.equals("N")) {
                forms.put(COLUMNS.get(column), Objects.requireNonNull(FORMS.get(form), form));
            }
        }
        var conditions = Set.of(cells[13].split(","));
        return new Row(Post.valueOf(cells[0]), cells[1], stages, Scope.valueOf(cells[3]), forms,
                conditions.contains("reason"), conditions.contains("step-up"), conditions.contains("approval"));
    }
}

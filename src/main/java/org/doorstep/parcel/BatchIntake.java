package org.doorstep.parcel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.parcel.Intake.Delivery;
import org.doorstep.problem.JsonPointer;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemType;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/** Takes a stream of records in, a chunk in a transaction. A bad line is answered and does not stop the others. */
@ApplicationScoped
class BatchIntake {

    private final Intake intake;
    private final ParcelConfig config;
    private final ObjectReader reader;

    BatchIntake(Intake intake, ParcelConfig config, ObjectMapper json) {
        this.intake = intake;
        this.config = config;
        this.reader = json.readerFor(Consignment.class);
    }

    /**
     * What came of one line.
     *
     * @param line its number in the stream, from 1
     * @param result {@code created}, {@code unchanged} or {@code refused}
     * @param problem why it was refused
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record LineResult(long line, @Nullable String waybill, String result,
            @Nullable Map<String, Object> problem) {

        static LineResult of(long line, IntakeResult result) {
            return switch (result) {
                case IntakeResult.Created created -> new LineResult(line, created.waybill(), "created", null);
                case IntakeResult.Unchanged same -> new LineResult(line, same.waybill(), "unchanged", null);
                case IntakeResult.Refused refused -> refused(line, refused.problem());
            };
        }

        static LineResult refused(long line, Problem problem) {
            return new LineResult(line, null, "refused", problem.body());
        }
    }

    /** One result a line, in order. */
    Multi<LineResult> take(Delivery delivery, InputStream body) {
        var lines = new BoundedLines(body);
        return Multi.createBy().repeating().supplier(() -> read(lines)).whilst(chunk -> !chunk.isEmpty())
                .filter(chunk -> !chunk.isEmpty())
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .onItem().transformToUniAndConcatenate(chunk -> store(delivery, chunk))
                .onItem().transformToIterable(results -> results);
    }

    private List<BoundedLines.Line> read(BoundedLines lines) {
        try {
            return lines.next(config.batchSize());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Uni<List<LineResult>> store(Delivery delivery, List<BoundedLines.Line> chunk) {
        var results = new TreeMap<Long, LineResult>();
        var numbers = new ArrayList<Long>();
        var valid = new ArrayList<Consignment>();
        for (var line : chunk) {
            switch (parse(line)) {
                case Parsed.Good(Consignment consignment) -> {
                    numbers.add(line.number());
                    valid.add(consignment);
                }
                case Parsed.Bad(Problem problem) -> results.put(line.number(),
                        LineResult.refused(line.number(), problem));
            }
        }
        return taken(delivery, valid).map(taken -> {
            for (int index = 0; index < taken.size(); index++) {
                results.put(numbers.get(index), LineResult.of(numbers.get(index), taken.get(index)));
            }
            return List.copyOf(results.values());
        });
    }

    private Uni<List<IntakeResult>> taken(Delivery delivery, List<Consignment> valid) {
        return valid.isEmpty() ? Uni.createFrom().item(List.of()) : intake.many(delivery, valid);
    }

    private sealed interface Parsed {
        record Good(Consignment consignment) implements Parsed {
        }

        record Bad(Problem problem) implements Parsed {
        }
    }

    private Parsed parse(BoundedLines.Line line) {
        if (line.tooLong()) {
            return new Parsed.Bad(Problem.of(ProblemType.BODY_TOO_LARGE));
        }
        try {
            @Nullable
            Consignment consignment = reader.readValue(line.bytes());
            if (consignment == null) {
                return new Parsed.Bad(Problem.of(ProblemType.MALFORMED_JSON).with("pointer", ""));
            }
            var violations = intake.violations(consignment);
            return violations.isEmpty() ? new Parsed.Good(consignment) : new Parsed.Bad(Intake.invalid(violations));
        } catch (JsonMappingException e) {
            return new Parsed.Bad(Problem.of(ProblemType.MALFORMED_JSON).with("pointer", JsonPointer.of(e)));
        } catch (JsonProcessingException e) {
            return new Parsed.Bad(Problem.of(ProblemType.MALFORMED_JSON).with("pointer", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package org.larmor.cli.bench;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a section has measured, in the order in which it is shown. */
public final class BenchFigures {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES) // what follows from the values
            .build();

    private record Key(String stage, String measure) {}

    private final String section;
    private final Map<Key, List<Double>> measured = new LinkedHashMap<>();

    BenchFigures(String section) {
        this.section = section;
    }

    /** Adds a measurement; all those of one measure of one stage make one figure. */
    BenchFigures add(String stage, String measure, double value) {
        measured.computeIfAbsent(new Key(stage, measure), key -> new ArrayList<>()).add(value);
        return this;
    }

    /** Adds what another process of this section has measured. */
    void addAll(List<Figure> others) {
        others.forEach(other -> other.values().forEach(value -> add(other.stage(), other.measure(), value)));
    }

    /** The measurements of a stage in order of time; none where there are none. */
    List<Double> values(String stage, String measure) {
        return List.copyOf(measured.getOrDefault(new Key(stage, measure), List.of()));
    }

    /** All but parts of a whole that had none of it. */
    List<Figure> all() {
        List<Figure> figures = new ArrayList<>();
        measured.forEach((key, values) -> {
            boolean part = key.stage().contains(", ");
            if (!part || values.stream().anyMatch(value -> value != 0)) {
                figures.add(new Figure(section, key.stage(), key.measure(), values));
            }
        });
        return figures;
    }

    /** Writes figures as a list of objects. */
    public static void write(List<Figure> figures, Path file) throws IOException {
        JSON.writeValue(file.toFile(), figures);
    }

    static List<Figure> read(Path file) throws IOException {
        return JSON.readValue(file.toFile(), new TypeReference<List<Figure>>() {});
    }
}

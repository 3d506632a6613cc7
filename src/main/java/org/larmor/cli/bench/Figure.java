package org.larmor.cli.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * One figure: what was measured, once or several times.
 *
 * @param section whose it is
 * @param stage what was run
 * @param measure what was measured, with its unit
 * @param values every measurement, in order of time
 */
public record Figure(String section, String stage, String measure, List<Double> values) {
    public Figure {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("no measurement of " + measure);
        }
        values = List.copyOf(values);
    }

    /** Between the two middle ones of an even number, their mean. */
    @JsonProperty
    public double median() {
        List<Double> sorted = values.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    @JsonProperty
    public double least() {
        return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    @JsonProperty
    public double most() {
        return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }
}

package org.larmor.jssl.run;

import java.util.LinkedHashMap;
import java.util.Map;
import org.larmor.nn.Parameters;

/** How far a training has taken a model's weights from where it started: ‖w − w₀‖ / ‖w₀‖, all of them together. */
final class WeightDrift {
    private final Map<String, float[]> start = new LinkedHashMap<>();
    private final double norm;

    WeightDrift(Parameters start) {
        double squares = 0;
        for (var named : start.asMap().entrySet()) {
            float[] values = named.getValue().toFloatArray();
            this.start.put(named.getKey(), values);
            for (float value : values) {
                squares += (double) value * value;
            }
        }
        norm = Math.sqrt(squares);
    }

    double of(Parameters now) {
        double squares = 0;
        for (var named : now.asMap().entrySet()) {
            float[] values = named.getValue().toFloatArray();
            float[] from = start.get(named.getKey());
            for (int i = 0; i < values.length; i++) {
                double difference = (double) values[i] - from[i];
                squares += difference * difference;
            }
        }
        return norm == 0 ? 0 : Math.sqrt(squares) / norm;
    }
}

package org.larmor.oracle;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.function.Function;

import static org.assertj.core.api.Assertions.assertThat;

/** Compares named tensors with a pack: by value where values are shipped, by norms where not. */
final class Packs {
    private Packs() {}

    static void check(OracleCase c, String pack, Function<String, NDArray> actual) {
        check(c, pack, actual, 0);
    }

    /** @param noise deviation that a tensor may have besides its own, of its norm; a tenth of it of the whole pack's */
    static void check(OracleCase c, String pack, Function<String, NDArray> actual, double noise) {
        Map<String, OracleCase.Tensor> tensors = c.pack(pack);
        double whole = Math.sqrt(tensors.values().stream()
                .mapToDouble(t -> Math.pow(t.entry().get("l2").asDouble(), 2))
                .sum());
        for (OracleCase.Tensor tensor : tensors.values()) {
            NDArray array = actual.apply(tensor.name());
            assertThat(array.getShape()).as(tensor.name()).isEqualTo(tensor.shape());
            double[] values = Deviation.values(array);
            double norm = tensor.entry().get("l2").asDouble();
            double own = Deviation.allowed(tensor.entry().path("f32_vs_f64_rel_l2").asDouble(0));
            double allowed = noise == 0 || norm == 0 ? own : Math.max(own, noise + 0.1 * noise * whole / norm);
            String what = c.name() + " " + pack + " " + tensor.name() + " " + array.getDataType();
            if (tensor.values() != null) {
                Deviation.within(what, tensor.values(), values, allowed);
            } else {
                norms(what, tensor, values, allowed);
            }
        }
    }

    private static void norms(String what, OracleCase.Tensor tensor, double[] values, double allowed) {
        double square = 0;
        double sum = 0;
        double max = 0;
        for (double value : values) {
            square += value * value;
            sum += value;
            max = Math.max(max, Math.abs(value));
        }
        double norm = tensor.entry().get("l2").asDouble();
        Deviation.within(what + " norm", norm, Math.sqrt(square), allowed);
        // |Σa − Σb| ≤ √n ‖a − b‖
        double slack = allowed * norm * Math.sqrt(values.length);
        assertThat(Math.abs(sum - tensor.entry().get("sum").asDouble()))
                .as(what + " sum")
                .isLessThanOrEqualTo(slack);
        assertThat(Math.abs(max - tensor.entry().get("max_abs").asDouble()))
                .as(what + " largest")
                .isLessThanOrEqualTo(allowed * norm);
    }
}

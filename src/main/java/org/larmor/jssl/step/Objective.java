package org.larmor.jssl.step;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.larmor.jssl.loss.LossTerm;
import org.larmor.nn.Network;
import org.larmor.nn.Physics;
import org.larmor.nn.Scalar;

/**
 * The losses of a network's output on one batch. Every emitted step is made consistent with the data, for supervised
 * and self-supervised samples alike, and weighs 10^(−1 + t/(T−1)).
 */
public final class Objective {
    private final List<LossTerm> terms;

    public Objective(List<LossTerm> terms) {
        this.terms = List.copyOf(terms);
    }

    /** The weight of emitted step {@code t} of {@code steps}. */
    public static double weight(int t, int steps) {
        return steps == 1 ? 1 : Math.pow(10, -1 + (double) t / (steps - 1));
    }

    /**
     * What was computed for one batch.
     *
     * @param total to be differentiated: a scalar
     * @param perStep each term of each step, multiplier included, step weight not
     * @param image what the last step's image losses saw before cropping, [batch, H, W]
     */
    public record Result(NDArray total, List<Map<String, NDArray>> perStep, NDArray image) {
        /** Each term summed over the steps by their weights. */
        public Map<String, Double> losses() {
            Map<String, Double> sums = new LinkedHashMap<>();
            for (int t = 0; t < perStep.size(); t++) {
                double weight = weight(t, perStep.size());
                perStep.get(t)
                        .forEach((name, loss) -> sums.merge(name, weight * scalar(loss), Double::sum));
            }
            return sums;
        }

        /** The value of a scalar of either precision. */
        public static double scalar(NDArray loss) {
            return loss.toArray()[0].doubleValue();
        }
    }

    /** The losses of a whole output. */
    public Result evaluate(Physics physics, Batch batch, NDArray maps, Network.Output output) {
        try (Evaluation evaluation = evaluation(physics, batch, maps)) {
            return switch (output) {
                case Network.Output.Kspace(NDArray kspace) -> single(evaluation.kspace(kspace));
                case Network.Output.Image(NDArray image) -> single(evaluation.combined(image));
                case Network.Output.Images(List<NDArray> steps) -> weighted(evaluation, steps);
            };
        }
    }

    /** For callers that go through the steps themselves. To be closed. */
    public Evaluation evaluation(Physics physics, Batch batch, NDArray maps) {
        return new Evaluation(terms, physics, batch, maps);
    }

    private static Result single(Evaluation.Step step) {
        return new Result(step.total(), List.of(step.terms()), step.image());
    }

    private static Result weighted(Evaluation evaluation, List<NDArray> steps) {
        List<Map<String, NDArray>> perStep = new ArrayList<>();
        NDArray total = null;
        NDArray image = null;
        for (int t = 0; t < steps.size(); t++) {
            Evaluation.Step step = evaluation.image(steps.get(t));
            perStep.add(step.terms());
            NDArray weighted = Scalar.times(step.total(), weight(t, steps.size()));
            total = total == null ? weighted : total.add(weighted);
            image = step.image();
        }
        return new Result(total, perStep, image);
    }
}

package org.larmor.jssl.step;

import java.util.List;

/**
 * The learning rate by iteration: a linear warm-up from {@code base·warmupFactor}, then a factor {@code gamma} at each
 * milestone.
 */
public record LearningRate(
        double base, int warmupIterations, double warmupFactor, List<Integer> milestones, double gamma) {
    public LearningRate {
        milestones = List.copyOf(milestones);
    }

    /** The same rate throughout. */
    public static LearningRate constant(double rate) {
        return new LearningRate(rate, 0, 1, List.of(), 1);
    }

    /** The paper's, for vSHARP. */
    public static LearningRate paper() {
        return new LearningRate(
                0.003, 3000, 1.0 / 3, List.of(150_000, 300_000, 450_000, 600_000, 750_000, 900_000), 0.8);
    }

    /** The same course from another base. */
    public LearningRate withBase(double other) {
        return new LearningRate(other, warmupIterations, warmupFactor, milestones, gamma);
    }

    public double at(long iteration) {
        double warmup = 1;
        if (iteration < warmupIterations) {
            double alpha = (double) iteration / warmupIterations;
            warmup = warmupFactor * (1 - alpha) + alpha;
        }
        long passed = milestones.stream().filter(m -> m <= iteration).count();
        return base * warmup * Math.pow(gamma, (double) passed);
    }
}

package org.larmor.jssl.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.larmor.nn.Measurement;
import org.larmor.nn.Model;
import org.larmor.nn.Parameters;
import org.larmor.nn.Physics;
import org.larmor.nn.Scalar;
import org.larmor.nn.Unrolled;
import org.larmor.recon.engine.Backward;
import org.larmor.recon.engine.ComputeDevice;

/**
 * Loss and gradients of an unrolled network with activation checkpointing: forward without recording, keeping the state between ADMM
 * steps alone; then, from the last step to the first, each is computed again, recorded, and left. Same numbers as the
 * plain way, up to the order of sums.
 */
final class CheckpointedStep {
    private final Model model;
    private final Unrolled network;
    private final Objective objective;
    private final Physics physics;

    CheckpointedStep(Model model, Unrolled network, Objective objective, Physics physics) {
        this.model = model;
        this.network = network;
        this.objective = objective;
        this.physics = physics;
    }

    /**
     * Adds the gradients of {@code factor}·loss to the leaves.
     *
     * @param batch attached to a manager that is closed after the step
     * @return the loss's terms summed over steps by their weights
     */
    Map<String, Double> run(NDManager manager, Parameters leaves, Batch batch, double factor) {
        NDArray maps;
        List<Unrolled.State> states = new ArrayList<>();
        try (GradMode _ = new GradMode(false)) {
            maps = model.refine(physics, leaves, batch.input().maps());
            forward(leaves, batch.input().withMaps(maps), states);
        }
        NDArray mapsLeaf = leaf(maps, manager);
        Measurement measurement = batch.input().withMaps(mapsLeaf);
        Map<String, Double> losses = new LinkedHashMap<>();
        Cotangent after = null;
        int steps = network.steps();
        for (int step = steps - 1; step >= 0; step--) {
            try (NDManager one = manager.newSubManager();
                    Unrolled.State state = states.get(step)) {
                after = backward(one, manager, leaves, batch, measurement, state, after, step, factor, losses);
            }
        }
        if (network.startIsLearned()) {
            try (NDManager one = manager.newSubManager();
                    Unrolled.DataTerm data = network.dataTerm(physics, within(measurement, one));
                    Unrolled.State start = network.start(physics, leaves, within(measurement, one), data)) {
                Backward.from(after.along(start));
            }
        }
        try (NDArray refined = model.refine(physics, leaves, batch.input().maps());
                NDArray gradient = mapsLeaf.getGradient()) {
            // maps that nothing refines have no parameters behind them
            if (model.config().sensitivity().isPresent() && refined.getShape().get(1) > 1) {
                Backward.from(refined, gradient);
            }
        }
        return losses;
    }

    private void forward(Parameters leaves, Measurement measurement, List<Unrolled.State> states) {
        try (Unrolled.DataTerm data = network.dataTerm(physics, measurement)) {
            states.add(network.start(physics, leaves, measurement, data));
            for (int step = 0; step + 1 < network.steps(); step++) {
                states.add(network.step(physics, leaves, data, states.getLast(), step));
            }
        }
    }

    /** The gradient of what follows, by a state's parts. */
    private record Cotangent(NDArray x, NDArray z, NDArray u) {
        /** ⟨this, state⟩, whose gradient by the state is this. */
        NDArray along(Unrolled.State state) {
            return state.x().mul(x).sum().add(state.z().mul(z).sum()).add(state.u().mul(u).sum());
        }
    }

    private Cotangent backward(
            NDManager one,
            NDManager manager,
            Parameters leaves,
            Batch batch,
            Measurement measurement,
            Unrolled.State before,
            Cotangent after,
            int step,
            double factor,
            Map<String, Double> losses) {
        Unrolled.State input = new Unrolled.State(leaf(before.x(), one), leaf(before.z(), one), leaf(before.u(), one));
        Measurement here = within(measurement, one);
        try (Unrolled.DataTerm data = network.dataTerm(physics, here);
                Unrolled.State output = network.step(physics, leaves, data, input, step)) {
            NDArray scalar = after == null ? null : after.along(output);
            int first = network.firstEmitted();
            if (step >= first) {
                int emitted = network.steps() - first;
                double weight = Objective.weight(step - first, emitted);
                NDArray image = network.image(physics, here, output);
                try (Evaluation evaluation = objective.evaluation(physics, batch.within(one), here.maps())) {
                    Evaluation.Step loss = evaluation.image(image);
                    loss.terms().forEach((name, value) ->
                            losses.merge(name, weight * Objective.Result.scalar(value), Double::sum));
                    NDArray weighted = Scalar.times(loss.total(), weight * factor);
                    scalar = scalar == null ? weighted : scalar.add(weighted);
                }
            }
            if (scalar == null) {
                throw new IllegalStateException("the last step puts out no image");
            }
            Backward.from(scalar);
        }
        return new Cotangent(
                gradient(input.x(), manager), gradient(input.z(), manager), gradient(input.u(), manager));
    }

    private static NDArray gradient(NDArray leaf, NDManager manager) {
        NDArray gradient = leaf.getGradient();
        gradient.attach(manager);
        return gradient;
    }

    private static NDArray leaf(NDArray array, NDManager manager) {
        NDArray leaf = array.stopGradient();
        leaf.attach(manager);
        leaf.setRequiresGradient(true);
        return leaf;
    }

    /** Handles whose results belong to {@code manager}; the maps' gradient still reaches the original. */
    private static Measurement within(Measurement m, NDManager manager) {
        return m.map(array -> ComputeDevice.brought(array, manager));
    }
}

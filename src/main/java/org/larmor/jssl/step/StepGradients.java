package org.larmor.jssl.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.larmor.nn.Model;
import org.larmor.nn.Network;
import org.larmor.nn.Parameters;
import org.larmor.nn.PassMemory;
import org.larmor.nn.Physics;
import org.larmor.nn.PhysicsCache;
import org.larmor.nn.Scalar;
import org.larmor.nn.Unrolled;
import org.larmor.recon.engine.Backward;
import org.larmor.recon.engine.ComputeDevice;
import org.larmor.recon.engine.DeviceMemory;

/**
 * The losses and gradients of a step. Its batches go through the network one by one, so there is no smaller batch to go to
 * where a device's memory is exhausted; instead each unrolled step is computed again on the way back, which takes a part of
 * the memory, and where that does not fit either, the processor computes. The gradients are the same up to the rounding of
 * sums. Each training step begins at the top again: what the device lacked may have been another's. One thread at a time.
 */
final class StepGradients implements AutoCloseable {
    private final Model model;
    private final Objective objective;
    private final boolean checkpointing;
    private final DeviceMemory memory;
    private final Map<ComputeDevice, Place> places = new HashMap<>();

    /**
     * What was computed.
     *
     * @param losses each term, weighted, mean over the batches
     * @param gradients of their mean, by parameter, on the parameters' device
     */
    record Computed(Map<String, Double> losses, Map<String, NDArray> gradients) {}

    /** A way to compute, by how much memory it takes. */
    private record Rung(ComputeDevice device, boolean checkpointing) {}

    private record Place(NDManager root, PhysicsCache physics) implements AutoCloseable {
        static Place on(ComputeDevice device) {
            NDManager root = device.manager();
            return new Place(root, new PhysicsCache(root));
        }

        @Override
        public void close() {
            physics.close();
            root.close();
        }
    }

    /** @param memory of the device that the parameters may lie on */
    StepGradients(Model model, TrainingSettings settings, DeviceMemory memory) {
        this.model = model;
        this.objective = new Objective(settings.terms());
        this.checkpointing = settings.checkpointing();
        this.memory = memory;
    }

    /** @param step gets the gradients; of the parameters' device */
    Computed of(NDManager step, Parameters parameters, List<Batch> batches) {
        List<Rung> rungs = rungs(parameters.device());
        for (Rung rung : rungs.subList(0, rungs.size() - 1)) {
            Optional<Computed> computed = attempt(rung, step, parameters, batches);
            if (computed.isPresent()) {
                return computed.get();
            }
        }
        return compute(rungs.getLast(), step, parameters, batches);
    }

    private List<Rung> rungs(ComputeDevice device) {
        Rung asked = new Rung(device, checkpointing);
        Rung last = new Rung(ComputeDevice.PROCESSOR, checkpointing);
        if (device.isProcessor()) {
            return List.of(last);
        }
        return checkpointing || unrolled().isEmpty()
                ? List.of(asked, last)
                : List.of(asked, new Rung(device, /* checkpointing= */ true), last);
    }

    private Optional<Unrolled> unrolled() {
        return model.network() instanceof Unrolled unrolled ? Optional.of(unrolled) : Optional.empty();
    }

    /** Empty where the device's memory is exhausted; nothing of the attempt is left then. */
    private Optional<Computed> attempt(Rung rung, NDManager step, Parameters parameters, List<Batch> batches) {
        try {
            return Optional.of(compute(rung, step, parameters, batches));
        } catch (RuntimeException e) {
            if (!DeviceMemory.isExhausted(e)) {
                throw e;
            }
            memory.exhausted(DeviceMemory.Step.TRAIN, e);
            return Optional.empty();
        }
    }

    private Computed compute(Rung rung, NDManager step, Parameters parameters, List<Batch> batches) {
        Place place = places.computeIfAbsent(rung.device(), Place::on);
        try (NDManager own = place.root().newSubManager()) {
            Parameters leaves = parameters.on(own).leaves(own);
            Map<String, Double> losses = new LinkedHashMap<>();
            for (Batch batch : batches) {
                add(rung, place.physics().of(batch.height(), batch.width()), own, leaves, batch, 1.0 / batches.size())
                        .forEach((name, value) -> losses.merge(name, value / batches.size(), Double::sum));
            }
            Map<String, NDArray> gradients = new LinkedHashMap<>();
            leaves.asMap().forEach((name, leaf) -> {
                NDArray gradient = leaf.getGradient();
                gradient.attach(own);
                gradients.put(name, ComputeDevice.brought(gradient, step));
            });
            return new Computed(losses, gradients);
        }
    }

    /** Adds a batch's gradients to the leaves. */
    private Map<String, Double> add(
            Rung rung, Physics constants, NDManager own, Parameters leaves, Batch batch, double factor) {
        try (DeviceMemory.Taken _ = take(rung, batch);
                NDManager one = own.newSubManager()) {
            Batch here = batch.within(one);
            if (rung.checkpointing() && unrolled().isPresent()) {
                return new CheckpointedStep(model, unrolled().get(), objective, constants).run(one, leaves, here, factor);
            }
            try (NDArray maps = model.refine(constants, leaves, here.input().maps());
                    Network.Output output =
                            model.network().apply(constants, leaves, here.input().withMaps(maps))) {
                Objective.Result result = objective.evaluate(constants, here, maps, output);
                Map<String, Double> losses = result.losses();
                Backward.from(factor == 1 ? result.total() : Scalar.times(result.total(), factor));
                return losses;
            }
        }
    }

    private DeviceMemory.Taken take(Rung rung, Batch batch) {
        return rung.device().isProcessor()
                ? () -> {}
                : memory.take(PassMemory.training(model.config(), batch.input(), rung.checkpointing()));
    }

    @Override
    public void close() {
        places.values().forEach(Place::close);
        places.clear();
    }
}

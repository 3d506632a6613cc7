package org.larmor.infer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.larmor.models.ModelFile;
import org.larmor.nn.Measurement;
import org.larmor.nn.Passes;
import org.larmor.telemetry.OutOfMemory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes frames' slices through their networks, those of one kind together, so many at a time. */
final class SliceNetwork {
    private static final Logger LOG = LoggerFactory.getLogger(SliceNetwork.class);

    private final Passes passes;
    private final int together;

    private record Slice(PendingFrame frame, int z) {}

    /** @param passes stay the caller's */
    SliceNetwork(Passes passes, int together) {
        if (together < 1) {
            throw new IllegalArgumentException("slices together: " + together);
        }
        this.passes = passes;
        this.together = together;
    }

    /** Every frame has its images afterwards, or its failure. */
    void run(NDManager owner, List<PendingFrame> frames) {
        Map<PendingFrame.Kind, List<Slice>> kinds = new LinkedHashMap<>();
        for (PendingFrame frame : frames) {
            List<Slice> slices = kinds.computeIfAbsent(frame.kind(), kind -> new ArrayList<>());
            for (int z = 0; z < frame.slices(); z++) {
                slices.add(new Slice(frame, z));
            }
        }
        kinds.forEach((kind, slices) -> {
            for (int from = 0; from < slices.size(); from += together) {
                attempt(owner, kind, slices.subList(from, Math.min(slices.size(), from + together)));
            }
        });
    }

    private void attempt(NDManager owner, PendingFrame.Kind kind, List<Slice> slices) {
        try {
            compute(owner, kind, slices);
        } catch (RuntimeException e) {
            OutOfMemory.endIfMeantBy(e);
            LOG.warn("the network failed on {} slices", slices.size(), e);
            if (slices.size() == 1) {
                slices.getFirst().frame().failed(LearnedReconstructor.brief(e));
            } else {
                // one of them may be at fault, or all may be too much at once
                slices.forEach(slice -> attempt(owner, kind, List.of(slice)));
            }
        }
    }

    private void compute(NDManager owner, PendingFrame.Kind kind, List<Slice> slices) {
        try (NDManager manager = owner.newSubManager()) {
            List<Measurement> each = slices.stream()
                    .map(slice -> slice.frame().measurement(manager, slice.z()))
                    .toList();
            Measurement measurement = new Measurement(
                    joined(manager, each, Measurement::kspace),
                    joined(manager, each, Measurement::mask),
                    joined(manager, each, Measurement::maps),
                    kind.weighted() ? joined(manager, each, Measurement::weights) : null);
            ModelFile.Loaded model = slices.getFirst().frame().model();
            NDArray images = passes.image(model.reconstruction(), measurement);
            images.attach(manager);
            for (int i = 0; i < slices.size(); i++) {
                Slice slice = slices.get(i);
                slice.frame().done(owner, slice.z(), images.get(manager, i));
            }
        }
    }

    private static NDArray joined(NDManager manager, List<Measurement> slices, Function<Measurement, NDArray> of) {
        NDList parts = new NDList(slices.stream().map(of).toList());
        NDArray joined = parts.size() == 1 ? parts.getFirst() : NDArrays.concat(parts, 0);
        joined.attach(manager);
        return joined;
    }
}

package org.larmor.jssl.eval;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.larmor.jssl.step.GradMode;
import org.larmor.nn.Passes;
import org.larmor.recon.engine.DeviceMemory;
import org.larmor.recon.quality.ImageQuality;

/** Reconstructs slices by several methods and compares with the truth. Used by one thread. */
public final class Evaluator implements AutoCloseable {
    private final NDManager manager;
    private final Passes passes;

    /** Sees the images behind the figures. */
    @FunctionalInterface
    public interface Sink {
        Sink NONE = (slice, method, image, score) -> {};

        /** @param image cropped, row by row */
        void image(SubsampledSlice slice, Method method, float[] image, Score score);
    }

    /** @param memory of the device that networks may lie on; all else is computed by the processor */
    public Evaluator(NDManager parent, DeviceMemory memory) {
        manager = parent.newSubManager();
        passes = new Passes(manager, memory);
    }

    /** The slice's figures, a method each, in their order. */
    public List<Score> evaluate(List<? extends Method> methods, SubsampledSlice slice, Sink sink) throws IOException {
        return evaluate(methods, slice, truth(slice), sink);
    }

    /** Likewise, held against another truth than all of the slice's own k-space: one without noise. */
    public List<Score> evaluate(List<? extends Method> methods, SubsampledSlice slice, float[] truth, Sink sink)
            throws IOException {
        List<Score> scores = new ArrayList<>();
        for (Method method : methods) {
            long start = System.nanoTime();
            float[] image = image(method, slice);
            double seconds = (System.nanoTime() - start) / 1e9;
            ImageQuality quality = ImageQuality.of(
                    image, truth, 1, slice.crop().height(), slice.crop().width());
            Score score = Score.of(method.name(), slice, quality, seconds);
            scores.add(score);
            sink.image(slice, method, image, score);
        }
        return scores;
    }

    /** The truth's magnitudes, cropped, row by row. */
    public float[] truth(SubsampledSlice slice) {
        try (GradMode _ = new GradMode(false);
                NDManager one = manager.newSubManager()) {
            return slice.truth(one, slice.constants(passes));
        }
    }

    private float[] image(Method method, SubsampledSlice slice) throws IOException {
        try (GradMode _ = new GradMode(false);
                NDManager one = manager.newSubManager()) {
            return method.image(one, passes, slice);
        }
    }

    @Override
    public void close() {
        passes.close();
        manager.close();
    }
}

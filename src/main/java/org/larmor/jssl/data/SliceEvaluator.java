package org.larmor.jssl.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Optional;
import java.util.SplittableRandom;
import org.larmor.jssl.Batch;
import org.larmor.jssl.CentreCrop;
import org.larmor.jssl.ColumnMask;
import org.larmor.jssl.Metrics;
import org.larmor.jssl.Preparation;
import org.larmor.jssl.RootSumOfSquares;
import org.larmor.nn.CoilMapping;
import org.larmor.nn.Physics;
import org.larmor.nn.PhysicsCache;
import org.larmor.nn.Reconstruction;

/** Subsamples fully sampled slices, reconstructs them and compares with their own root sum of squares. */
public final class SliceEvaluator implements AutoCloseable {
    private final NDManager manager;
    private final PhysicsCache physics;
    private final Reconstruction reconstruction;
    private final Subsampling subsampling;
    private final CoilMapping mapping;

    /** One slice, without any scale fit. */
    public record Outcome(SliceRef slice, Metrics zeroFilled, Metrics learned) {}

    /** @param mapping as the model was trained with */
    public SliceEvaluator(
            NDManager parent, Reconstruction reconstruction, Subsampling subsampling, CoilMapping mapping) {
        this.mapping = mapping;
        manager = parent.newSubManager();
        physics = new PhysicsCache(manager);
        this.reconstruction = reconstruction;
        this.subsampling = subsampling;
    }

    /** Evaluates one slice; this thread's operations are not recorded while it does. */
    public Outcome evaluate(SliceRef ref, KspaceSlice slice) {
        boolean recording = JniUtils.isGradMode();
        JniUtils.setGradMode(false);
        try (NDManager one = manager.newSubManager()) {
            ColumnMask mask = subsampling.mask(ref, slice, new SplittableRandom(Draws.hash(ref.key())));
            Physics constants = physics.of(slice.height(), slice.width());
            CentreCrop crop = new CentreCrop(slice.imageHeight(), slice.imageWidth());
            Preparation.Prepared prepared = new Preparation(
                            one, constants, slice.height(), slice.width(), mapping)
                    .supervised(
                            new Preparation.Slice(
                                    slice.pairs(),
                                    SampleSource.rows(mask.columns(), slice.height()),
                                    mask.acs(),
                                    Optional.empty()),
                            crop);
            Batch batch = prepared.batch();
            float[] truth = pixels(batch.image(), crop, prepared.scale());
            NDArray learned = reconstruction.magnitude(constants, batch.input(), Optional.empty());
            NDArray zeroFilled = RootSumOfSquares.of(
                    constants.fourier().adjoint(batch.input().kspace()));
            return new Outcome(
                    ref,
                    metrics(truth, pixels(zeroFilled, crop, prepared.scale()), crop),
                    metrics(truth, pixels(learned, crop, prepared.scale()), crop));
        } finally {
            JniUtils.setGradMode(recording);
        }
    }

    private static Metrics metrics(float[] truth, float[] image, CentreCrop crop) {
        return Metrics.of(truth, image, 1, crop.height(), crop.width());
    }

    private static float[] pixels(NDArray image, CentreCrop crop, double scale) {
        return crop.apply(image).mul(scale).toFloatArray();
    }

    @Override
    public void close() {
        physics.close();
        manager.close();
    }
}

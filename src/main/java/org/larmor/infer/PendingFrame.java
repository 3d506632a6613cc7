package org.larmor.infer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.larmor.models.ModelFile;
import org.larmor.nn.Measurement;
import org.larmor.recon.ReconImage;
import org.larmor.recon.kspace.ReconException;
import org.larmor.recon.prepare.ImagePixels;
import org.larmor.recon.prepare.PreparedFrame;
import org.larmor.recon.prepare.PreparedSlice;
import org.larmor.scan.Recipe;

/** A frame on its way through a network. Its arrays belong to the manager that its slices came with. */
final class PendingFrame {
    private final PreparedFrame frame;
    private final ModelFile.Loaded model;
    private final List<PreparedSlice> slices;
    private final double[] scales;
    private final @Nullable NDArray[] images;
    private @Nullable String failure;

    /** @throws UncoveredException where there is nothing to reconstruct */
    PendingFrame(PreparedFrame frame, ModelFile.Loaded model, List<PreparedSlice> slices) throws UncoveredException {
        this.frame = frame;
        this.model = model;
        this.slices = slices;
        scales = new double[slices.size()];
        images = new NDArray[slices.size()];
        for (int z = 0; z < scales.length; z++) {
            scales[z] = slices.get(z).scale();
            if (!Double.isFinite(scales[z])) {
                throw new UncoveredException("its samples are not finite numbers");
            }
            if (!(scales[z] > 0)) {
                throw new UncoveredException("it holds no signal");
            }
        }
    }

    /** What has to be equal for slices to go through the network together. */
    record Kind(String version, int coils, int height, int width, boolean weighted) {}

    Kind kind() {
        PreparedSlice slice = slices.getFirst();
        return new Kind(model.card().sha256(), slice.coils(), slice.readout(), slice.phase(), slice.weighted());
    }

    ModelFile.Loaded model() {
        return model;
    }

    int slices() {
        return slices.size();
    }

    /** What the network is given of a slice. */
    Measurement measurement(NDManager manager, int z) {
        return Measurement.of(manager, slices.get(z), scales[z]);
    }

    /** @param image complex64 [x][y] in the scale of {@link #measurement} */
    void done(NDManager owner, int z, NDArray image) {
        NDArray unscaled = image.mul((float) scales[z]);
        unscaled.attach(owner);
        images[z] = unscaled;
    }

    void failed(String why) {
        failure = why;
    }

    /** @throws UncoveredException where the network failed or put out what is no image */
    ReconImage image() throws UncoveredException {
        if (failure != null) {
            throw new UncoveredException(failure);
        }
        float[] pixels = ImagePixels.of(List.of(images), frame.layout());
        try {
            return frame.image(pixels, Recipe.JSSL, false);
        } catch (ReconException e) {
            throw new UncoveredException("the model's image is not finite");
        }
    }
}

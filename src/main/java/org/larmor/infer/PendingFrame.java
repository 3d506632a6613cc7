package org.larmor.infer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.larmor.models.ModelFile;
import org.larmor.recon.ReconImage;
import org.larmor.recon.classic.Centring;
import org.larmor.recon.classic.GriddedFrame;
import org.larmor.recon.coil.CoilMaps;
import org.larmor.recon.prepare.KspaceScale;
import org.larmor.scan.Recipe;

/** A frame on its way through a network. Its arrays belong to the manager that its k-space came with. */
final class PendingFrame {
    private final GriddedFrame frame;
    private final ModelFile.Loaded model;
    private final CoilMaps maps;
    private final float[] mask;
    private final NDArray[] kspace;
    private final double[] scales;
    private final @Nullable NDArray[] images;
    private @Nullable String failure;

    /**
     * @param volume complex64 [z][coil][x][y], centred
     * @throws UncoveredException where there is nothing to reconstruct
     */
    PendingFrame(GriddedFrame frame, ModelFile.Loaded model, CoilMaps maps, NDArray volume) throws UncoveredException {
        this.frame = frame;
        this.model = model;
        this.maps = maps;
        mask = Centring.mask(frame);
        int slices = maps.z();
        kspace = new NDArray[slices];
        scales = new double[slices];
        images = new NDArray[slices];
        for (int z = 0; z < slices; z++) {
            NDArray slice = slices == 1 ? volume.squeeze(0) : volume.get(z);
            scales[z] = KspaceScale.of(slice.real().toFloatArray(), maps.x() * maps.y(), KspaceScale.QUANTILE);
            if (!Double.isFinite(scales[z])) {
                throw new UncoveredException("its samples are not finite numbers");
            }
            if (!(scales[z] > 0)) {
                throw new UncoveredException("it holds no signal");
            }
            kspace[z] = slice.div((float) scales[z]);
        }
    }

    /** What has to be equal for slices to go through the network together. */
    record Kind(String version, int coils, int height, int width) {}

    Kind kind() {
        return new Kind(model.card().sha256(), maps.virtual(), maps.x(), maps.y());
    }

    ModelFile.Loaded model() {
        return model;
    }

    int slices() {
        return kspace.length;
    }

    /** Complex64 [1][coil][x][y], scaled; a handle that belongs to {@code manager}. */
    NDArray kspace(NDManager manager, int z) {
        NDArray slice = kspace[z].expandDims(0);
        slice.attach(manager);
        return slice;
    }

    /** Complex64 [1][coil][x][y]. */
    NDArray maps(NDManager manager, int z) {
        int slice = maps.sensitivities().length / kspace.length;
        float[] pairs = Arrays.copyOfRange(maps.sensitivities(), z * slice, (z + 1) * slice);
        return manager.create(pairs, new Shape(1, maps.virtual(), maps.x(), maps.y(), 2)).complex();
    }

    /** [1][1][1][y]. */
    NDArray mask(NDManager manager) {
        return manager.create(mask, new Shape(1, 1, 1, mask.length));
    }

    /** @param image complex64 [x][y] in the scale of {@link #kspace} */
    void done(NDManager owner, int z, NDArray image) {
        NDArray unscaled = image.mul((float) scales[z]);
        unscaled.attach(owner);
        images[z] = unscaled;
    }

    void failed(String why) {
        failure = why;
    }

    /** @throws UncoveredException where the network failed or put out what is no image */
    ReconImage image(NDManager manager) throws UncoveredException {
        if (failure != null) {
            throw new UncoveredException(failure);
        }
        float[] pixels = Centring.pixels(manager, List.of(images), frame.layout());
        for (float pixel : pixels) {
            if (!Float.isFinite(pixel)) {
                throw new UncoveredException("the model's image is not finite");
            }
        }
        return frame.image(pixels, Recipe.JSSL, false);
    }
}

package org.larmor.jssl.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Optional;
import org.larmor.jssl.data.Preparation;
import org.larmor.nn.CoilMapping;
import org.larmor.nn.Physics;
import org.larmor.nn.Reconstruction;

/**
 * A network.
 *
 * @param reconstruction its parameters stay the caller's
 * @param mapping as it was trained with
 */
public record Learned(String name, Reconstruction reconstruction, CoilMapping mapping) implements Method {
    @Override
    public float[] image(NDManager manager, Physics physics, SubsampledSlice slice) {
        int height = slice.slice().height();
        int width = slice.slice().width();
        boolean[] columns = slice.mask().columns();
        boolean[] omega = new boolean[height * width];
        for (int y = 0; y < height; y++) {
            System.arraycopy(columns, 0, omega, y * width, width);
        }
        Preparation.Prepared prepared = new Preparation(manager, physics, height, width, mapping)
                .supervised(
                        new Preparation.Slice(
                                slice.slice().pairs(), omega, slice.mask().acs(), Optional.empty()),
                        slice.crop());
        NDArray image = reconstruction.magnitude(physics, prepared.batch().input(), Optional.empty());
        return slice.cropped(image.mul(prepared.scale()));
    }
}

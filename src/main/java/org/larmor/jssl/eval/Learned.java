package org.larmor.jssl.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.larmor.jssl.data.DataException;
import org.larmor.nn.CoilMapping;
import org.larmor.nn.Measurement;
import org.larmor.nn.Passes;
import org.larmor.nn.Reconstruction;
import org.larmor.recon.prepare.PreparedSlice;

/**
 * A network.
 *
 * @param reconstruction its parameters stay the caller's
 * @param mapping as it was trained with
 */
public record Learned(String name, Reconstruction reconstruction, CoilMapping mapping) implements Method {
    @Override
    public float[] image(NDManager manager, Passes passes, SubsampledSlice slice) {
        PreparedSlice prepared = slice.prepared(manager, mapping);
        double scale = prepared.scale();
        if (!(scale > 0)) {
            throw new DataException(slice.ref().key() + " holds no signal");
        }
        Measurement measurement = Measurement.of(manager, prepared, scale);
        NDArray image = passes.magnitude(reconstruction, measurement);
        return slice.cropped(image.mul(scale));
    }
}

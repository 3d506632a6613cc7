package org.larmor.jssl.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.larmor.jssl.data.DataException;
import org.larmor.nn.Passes;
import org.larmor.recon.classic.SenseImage;
import org.larmor.recon.op.CoilMagnitude;
import org.larmor.recon.prepare.EspiritMaps;
import org.larmor.scan.EncodingRules;

/** Recipe {@code sense}; with one coil, which has nothing to unfold with, what stands for it there: zero-filled. */
public record Sense() implements Method {
    @Override
    public String name() {
        return "sense";
    }

    @Override
    public float[] image(NDManager manager, Passes passes, SubsampledSlice slice) {
        if (slice.slice().coils() == 1) {
            return slice.cropped(CoilMagnitude.of(slice.constants(passes).fourier().adjoint(slice.acquired(manager))));
        }
        if (slice.mask().acsLength() < EncodingRules.FEWEST_CENTRAL_LINES) {
            throw new DataException("sense needs " + EncodingRules.FEWEST_CENTRAL_LINES + " lines at the centre of "
                    + slice.ref().key() + ", at " + slice.sampling() + " there are " + slice.mask().acsLength());
        }
        NDArray image = SenseImage.of(manager, slice.prepared(manager, new EspiritMaps()));
        return slice.cropped(image.abs().expandDims(0));
    }
}

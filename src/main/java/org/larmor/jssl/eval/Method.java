package org.larmor.jssl.eval;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import org.larmor.nn.Passes;

/** A way from acquired columns to an image. */
public sealed interface Method permits ZeroFilled, Sense, Learned, BartWavelet {
    /** As the tables call it. */
    String name();

    /**
     * @param manager gets what is made on the way
     * @param passes has the constants of image sizes, and takes networks to where their weights are
     * @return magnitudes in the scale of the k-space, cropped, row by row
     */
    float[] image(NDManager manager, Passes passes, SubsampledSlice slice) throws IOException;
}

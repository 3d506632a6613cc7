package org.larmor.jssl.eval;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import org.larmor.nn.Physics;

/** A way from acquired columns to an image. */
public sealed interface Method permits ZeroFilled, Sense, Learned, BartWavelet {
    /** As the tables call it. */
    String name();

    /**
     * @param manager gets what is made on the way
     * @param physics of the slice's size
     * @return magnitudes in the scale of the k-space, cropped, row by row
     */
    float[] image(NDManager manager, Physics physics, SubsampledSlice slice) throws IOException;
}

package org.larmor.nn;

import ai.djl.ndarray.NDArray;
import java.util.List;

/** A network from real channel images [batch, in, H, W] to [batch, out, H, W]. */
public sealed interface ImageModel permits Unet, NormUnet {
    List<ParameterSpec> parameters();

    NDArray apply(Parameters parameters, NDArray x);

    /** @param prefix what the parameters' names start with, a dot included, or empty */
    static ImageModel of(String prefix, UnetConfig config) {
        return config.normalized() ? new NormUnet(prefix, config) : new Unet(prefix, config);
    }
}

package org.larmor.nn;

import ai.djl.ndarray.NDArray;
import java.util.List;

/** A U-Net on the SENSE image of the measured k-space. */
public final class UnetBaseline implements Network {
    private final ImageModel unet;

    public UnetBaseline(String prefix, UnetBaselineConfig config) {
        unet = ImageModel.of(prefix + "unet.", config.unet());
    }

    @Override
    public List<ParameterSpec> parameters() {
        return unet.parameters();
    }

    @Override
    public Output.Image apply(Physics physics, Parameters p, Measurement m) {
        try (NDArray image = physics.adjoint(m.kspace(), m.maps());
                NDArray channels = Physics.toChannels(image);
                NDArray denoised = unet.apply(p, channels)) {
            return new Output.Image(physics.toComplex(denoised));
        }
    }
}

package org.larmor.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Optional;
import org.larmor.recon.engine.ComputeDevice;

/** From a measurement to images. */
public final class Reconstruction {
    private final Model model;
    private final Parameters parameters;
    private final FinalImage finalImage;

    /** @param parameters stay the caller's */
    public Reconstruction(Model model, Parameters parameters, FinalImage finalImage) {
        this.model = model;
        this.parameters = parameters;
        this.finalImage = finalImage;
    }

    /** What its parameters lie on, and what it is given has to. */
    ComputeDevice device() {
        return parameters.device();
    }

    /** The same on the device of {@code manager}, to which its parameters' copies belong. */
    Reconstruction on(NDManager manager) {
        return new Reconstruction(model, parameters.on(manager), finalImage);
    }

    ModelConfig config() {
        return model.config();
    }

    /**
     * Reconstructs scaled data.
     *
     * @param measurement with the first, unrefined maps
     * @param padding 1 where k-space was never measured, broadcastable to it
     * @return magnitudes [batch, H, W], in the scale of the k-space
     */
    public NDArray magnitude(Physics physics, Measurement measurement, Optional<NDArray> padding) {
        try (NDArray image = image(physics, measurement, padding)) {
            return image.abs();
        }
    }

    /** The same before the modulus, complex: for what is still to be interpolated. */
    public NDArray image(Physics physics, Measurement measurement, Optional<NDArray> padding) {
        try (NDArray maps = model.refine(physics, parameters, measurement.maps());
                Network.Output output =
                        model.network().apply(physics, parameters, measurement.withMaps(maps))) {
            return switch (output) {
                case Network.Output.Images images when finalImage == FinalImage.MODULUS ->
                    images.last().reshape(images.last().getShape());
                case Network.Output.Images images -> consistent(physics, measurement, padding, maps, images.last());
                case Network.Output.Image(NDArray image) -> consistent(physics, measurement, padding, maps, image);
                case Network.Output.Kspace(NDArray kspace) -> combined(physics, measurement, padding, maps, kspace);
            };
        }
    }

    /**
     * What the network takes all k-space to be, also where it was measured.
     *
     * @return complex [batch, coil, H, W], in the scale of the measurement
     */
    public NDArray kspace(Physics physics, Measurement measurement) {
        try (NDArray maps = model.refine(physics, parameters, measurement.maps());
                Network.Output output =
                        model.network().apply(physics, parameters, measurement.withMaps(maps))) {
            return switch (output) {
                case Network.Output.Images images -> physics.forward(images.last(), maps);
                case Network.Output.Image(NDArray image) -> physics.forward(image, maps);
                case Network.Output.Kspace(NDArray kspace) -> kspace.reshape(kspace.getShape());
            };
        }
    }

    private static NDArray consistent(
            Physics physics, Measurement m, Optional<NDArray> padding, NDArray maps, NDArray image) {
        try (NDArray predicted = physics.forward(image, maps)) {
            return combined(physics, m, padding, maps, predicted);
        }
    }

    private static NDArray combined(
            Physics physics, Measurement m, Optional<NDArray> padding, NDArray maps, NDArray predicted) {
        try (Projection projection = new Projection(m, padding);
                NDArray k = projection.apply(predicted)) {
            return physics.adjoint(k, maps);
        }
    }
}

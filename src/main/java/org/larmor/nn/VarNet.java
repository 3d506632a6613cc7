package org.larmor.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * End-to-end VarNet: k ← k − λ·M(k − y) + fft2(S·U-Net(Σ conj(S)·ifft2 k)), a U-Net and a λ for each cascade.
 */
public final class VarNet implements Network {
    private final VarNetConfig config;
    private final String prefix;
    private final List<ImageModel> regularizers = new ArrayList<>();

    public VarNet(String prefix, VarNetConfig config) {
        this.prefix = prefix;
        this.config = config;
        for (int i = 0; i < config.cascades(); i++) {
            regularizers.add(ImageModel.of(prefix + "layers_list." + i + ".regularizer_model.", config.regularizer()));
        }
    }

    @Override
    public List<ParameterSpec> parameters() {
        List<ParameterSpec> specs = new ArrayList<>();
        for (int i = 0; i < config.cascades(); i++) {
            specs.add(new ParameterSpec(rate(i), new Shape(1), new Initial.Constant(1)));
            specs.addAll(regularizers.get(i).parameters());
        }
        return specs;
    }

    @Override
    public Output.Kspace apply(Physics physics, Parameters p, Measurement m) {
        NDArray k = cascade(physics, p, m, m.kspace(), 0);
        for (int i = 1; i < config.cascades(); i++) {
            try (NDArray before = k) {
                k = cascade(physics, p, m, before, i);
            }
        }
        return new Output.Kspace(k);
    }

    /** One cascade, on complex [batch, coil, H, W]. */
    public NDArray cascade(Physics physics, Parameters p, Measurement m, NDArray k, int index) {
        try (NDArray image = physics.adjoint(k, m.maps());
                NDArray channels = Physics.toChannels(image);
                NDArray denoised = regularizers.get(index).apply(p, channels);
                NDArray complex = physics.toComplex(denoised);
                NDArray term = physics.forward(complex, m.maps());
                NDArray difference = k.sub(m.kspace());
                NDArray sampled = difference.mul(m.mask());
                NDArray scaled = sampled.mul(p.get(rate(index)));
                NDArray consistent = k.sub(scaled)) {
            return consistent.add(term);
        }
    }

    private String rate(int cascade) {
        return prefix + "layers_list." + cascade + ".learning_rate";
    }
}

package org.larmor.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;

import static org.larmor.nn.Then.then;

/**
 * vSHARP: ADMM unrolled over a number of steps. Each denoises with a U-Net, then takes gradient steps of data
 * consistency, then updates the Lagrange multipliers.
 *
 * <p>The gradient of ‖Ax − y‖²/2 is A*A x − A*y: A*y is computed once, and A*A by {@link SenseNormal}.
 */
public final class Vsharp implements Unrolled {
    private final VsharpConfig config;
    private final String prefix;
    private final List<ImageModel> denoisers = new ArrayList<>();
    private final LagrangeInitializer initializer;

    public Vsharp(String prefix, VsharpConfig config) {
        this.prefix = prefix;
        this.config = config;
        int blocks = config.sharedDenoiser() ? 1 : config.steps();
        for (int i = 0; i < blocks; i++) {
            denoisers.add(ImageModel.of(prefix + "denoiser_blocks." + i + ".", config.denoiser()));
        }
        initializer = new LagrangeInitializer(prefix + "initializer.", config.initializer());
    }

    public VsharpConfig config() {
        return config;
    }

    @Override
    public List<ParameterSpec> parameters() {
        List<ParameterSpec> specs = new ArrayList<>();
        specs.add(new ParameterSpec(
                prefix + "learning_rate_eta",
                new Shape(config.dcSteps()),
                new Initial.TruncatedNormal(1, 0, 2)));
        specs.add(new ParameterSpec(
                prefix + "rho", new Shape(config.steps()), new Initial.TruncatedNormal(0.1, 0, 2)));
        denoisers.forEach(d -> specs.addAll(d.parameters()));
        specs.addAll(initializer.parameters());
        return specs;
    }

    @Override
    public int steps() {
        return config.steps();
    }

    @Override
    public boolean startIsLearned() {
        return true;
    }

    @Override
    public int firstEmitted() {
        return config.firstEmitted();
    }

    @Override
    public State start(Physics physics, Parameters p, Measurement m, DataTerm data) {
        NDArray x =
                switch (config.start()) {
                    // off the mask k-space is zero but its gradient is not: it is the start's alone
                    case SENSE ->
                        m.kspace().hasGradient()
                                ? then(physics.adjoint(m.kspace(), m.maps()), Physics::toChannels)
                                : Unrolled.view(data.back());
                    case ZERO_FILLED -> {
                        try (NDArray coils = physics.fourier().adjoint(m.kspace());
                                NDArray sum = coils.sum(new int[] {1})) {
                            yield Physics.toChannels(sum);
                        }
                    }
                };
        return new State(x, Unrolled.view(x), initializer.apply(p, x));
    }

    @Override
    public State step(Physics physics, Parameters p, DataTerm data, State state, int step) {
        NDArray x = Unrolled.view(state.x());
        try (NDArray rho = p.get(prefix + "rho").get(step)) {
            NDArray z = denoise(p, state, rho, step);
            for (int i = 0; i < config.dcSteps(); i++) {
                try (NDArray before = x;
                        NDArray eta = p.get(prefix + "learning_rate_eta").get(i);
                        NDArray gradient = gradient(physics, data, before, z, state.u(), rho);
                        NDArray change = gradient.mul(eta)) {
                    x = before.sub(change);
                }
            }
            try (NDArray difference = x.sub(z);
                    NDArray change = difference.mul(rho)) {
                return new State(x, z, state.u().add(change));
            }
        }
    }

    private NDArray denoise(Parameters p, State state, NDArray rho, int step) {
        ImageModel denoiser = denoisers.get(config.sharedDenoiser() ? 0 : step);
        try (NDArray scaled = state.u().div(rho);
                NDArray input = state.z().getNDArrayInternal().concat(new NDList(state.x(), scaled), 1)) {
            return denoiser.apply(p, input);
        }
    }

    /** A*A x − A*y + ρ(x − z) + u. */
    private static NDArray gradient(
            Physics physics, DataTerm data, NDArray x, NDArray z, NDArray u, NDArray rho) {
        try (NDArray complex = physics.toComplex(x);
                NDArray normal = data.normal().apply(complex);
                NDArray channels = Physics.toChannels(normal);
                NDArray consistency = channels.sub(data.back());
                NDArray difference = x.sub(z);
                NDArray scaled = difference.mul(rho);
                NDArray both = consistency.add(scaled)) {
            return both.add(u);
        }
    }
}

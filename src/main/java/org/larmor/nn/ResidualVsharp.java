package org.larmor.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import org.larmor.recon.classic.ConjugateGradient;
import org.larmor.recon.classic.WaveletSense;

import static org.larmor.nn.Then.then;

/**
 * vSHARP made to adapt in minutes: the same ADMM, conditioned so that it <em>is</em> a converged classical
 * reconstruction before training.
 *
 * <ul>
 *   <li>x starts as the image of CG-SENSE, or of SENSE with sparse wavelets, u as −∇f(x) = A*(y − Ax), which is what
 *       ADMM's own update makes of it.
 *   <li>z = x + U-Net[z, x, u/ρ], its last convolution zero at first; images are brought to one scale around it.
 *   <li>x = argmin ‖Ax − y‖²/2 + ρ‖x − z‖²/2 + ⟨u, x⟩ by Chebyshev iterations, whose coefficients depend on ρ alone:
 *       A*A lies between 0 and 1, as Σ|S|² ≤ 1. Where z is x, this leaves x as it is.
 *   <li>Where the maps are unsure of signal, weights w below 1, it is held back: all of this is done to v with x = w·v,
 *       so that the data are explained by w·S and the size of v counts.
 *   <li>ρ is learned as its logarithm.
 * </ul>
 */
public final class ResidualVsharp implements Unrolled {
    private static final double START_TOLERANCE = 1e-3;
    private static final int START_ITERATIONS = 40;
    private static final int WAVELET_ITERATIONS = 60;

    private final ResidualVsharpConfig config;
    private final String logRho;
    private final List<ImageModel> denoisers = new ArrayList<>();
    private final List<ParameterSpec> specs = new ArrayList<>();

    public ResidualVsharp(String prefix, ResidualVsharpConfig config) {
        this.config = config;
        logRho = prefix + "log_rho";
        specs.add(new ParameterSpec(
                logRho, new Shape(config.steps()), new Initial.Constant(Math.log(config.rho()))));
        int blocks = config.sharedDenoiser() ? 1 : config.steps();
        String last = "up_conv." + (config.denoiser().pools() - 1) + ".1.";
        for (int i = 0; i < blocks; i++) {
            String name = prefix + "denoiser_blocks." + i + ".";
            ImageModel denoiser = ImageModel.of(name, config.denoiser());
            denoisers.add(denoiser);
            for (ParameterSpec spec : denoiser.parameters()) {
                boolean zero = spec.name().startsWith(name + last);
                specs.add(zero ? new ParameterSpec(spec.name(), spec.shape(), new Initial.Constant(0)) : spec);
            }
        }
    }

    @Override
    public List<ParameterSpec> parameters() {
        return specs;
    }

    @Override
    public int steps() {
        return config.steps();
    }

    @Override
    public boolean startIsLearned() {
        return false;
    }

    @Override
    public int firstEmitted() {
        return 0;
    }

    /** With the maps multiplied by their weights. */
    @Override
    public DataTerm dataTerm(Physics physics, Measurement m) {
        NDArray weights = m.weights();
        if (weights == null) {
            return Unrolled.super.dataTerm(physics, m);
        }
        try (NDArray perCoil = weights.expandDims(1);
                NDArray weighted = m.maps().mul(perCoil)) {
            return Unrolled.super.dataTerm(physics, m.withMaps(weighted));
        }
    }

    @Override
    public NDArray image(Physics physics, Measurement m, State state) {
        NDArray weights = m.weights();
        if (weights == null) {
            return Unrolled.super.image(physics, m, state);
        }
        try (NDArray v = physics.toComplex(state.x())) {
            return v.mul(weights);
        }
    }

    /** No parameters act here, and nothing is recorded. */
    @Override
    public State start(Physics physics, Parameters p, Measurement m, DataTerm data) {
        boolean recording = JniUtils.isGradMode();
        JniUtils.setGradMode(false);
        try (NDArray b = physics.toComplex(data.back())) {
            NDArray x =
                    switch (config.start()) {
                        case SENSE -> sense(data, b, m.mask());
                        case WAVELET ->
                            then(
                                    new WaveletSense(config.lambda(), WAVELET_ITERATIONS)
                                            .solve(data.normal()::apply, b, m.mask()),
                                    Physics::toChannels);
                    };
            return new State(x, Unrolled.view(x), descent(physics, data, x));
        } finally {
            JniUtils.setGradMode(recording);
        }
    }

    @Override
    public State step(Physics physics, Parameters p, DataTerm data, State state, int step) {
        try (NDArray logarithm = p.get(logRho).get(step);
                NDArray rho = logarithm.exp()) {
            NDArray z = denoise(p, state, rho, step);
            NDArray x = consistent(physics, data, state, z, rho);
            try (NDArray difference = x.sub(z);
                    NDArray change = difference.mul(rho)) {
                return new State(x, z, state.u().add(change));
            }
        }
    }

    /**
     * CG-SENSE as real [batch, 2, H, W]; each image stops by itself. With a column mask every row along the readout is a
     * system of its own.
     */
    private NDArray sense(DataTerm data, NDArray b, NDArray mask) {
        Shape images = b.getShape();
        Shape systems = mask.getShape().get(2) == 1
                ? new Shape(images.get(0) * images.get(1), images.get(2))
                : new Shape(images.get(0), images.get(1) * images.get(2));
        ConjugateGradient solver = new ConjugateGradient(config.lambda(), START_TOLERANCE, START_ITERATIONS);
        try (NDArray rows = b.reshape(systems);
                NDArray solved = solver.solve(
                                x -> {
                                    try (NDArray image = x.reshape(images)) {
                                        return then(data.normal().apply(image), n -> n.reshape(systems));
                                    }
                                },
                                rows,
                                null,
                                (int) images.get(0))
                        .x();
                NDArray image = solved.reshape(images)) {
            return Physics.toChannels(image);
        }
    }

    private NDArray denoise(Parameters p, State state, NDArray rho, int step) {
        ImageModel denoiser = denoisers.get(config.sharedDenoiser() ? 0 : step);
        try (NDArray scale = scale(state.x());
                NDArray multipliers = state.u().div(rho);
                NDArray all = state.z().getNDArrayInternal().concat(new NDList(state.x(), multipliers), 1);
                NDArray input = all.div(scale);
                NDArray output = denoiser.apply(p, input);
                NDArray change = output.mul(scale)) {
            return state.x().add(change);
        }
    }

    /** Of each image the root of Σ|x|⁴ / Σ|x|², the level of what is bright, however much air is around it. */
    private static NDArray scale(NDArray x) {
        try (NDArray constant = x.stopGradient();
                NDArray squares = constant.square();
                NDArray moduli = squares.sum(new int[] {1}, true);
                NDArray fourth = moduli.square();
                NDArray a = sum(fourth);
                NDArray b = sum(moduli)) {
            try (NDArray guarded = b.maximum(Float.MIN_NORMAL);
                    NDArray ratio = a.div(guarded);
                    NDArray root = ratio.sqrt()) {
                return root.maximum(Float.MIN_NORMAL);
            }
        }
    }

    private static NDArray sum(NDArray perPixel) {
        long batch = perPixel.getShape().get(0);
        try (NDArray flat = perPixel.reshape(batch, -1);
                NDArray sums = flat.sum(new int[] {1})) {
            return sums.reshape(batch, 1, 1, 1);
        }
    }

    /** (A*A + ρ)⁻¹ (A*y + ρz − u), from x. */
    private NDArray consistent(Physics physics, DataTerm data, State state, NDArray z, NDArray rho) {
        return Chebyshev.solve(
                x -> regularised(physics, data, x, rho),
                rho,
                state.x(),
                residual(physics, data, state, z, rho),
                config.solverSteps());
    }

    /** A*y − A*A x − ρ(x − z) − u. */
    private static NDArray residual(Physics physics, DataTerm data, State state, NDArray z, NDArray rho) {
        try (NDArray descent = descent(physics, data, state.x());
                NDArray difference = z.sub(state.x());
                NDArray pull = difference.mul(rho);
                NDArray both = descent.add(pull)) {
            return both.sub(state.u());
        }
    }

    private static NDArray regularised(Physics physics, DataTerm data, NDArray x, NDArray rho) {
        try (NDArray normal = normal(physics, data, x);
                NDArray weighted = x.mul(rho)) {
            return normal.add(weighted);
        }
    }

    /** A*y − A*A x. */
    private static NDArray descent(Physics physics, DataTerm data, NDArray x) {
        try (NDArray normal = normal(physics, data, x)) {
            return data.back().sub(normal);
        }
    }

    private static NDArray normal(Physics physics, DataTerm data, NDArray x) {
        try (NDArray complex = physics.toComplex(x)) {
            return then(data.normal().apply(complex), Physics::toChannels);
        }
    }
}

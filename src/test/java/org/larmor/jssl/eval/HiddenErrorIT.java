package org.larmor.jssl.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.larmor.infer.TestModels;
import org.larmor.jssl.data.HiddenColumns;
import org.larmor.jssl.data.KspaceSlice;
import org.larmor.jssl.data.Sample;
import org.larmor.jssl.sampling.ColumnMask;
import org.larmor.nn.CoilMapping;
import org.larmor.nn.FinalImage;
import org.larmor.nn.Measurement;
import org.larmor.nn.Model;
import org.larmor.nn.ModelConfig;
import org.larmor.nn.Parameters;
import org.larmor.nn.Physics;
import org.larmor.nn.Reconstruction;
import org.larmor.recon.classic.SimulatedArray;
import org.larmor.recon.engine.DeviceMemory;
import org.larmor.recon.engine.TorchEngine;
import org.larmor.recon.prepare.Calibration;
import org.larmor.recon.prepare.PreparedSlice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The error on hidden columns, against what is put there by hand. */
class HiddenErrorIT {
    private static final int N = 48;
    private static final int COILS = 4;

    private NDManager manager;

    @BeforeEach
    void start() {
        TorchEngine.load();
        manager = TorchEngine.manager();
    }

    @AfterEach
    void stop() {
        manager.close();
    }

    private static Sample sample() {
        boolean[] acquired = new boolean[N];
        for (int x = 0; x < N; x++) {
            acquired[x] = x % 2 == 0 || Math.abs(x - N / 2) <= 8;
        }
        KspaceSlice all = new KspaceSlice(new SimulatedArray(COILS, N, N, 0.01).kspace, COILS, N, N, N, N);
        KspaceSlice slice = all.only(acquired);
        return new Sample(slice, HiddenColumns.draw(slice, 3).orElseThrow());
    }

    private Reconstruction network(ModelConfig config) {
        Model model = new Model(config);
        return new Reconstruction(model, Parameters.initial(manager, model.parameters(), 7), FinalImage.MODULUS);
    }

    /** What a network makes of the slice without its hidden columns, in the slice's own scale. */
    private float[] predicted(Reconstruction network, CoilMapping mapping, Sample sample) {
        KspaceSlice open = sample.open();
        NDArray kspace = manager.create(open.pairs(), new Shape(COILS, N, N, 2)).complex();
        ColumnMask mask = ColumnMask.acquired(open.acquired());
        PreparedSlice prepared = PreparedSlice.ofKspace(
                manager, kspace, mask.values(), Calibration.of(kspace, mask.acsStart(), mask.acsLength()), mapping);
        Measurement measurement = Measurement.of(manager, prepared, prepared.scale());
        Physics physics = new Physics(manager, N, N);
        NDArray image = network.image(physics, measurement, Optional.empty());
        return physics.forward(image, measurement.maps()).mul((float) prepared.scale()).real().toFloatArray();
    }

    /** The sample with something else where it is hidden, times a factor. */
    private static Sample with(Sample sample, float[] hidden, float factor) {
        float[] pairs = sample.slice().pairs().clone();
        for (int i = 0; i < pairs.length; i++) {
            if (sample.hidden()[i / 2 % N]) {
                pairs[i] = factor * hidden[i];
            }
        }
        return new Sample(
                new KspaceSlice(pairs, COILS, N, N, N, N, sample.slice().acquired()), sample.hidden());
    }

    @Test
    void errorIsWhatThePredictionLacks() {
        ModelConfig config = TestModels.residual();
        Reconstruction network = network(config);
        Sample sample = sample();
        float[] predicted = predicted(network, config.maps(), sample);
        try (HiddenError hidden = new HiddenError(manager, DeviceMemory.OF_PROCESSOR)) {
            double measured = hidden.of(network, config.maps(), sample).orElseThrow();
            // what is hidden reaches neither network, maps nor scale: only what it is compared with changes
            assertThat(hidden.of(network, config.maps(), with(sample, predicted, 1)).orElseThrow()).isLessThan(1e-9);
            assertThat(hidden.of(network, config.maps(), with(sample, predicted, 2)).orElseThrow())
                    .isCloseTo(0.25, within(1e-5));
            assertThat(hidden.of(network, config.maps(), with(sample, predicted, 0.5f)).orElseThrow())
                    .isCloseTo(1, within(1e-5));
            double error = 0;
            double power = 0;
            float[] truth = sample.slice().pairs();
            for (int i = 0; i < truth.length; i++) {
                if (sample.hidden()[i / 2 % N]) {
                    error += Math.pow(predicted[i] - truth[i], 2);
                    power += Math.pow(truth[i], 2);
                }
            }
            assertThat(measured).isCloseTo(error / power, within(1e-5));
            assertThat(measured).as("a network that starts from SENSE tells something").isLessThan(0.9);
        }
    }

    @Test
    void nothingIsSaidOfASliceWithoutSignal() {
        Sample sample = sample();
        float[] none = new float[2 * COILS * N * N];
        boolean[] acquired = sample.slice().acquired();
        ModelConfig config = TestModels.residual();
        try (HiddenError hidden = new HiddenError(manager, DeviceMemory.OF_PROCESSOR)) {
            assertThat(hidden.of(
                            network(config),
                            config.maps(),
                            new Sample(new KspaceSlice(none, COILS, N, N, N, N, acquired), sample.hidden())))
                    .isEmpty();
            assertThat(hidden.of(network(config), config.maps(), with(sample, none, 1))).isEmpty();
            assertThat(Arrays.equals(acquired, sample.open().acquired())).isFalse();
        }
    }
}

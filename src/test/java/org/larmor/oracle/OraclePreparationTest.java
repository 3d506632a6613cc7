package org.larmor.oracle;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.Optional;
import org.larmor.jssl.data.Preparation;
import org.larmor.jssl.sampling.Acceleration;
import org.larmor.jssl.sampling.ColumnMask;
import org.larmor.jssl.sampling.ColumnSampling;
import org.larmor.jssl.sampling.Split;
import org.larmor.models.Npy;
import org.larmor.nn.AcsMaps;
import org.larmor.nn.Parameters;
import org.larmor.nn.Physics;
import org.larmor.nn.SensitivityRefiner;
import org.larmor.recon.op.CentreCrop;
import org.larmor.recon.prepare.KspaceScale;

import static org.assertj.core.api.Assertions.assertThat;

/** Coil maps, scaling, padding, and whole samples from raw k-space. */
class OraclePreparationTest extends OracleTest {
    private static final DataType F32 = DataType.FLOAT32;

    @Override
    Map<String, Check> checks() {
        return Map.of(
                "c_sensitivity_scaling", OraclePreparationTest::sensitivity,
                "c_pipeline_sl", OraclePreparationTest::supervised,
                "c_pipeline_ssl", OraclePreparationTest::selfSupervised,
                "c_pipeline_ssl_uniform", OraclePreparationTest::selfSupervised);
    }

    private static void sensitivity(NDManager manager, OracleCase c) {
        NDArray kspace = c.complex(manager, "kspace", F32).expandDims(0);
        NDArray acs = c.array(manager, "acs_mask", F32);
        NDArray mask = c.array(manager, "sampling_mask", F32);
        Shape shape = kspace.getShape();
        int points = (int) (shape.get(2) * shape.get(3));
        Physics physics = new Physics(manager, (int) shape.get(2), (int) shape.get(3));
        for (String maps : c.arrayNames("sensitivity_map_gauss_")) {
            String sigma = maps.substring("sensitivity_map_gauss_".length());
            double width = sigma.equals("none") ? Double.POSITIVE_INFINITY : Double.parseDouble(sigma);
            Deviation.array(c, maps, AcsMaps.estimate(physics.fourier(), kspace, acs, width));
        }
        assertThat(Deviation.values(
                        AcsMaps.estimate(physics.fourier(), kspace.zerosLike(), acs, AcsMaps.SIGMA)))
                .containsOnly(0.0);
        assertThat(c.value("zero_kspace_sensitivity_all_zero").asBoolean()).isTrue();

        NDArray masked = kspace.mul(mask);
        Deviation.array(c, "masked_kspace", masked.squeeze(0));
        float[] pairs = masked.real().toFloatArray();
        c.value("scaling").properties().forEach(entry -> {
            String[] parts = entry.getKey().split("_dead_coil_", -1);
            float[] data = pairs.clone();
            if (parts.length > 1) {
                int coil = Integer.parseInt(parts[1]);
                java.util.Arrays.fill(data, 2 * coil * points, 2 * (coil + 1) * points, 0);
            }
            double scale = KspaceScale.of(data, points, Double.parseDouble(parts[0]));
            Deviation.within(c.name() + " scaling " + entry.getKey(), entry.getValue().asDouble(), scale, 1e-6);
        });
        assertThat(c.value("N").asInt()).isEqualTo(pairs.length / 2);
        assertThat(c.value("k_0995").asInt()).isEqualTo((int) ((1 - 0.995) * c.value("N").asInt()) + 1);
        for (String padding : c.arrayNames("padding_eps_")) {
            double epsilon = Double.parseDouble(padding.substring("padding_eps_".length()));
            assertThat(ZeroPadding.of(kspace.real().toFloatArray(), points, epsilon))
                    .isEqualTo(OracleSamplingTest.points(c.npy(padding)));
        }

        SensitivityRefiner refiner = new SensitivityRefiner("", c.shapes("sensitivity_model").unet(""));
        Parameters p = c.parameters(manager, "sensitivity_model", F32);
        p.require(refiner.parameters());
        NDArray input = c.complex(manager, "refined_input", F32).expandDims(0);
        Deviation.array(c, "refined_sensitivity", refiner.apply(physics, p, input).squeeze(0));
        NDArray single = refiner.apply(physics, p, input.get(":, 0:1"));
        Deviation.array(c, "single_coil_out", single.squeeze(0));
    }

    /** The mask function whose centre the maps were made from is not stated: one of the usual ones fits. */
    private static float[] acs(NDManager manager, OracleCase raw) {
        boolean[] omega = OracleSamplingTest.points(raw.npy("sampling_mask"));
        Npy expected = raw.npy("sensitivity_map");
        int height = (int) expected.shape()[1];
        int width = (int) expected.shape()[2];
        NDArray kspace = raw.complex(manager, "raw_kspace", F32)
                .expandDims(0)
                .mul(raw.array(manager, "sampling_mask", F32).reshape(1, 1, height, width));
        Physics physics = new Physics(manager, height, width);
        float[] best = null;
        double least = Double.POSITIVE_INFINITY;
        for (Acceleration acceleration : Acceleration.USUAL) {
            ColumnMask mask = ColumnSampling.equispaced(width, acceleration, 0);
            boolean inside = true;
            for (int i = 0; i < width; i++) {
                inside &= mask.acs()[i] == 0 || omega[i];
            }
            double[] maps = Deviation.values(
                    AcsMaps.estimate(physics.fourier(), kspace, manager.create(mask.acs()), AcsMaps.SIGMA));
            double error = 0;
            for (int i = 0; i < maps.length; i++) {
                error += Math.abs(maps[i] - expected.values()[i]);
            }
            if (inside && error < least) {
                least = error;
                best = mask.acs();
            }
        }
        return best;
    }

    private static Preparation.Slice slice(NDManager manager, OracleCase raw, boolean[] omega) {
        Npy kspace = raw.npy("raw_kspace");
        int points = (int) (kspace.shape()[1] * kspace.shape()[2]);
        boolean[] padding = ZeroPadding.of(kspace.floats(), points, ZeroPadding.EPSILON);
        return new Preparation.Slice(kspace.floats(), omega, acs(manager, raw), Optional.of(padding));
    }

    private static Preparation preparation(NDManager manager, OracleCase raw) {
        Npy kspace = raw.npy("raw_kspace");
        int height = (int) kspace.shape()[1];
        int width = (int) kspace.shape()[2];
        return new Preparation(manager, new Physics(manager, height, width), height, width);
    }

    private static void supervised(NDManager manager, OracleCase c) {
        boolean[] omega = OracleSamplingTest.points(c.npy("sampling_mask"));
        Preparation.Slice slice = slice(manager, c, omega);
        Preparation.Prepared prepared = preparation(manager, c).supervised(slice, new CentreCrop(8, 8));
        Deviation.array(c, "kspace", prepared.batch().target().squeeze(0));
        Deviation.array(c, "sensitivity_map", prepared.batch().input().maps().squeeze(0));
        Deviation.array(c, "masked_kspace", prepared.batch().input().kspace().squeeze(0));
        common(c, slice, prepared);
    }

    private static void selfSupervised(NDManager manager, OracleCase c) {
        OracleCase raw = c.sibling("c_pipeline_sl");
        boolean[] theta = OracleSamplingTest.points(c.npy("input_sampling_mask"));
        boolean[] lambda = OracleSamplingTest.points(c.npy("target_sampling_mask"));
        boolean[] omega = new boolean[theta.length];
        for (int i = 0; i < omega.length; i++) {
            omega[i] = theta[i] || lambda[i];
        }
        Preparation.Slice slice = slice(manager, raw, omega);
        Npy kspace = raw.npy("raw_kspace");
        Split split = new Split((int) kspace.shape()[1], (int) kspace.shape()[2], theta, lambda);
        Preparation.Prepared prepared =
                preparation(manager, raw).selfSupervised(slice, split, new CentreCrop(8, 8));
        Deviation.array(c, "kspace", prepared.batch().target().squeeze(0));
        Deviation.array(c, "input_kspace", prepared.batch().input().kspace().squeeze(0));
        common(c, slice, prepared);
    }

    private static void common(OracleCase c, Preparation.Slice slice, Preparation.Prepared prepared) {
        Deviation.array(c, "target", prepared.batch().image().squeeze(0));
        Deviation.within(
                c.name() + " scale", c.npy("scaling_factor").values()[0], prepared.scale(), 1e-6);
        assertThat(slice.padding().orElseThrow()).isEqualTo(OracleSamplingTest.points(c.npy("padding")));
        // shapes and types of the sample's entries
        assertThat(c.value("sample").get("is_ssl").asText())
                .isEqualToIgnoringCase(Boolean.toString(prepared.batch().selfSupervised()));
    }
}

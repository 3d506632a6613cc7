package org.larmor.oracle;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.larmor.models.Npy;
import org.larmor.recon.op.CentreCrop;
import org.larmor.recon.op.CoilMagnitude;
import org.larmor.recon.op.Coils;
import org.larmor.recon.op.Fourier;
import org.larmor.recon.quality.ImageQuality;

/** Transforms, coil operators and metrics. */
class OracleOperatorsTest extends OracleTest {
    @Override
    Map<String, Check> checks() {
        return Map.of("a_operators", OracleOperatorsTest::operators, "j_metrics", OracleOperatorsTest::metrics);
    }

    private static void operators(NDManager manager, OracleCase c) {
        DataType type = DataType.FLOAT32;
        for (int i = 0; c.has("fft2_" + i + "_in"); i++) {
            NDArray x = c.complex(manager, "fft2_" + i + "_in", type);
            Shape shape = x.getShape();
            Fourier fourier = new Fourier(manager, (int) shape.get(1), (int) shape.get(2));
            Deviation.array(c, "fft2_" + i + "_out", fourier.forward(x));
            Deviation.array(c, "ifft2_" + i + "_out", fourier.adjoint(x));
        }
        Coils coils = new Coils(c.complex(manager, "sens", type));
        NDArray image = c.complex(manager, "image", type);
        NDArray data = c.complex(manager, "coil_data", type);
        Deviation.array(c, "expand_out", coils.forward(image));
        Deviation.array(c, "reduce_out", coils.adjoint(data));
        Deviation.array(c, "rss_out", CoilMagnitude.of(data));
        NDArray modulus = image.abs();
        Deviation.array(c, "modulus_out", modulus);
        JsonNode crop = c.value("center_crop_shape");
        Deviation.array(
                c,
                "center_crop_out",
                new CentreCrop(crop.get(0).asInt(), crop.get(1).asInt()).apply(modulus));
    }

    private static void metrics(NDManager manager, OracleCase c) {
        Npy truth = c.npy("gt");
        Npy image = c.npy("pred");
        int slices = (int) truth.shape()[0];
        int height = (int) truth.shape()[2];
        int width = (int) truth.shape()[3];
        double range = c.value("data_range").asDouble();
        ImageQuality volume = ImageQuality.of(image.floats(), truth.floats(), slices, height, width);
        same(c, "volume", c.value("volume"), volume);
        for (int s = 0; s < slices; s++) {
            float[] t = slice(truth.floats(), s, height * width);
            float[] i = slice(image.floats(), s, height * width);
            same(c, "slice " + s, c.value("per_slice").get(s), ImageQuality.of(i, t, 1, height, width));
            Deviation.within(
                    c.name() + " ssim in the volume's range, slice " + s,
                    c.value("per_slice_ssim_with_volume_range").get(s).asDouble(),
                    ImageQuality.of(i, t, 1, height, width, range).ssim(),
                    1e-5);
        }
    }

    private static void same(OracleCase c, String what, JsonNode expected, ImageQuality actual) {
        Deviation.within(c.name() + " psnr " + what, expected.get("psnr").asDouble(), actual.psnr(), 1e-5);
        Deviation.within(c.name() + " ssim " + what, expected.get("ssim").asDouble(), actual.ssim(), 1e-5);
        Deviation.within(c.name() + " nmse " + what, expected.get("nmse").asDouble(), actual.nmse(), 1e-5);
    }

    private static float[] slice(float[] volume, int slice, int size) {
        float[] out = new float[size];
        System.arraycopy(volume, slice * size, out, 0, size);
        return out;
    }
}

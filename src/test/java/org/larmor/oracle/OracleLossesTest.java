package org.larmor.oracle;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.larmor.jssl.loss.LaplacianOfGaussian;
import org.larmor.jssl.loss.Loss;
import org.larmor.recon.op.CentreCrop;

import static org.larmor.oracle.Gradients.recording;

/** Every loss with its gradient. */
class OracleLossesTest extends OracleTest {
    /** A float32 SSIM of smooth images subtracts nearly equal moments. */
    private static final double FLOAT32 = 1e-5;

    @Override
    Map<String, Check> checks() {
        return Map.of("g_losses", OracleLossesTest::losses);
    }

    private static void losses(NDManager manager, OracleCase c) {
        Deviation.within(
                "g_losses kernel", c.npy("log_kernel_15_2.5").values(), LaplacianOfGaussian.kernel(), FLOAT32);
        CentreCrop crop = new CentreCrop(c.value("crop").get(0).asInt(), c.value("crop").get(1).asInt());
        for (DataType type : List.of(DataType.FLOAT32, DataType.FLOAT64)) {
            for (Map.Entry<String, JsonNode> entry : c.value("losses").properties()) {
                loss(manager, c, type, entry.getKey(), entry.getValue(), crop);
            }
        }
    }

    private static void loss(
            NDManager manager, OracleCase c, DataType type, String name, JsonNode expected, CentreCrop crop) {
        boolean kspace = name.startsWith("kspace_");
        boolean cropped = name.endsWith("_crop");
        String plain = name.replaceFirst("^kspace_", "").replaceFirst("_(full|crop)$", "").replaceFirst("_loss$", "");
        Loss loss = Loss.valueOf(plain.toUpperCase(Locale.ROOT));
        String arrays = kspace ? "kspace" : "image";
        NDArray source = recording(c.array(manager, arrays + "_source", type));
        NDArray target = c.array(manager, arrays + "_target", type);
        NDArray value = cropped
                ? loss.apply(crop.apply(source), crop.apply(target))
                : loss.apply(source, target);
        Gradients.backward(value);
        boolean exact = type == DataType.FLOAT64;
        double stated = expected.get(exact ? "value_f64" : "value").asDouble();
        double statedNorm = expected.get(exact ? "grad_l2_f64" : "grad_l2").asDouble();
        double gap = Math.abs(expected.get("value").asDouble() / expected.get("value_f64").asDouble() - 1);
        double normGap = Math.abs(expected.get("grad_l2").asDouble() / expected.get("grad_l2_f64").asDouble() - 1);
        String what = c.name() + " " + name + " " + type;
        Deviation.within(what, stated, Deviation.values(value)[0], exact ? FLOAT32 : Deviation.allowed(gap));
        double[] gradient = Deviation.values(source.getGradient());
        double square = 0;
        for (double g : gradient) {
            square += g * g;
        }
        Deviation.within(
                what + " gradient's norm", statedNorm, Math.sqrt(square), exact ? FLOAT32 : Deviation.allowed(normGap));
        if (c.has("grad_" + name)) {
            Deviation.array(c, "grad_" + name, source.getGradient());
        }
    }
}

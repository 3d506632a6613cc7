package org.larmor.oracle;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.jni.JniUtils;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import org.larmor.nn.FinalImage;
import org.larmor.nn.Measurement;
import org.larmor.nn.Model;
import org.larmor.nn.Parameters;
import org.larmor.nn.Physics;
import org.larmor.nn.Reconstruction;
import org.larmor.recon.op.CentreCrop;

/** Inference of each kind of model, to scaled and cropped images. */
class OracleInferenceTest extends OracleTest {
    private static final DataType F32 = DataType.FLOAT32;

    @Override
    Map<String, Check> checks() {
        return Map.of("k_inference", OracleInferenceTest::inference);
    }

    private static void inference(NDManager manager, OracleCase c) {
        JniUtils.setGradMode(false);
        NDArray mask = c.array(manager, "sampling_mask", F32).expandDims(0).expandDims(0);
        Measurement m = new Measurement(
                c.complex(manager, "masked_kspace", F32), mask, c.complex(manager, "sensitivity_map_initial", F32));
        NDArray padding = c.array(manager, "padding", F32).expandDims(0).expandDims(0);
        Physics physics = new Physics(
                manager, (int) m.kspace().getShape().get(2), (int) m.kspace().getShape().get(3));
        run(manager, c, m, padding, physics, "vsharp_jssl", "h_jssl_sl", FinalImage.MODULUS);
        run(manager, c, m, padding, physics, "vsharp_sl", "h_jssl_sl", FinalImage.MODULUS);
        run(manager, c, m, padding, physics, "vsharp_ssl", "h_jssl_sl", FinalImage.DATA_CONSISTENCY);
        run(manager, c, m, padding, physics, "varnet_jssl", "h_varnet_sl", FinalImage.DATA_CONSISTENCY);
        run(manager, c, m, padding, physics, "unet_jssl", "h_unet_ssl", FinalImage.DATA_CONSISTENCY);
        // the truth is shipped for the eye; no output is computed from it
        c.npy("target");
    }

    private static void run(
            NDManager manager,
            OracleCase c,
            Measurement m,
            NDArray padding,
            Physics physics,
            String name,
            String weights,
            FinalImage finalImage) {
        OracleCase trained = c.sibling(weights);
        Model model = new Model(OracleIterationTest.config(trained.shapes("weights")));
        Parameters p = trained.parameters(manager, "weights", F32);
        NDArray image = new Reconstruction(model, p, finalImage).magnitude(physics, m, Optional.of(padding));
        Deviation.array(c, name + "_output", image);
        JsonNode size = c.value("reconstruction_size");
        NDArray scaled = image.mul(c.value("scaling_factor").asDouble());
        NDArray cropped = new CentreCrop(size.get(0).asInt(), size.get(1).asInt()).apply(scaled);
        Deviation.array(c, name + "_final", cropped.expandDims(0));
    }
}

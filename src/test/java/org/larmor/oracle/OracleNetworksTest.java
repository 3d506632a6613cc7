package org.larmor.oracle;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.larmor.nn.ImageModel;
import org.larmor.nn.LagrangeInitializer;
import org.larmor.nn.ParameterSpec;
import org.larmor.nn.Parameters;
import org.larmor.nn.UnetConfig;

/** U-Nets and the initialiser: outputs and gradients. */
class OracleNetworksTest extends OracleTest {
    @Override
    Map<String, Check> checks() {
        return Map.of(
                "d_unet", OracleNetworksTest::unet,
                "d_unet_odd", OracleNetworksTest::unet,
                "d_normunet", OracleNetworksTest::unet,
                "d_lagrange_initializer", OracleNetworksTest::initializer);
    }

    private static void unet(NDManager manager, OracleCase c) {
        UnetConfig config = c.shapes("weights").unet("");
        ImageModel model = ImageModel.of("", config);
        for (DataType type : List.of(DataType.FLOAT32, DataType.FLOAT64)) {
            run(manager, c, "", type, model.parameters(), p -> x -> model.apply(p, x));
        }
        c.value("loss_f64");
    }

    private static void initializer(NDManager manager, OracleCase c) {
        for (String pack : c.packNames()) {
            if (!pack.endsWith("weights")) {
                continue;
            }
            String variant = pack.substring(0, pack.length() - "weights".length());
            LagrangeInitializer model =
                    new LagrangeInitializer("", c.shapes(variant + "weights").initializer(""));
            for (DataType type : List.of(DataType.FLOAT32, DataType.FLOAT64)) {
                run(manager, c, variant, type, model.parameters(), p -> x -> model.apply(p, x));
            }
        }
    }

    private interface Model {
        UnaryOperator<NDArray> with(Parameters p);
    }

    private static void run(
            NDManager manager, OracleCase c, String variant, DataType type, List<ParameterSpec> specs, Model model) {
        Parameters parameters =
                c.parameters(manager, variant + "weights", type).leaves(manager);
        parameters.require(specs);
        NDArray x = c.array(manager, variant + "input", type);
        x.setRequiresGradient(true);
        NDArray out = model.with(parameters).apply(x);
        Deviation.array(c, variant + "output", out);
        NDArray loss = out.mul(c.array(manager, variant + "loss_weights", type)).sum();
        Deviation.within(
                c.name() + " loss", c.value(variant + "loss").asDouble(), Deviation.values(loss)[0], 1e-4);
        Gradients.backward(loss);
        gradient(c, variant + "grad_input", x.getGradient(), type);
        double kink = type == DataType.FLOAT64 ? 0 : OracleIterationTest.KINK;
        Packs.check(c, variant + "grads", name -> parameters.get(name).getGradient(), kink);
    }

    /** Held to the reference's own noise in float64, to the kinks' in float32. */
    static void gradient(OracleCase c, String array, NDArray gradient, DataType type) {
        double allowed = Deviation.allowed(c.gap(array));
        double kink = type == DataType.FLOAT64 ? 0 : OracleIterationTest.KINK;
        Deviation.within(
                c.name() + " " + array,
                c.npy(array).values(),
                Deviation.values(gradient),
                Math.max(allowed, kink));
    }
}

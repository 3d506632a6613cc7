package org.larmor.oracle;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.larmor.nn.Measurement;
import org.larmor.nn.Network;
import org.larmor.nn.Parameters;
import org.larmor.nn.Physics;
import org.larmor.nn.UnetBaseline;
import org.larmor.nn.UnetBaselineConfig;
import org.larmor.nn.Unrolled;
import org.larmor.nn.VarNet;
import org.larmor.nn.VarNetConfig;
import org.larmor.nn.Vsharp;
import org.larmor.nn.VsharpConfig;

import static org.larmor.oracle.Gradients.recording;

/** vSHARP, VarNet and the U-Net baseline: every step, and gradients. */
class OracleReconstructionTest extends OracleTest {
    private static final List<DataType> TYPES = List.of(DataType.FLOAT32, DataType.FLOAT64);

    @Override
    Map<String, Check> checks() {
        return Map.of(
                "e_vsharp", (m, c) -> vsharp(m, c, c, VsharpConfig.Start.SENSE),
                "e_vsharp_shared_zf", (m, c) ->
                        vsharp(m, c, c.sibling("e_vsharp"), VsharpConfig.Start.ZERO_FILLED),
                "e_vsharp_normunet", (m, c) -> vsharp(m, c, c.sibling("e_vsharp"), VsharpConfig.Start.SENSE),
                "f_varnet", OracleReconstructionTest::varnet,
                "f_unet_baseline", OracleReconstructionTest::unet);
    }

    private static Measurement measurement(NDManager manager, OracleCase inputs, DataType type) {
        NDArray mask = inputs.array(manager, "sampling_mask", type).expandDims(0).expandDims(0);
        return new Measurement(
                recording(inputs.complex(manager, "masked_kspace", type)),
                mask,
                recording(inputs.complex(manager, "sensitivity_map", type)));
    }

    private static Physics physics(NDManager manager, Measurement m) {
        return new Physics(
                manager, (int) m.kspace().getShape().get(2), (int) m.kspace().getShape().get(3));
    }

    private static void vsharp(NDManager manager, OracleCase c, OracleCase inputs, VsharpConfig.Start start) {
        VsharpConfig read = (VsharpConfig) c.shapes("weights").network("");
        VsharpConfig config = new VsharpConfig(
                read.steps(), read.dcSteps(), read.denoiser(), read.sharedDenoiser(), start, read.initializer(), -1);
        Vsharp network = new Vsharp("", config);
        for (DataType type : TYPES) {
            Measurement m = measurement(manager, inputs, type);
            Physics physics = physics(manager, m);
            Parameters p = c.parameters(manager, "weights", type).leaves(manager);
            p.require(network.parameters());
            Network.Output.Images out = network.apply(physics, p, m);
            NDArray loss = manager.zeros(new ai.djl.ndarray.types.Shape(), type);
            for (int t = 0; t < config.steps(); t++) {
                NDArray x = out.steps().get(t).real();
                Deviation.array(c, "x_" + t, x);
                loss = loss.add(x.mul(inputs.array(manager, "loss_weights_" + t, type)).sum());
            }
            Deviation.within(c.name() + " loss", c.value("loss").asDouble(), Deviation.values(loss)[0], 1e-4);
            Gradients.backward(loss);
            Packs.check(c, "grads", name -> p.get(name).getGradient(), kink(type));
            if (c.has("grad_sensitivity_map")) {
                OracleNetworksTest.gradient(c, "grad_sensitivity_map", m.maps().getGradient(), type);
                OracleNetworksTest.gradient(c, "grad_masked_kspace", m.kspace().getGradient(), type);
            }
            intermediates(c, network, physics, p, m);
            same(c, "rho", p.get("rho"));
            same(c, "eta", p.get("learning_rate_eta"));
        }
        c.value("loss_f64");
    }

    private static void intermediates(
            OracleCase c, Vsharp network, Physics physics, Parameters p, Measurement m) {
        Unrolled.DataTerm data = network.dataTerm(physics, m);
        Unrolled.State state = network.start(physics, p, m, data);
        if (c.has("u0")) {
            Deviation.array(c, "u0", state.u().transpose(0, 2, 3, 1));
        }
        for (int t = 0; c.has("z" + t); t++) {
            state = network.step(physics, p, data, state, t);
            Deviation.array(c, "z" + t, state.z().transpose(0, 2, 3, 1));
        }
    }

    private static void same(OracleCase c, String value, NDArray array) {
        JsonNode expected = c.value(value);
        double[] actual = Deviation.values(array);
        for (int i = 0; i < actual.length; i++) {
            Deviation.within(c.name() + " " + value, expected.get(i).asDouble(), actual[i], 1e-6);
        }
    }

    private static void varnet(NDManager manager, OracleCase c) {
        VarNetConfig config = (VarNetConfig) c.shapes("weights").network("");
        VarNet network = new VarNet("", config);
        for (DataType type : TYPES) {
            Measurement m = measurement(manager, c.sibling("e_vsharp"), type);
            Physics physics = physics(manager, m);
            Parameters p = c.parameters(manager, "weights", type).leaves(manager);
            p.require(network.parameters());
            NDArray k = m.kspace();
            for (int i = 0; i < config.cascades(); i++) {
                k = network.cascade(physics, p, m, k, i);
                Deviation.array(c, "kspace_after_cascade_" + i, k);
                Deviation.within(
                        c.name() + " learning rate",
                        c.value("learning_rates").get(i).asDouble(),
                        Deviation.values(p.get("layers_list." + i + ".learning_rate"))[0],
                        1e-6);
            }
            NDArray out = network.apply(physics, p, m).kspace().real();
            NDArray loss = out.mul(c.array(manager, "loss_weights", type)).sum();
            Deviation.within(c.name() + " loss", c.value("loss").asDouble(), Deviation.values(loss)[0], 1e-4);
            Gradients.backward(loss);
            Packs.check(c, "grads", name -> p.get(name).getGradient(), kink(type));
            OracleNetworksTest.gradient(c, "grad_sensitivity_map", m.maps().getGradient(), type);
        }
        c.value("loss_f64");
    }

    private static void unet(NDManager manager, OracleCase c) {
        UnetBaselineConfig config = (UnetBaselineConfig) c.shapes("weights").network("");
        UnetBaseline network = new UnetBaseline("", config);
        for (DataType type : TYPES) {
            Measurement m = measurement(manager, c.sibling("e_vsharp"), type);
            Parameters p = c.parameters(manager, "weights", type).leaves(manager);
            p.require(network.parameters());
            NDArray out = network.apply(physics(manager, m), p, m).image().real();
            Deviation.array(c, "output", out);
            NDArray loss = out.mul(c.array(manager, "loss_weights", type)).sum();
            Deviation.within(c.name() + " loss", c.value("loss").asDouble(), Deviation.values(loss)[0], 1e-4);
            Gradients.backward(loss);
            Packs.check(c, "grads", name -> p.get(name).getGradient(), kink(type));
        }
        c.value("loss_f64");
    }

    private static double kink(DataType type) {
        return type == DataType.FLOAT64 ? 0 : OracleIterationTest.KINK;
    }
}

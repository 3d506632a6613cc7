package org.larmor.models;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.larmor.nn.InitializerConfig;
import org.larmor.nn.NetworkConfig;
import org.larmor.nn.UnetBaselineConfig;
import org.larmor.nn.UnetConfig;
import org.larmor.nn.VarNetConfig;
import org.larmor.nn.VsharpConfig;

/**
 * Reads a network's size off its parameters' names and shapes, so that weights published without their configuration
 * can be used. What shapes do not tell (vSHARP's start, its auxiliary steps, the initialiser's dilations) gets the
 * usual value.
 */
public final class WeightShapes {
    private static final List<Integer> USUAL_DILATIONS = InitializerConfig.PAPER.dilations();
    private final Map<String, Shape> shapes;

    public WeightShapes(Map<String, Shape> shapes) {
        this.shapes = Map.copyOf(shapes);
    }

    /** @param prefix what the network's names start with, a dot included, or empty */
    public NetworkConfig network(String prefix) {
        if (shapes.containsKey(prefix + "rho")) {
            return vsharp(prefix);
        }
        if (shapes.containsKey(prefix + "layers_list.0.learning_rate")) {
            UnetConfig regularizer = unet(prefix + "layers_list.0.regularizer_model.");
            return new VarNetConfig(count(prefix + "layers_list.%d.learning_rate"), regularizer);
        }
        if (any(prefix + "unet.")) {
            return new UnetBaselineConfig(unet(prefix + "unet."));
        }
        throw new ModelException("no network known has parameters like these: "
                + shapes.keySet().stream().filter(n -> n.startsWith(prefix)).sorted().limit(5).toList());
    }

    /** The size of the U-Net, normalised or not, whose names start with {@code prefix}. */
    public UnetConfig unet(String prefix) {
        boolean normalized = any(prefix + "unet2d.");
        String unet = normalized ? prefix + "unet2d." : prefix;
        Shape first = shape(unet + "down_sample_layers.0.layers.0.weight");
        int pools = count(unet + "down_sample_layers.%d.layers.0.weight");
        Shape last = shape(unet + "up_conv." + (pools - 1) + ".1.weight");
        return new UnetConfig((int) first.get(1), (int) last.get(0), (int) first.get(0), pools, normalized);
    }

    /** The size of the initialiser whose names start with {@code prefix}. */
    public InitializerConfig initializer(String prefix) {
        int depth = count(prefix + "conv_blocks.%d.1.weight");
        List<Integer> channels = new ArrayList<>();
        for (int i = 0; i < depth; i++) {
            channels.add((int) shape(prefix + "conv_blocks." + i + ".1.weight").get(0));
        }
        long read = shape(prefix + "out_block.0.weight").get(1);
        int multiscale = 0;
        while (read > 0 && multiscale < depth) {
            multiscale++;
            read -= channels.get(depth - multiscale);
        }
        if (read != 0 || depth != USUAL_DILATIONS.size()) {
            throw new ModelException("an initialiser of channels " + channels + " reading "
                    + shape(prefix + "out_block.0.weight").get(1) + " of them");
        }
        return new InitializerConfig(channels, USUAL_DILATIONS, multiscale);
    }

    private VsharpConfig vsharp(String prefix) {
        int steps = (int) shape(prefix + "rho").get(0);
        boolean shared = steps > 1 && !any(prefix + "denoiser_blocks.1.");
        return new VsharpConfig(
                steps,
                (int) shape(prefix + "learning_rate_eta").get(0),
                unet(prefix + "denoiser_blocks.0."),
                shared,
                VsharpConfig.Start.SENSE,
                initializer(prefix + "initializer."),
                -1);
    }

    private Shape shape(String name) {
        Shape shape = shapes.get(name);
        if (shape == null) {
            throw new ModelException("no parameter " + name);
        }
        return shape;
    }

    private boolean any(String prefix) {
        return shapes.keySet().stream().anyMatch(n -> n.startsWith(prefix));
    }

    private int count(String pattern) {
        return (int) IntStream.iterate(0, i -> i + 1)
                .takeWhile(i -> shapes.containsKey(pattern.replace("%d", Integer.toString(i))))
                .count();
    }
}

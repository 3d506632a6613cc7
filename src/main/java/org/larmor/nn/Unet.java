package org.larmor.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.larmor.recon.engine.NativeThreads;

import static org.larmor.nn.Then.then;

/**
 * The U-Net of the JSSL reference: blocks of twice [3×3 convolution, instance norm, leaky ReLU 0.2], average pooling
 * down, transposed convolution up, skip connections by concatenation, a 1×1 convolution last. Any image size whose
 * sides stay at least 2 on the lowest level.
 */
public final class Unet implements ImageModel {
    private static final double SLOPE = 0.2;
    private static final Shape TWO = new Shape(2, 2);
    private static final Shape NO_PADDING = new Shape(0, 0);

    private final List<Block> down = new ArrayList<>();
    private final Block bottom;
    private final List<UpConvolution> upConvolutions = new ArrayList<>();
    private final List<Block> up = new ArrayList<>();
    private final Convolution last;

    private record Block(Convolution first, Convolution second) {
        Block(String name, int in, int out) {
            this(Convolution.three(name + ".layers.0", in, out), Convolution.three(name + ".layers.4", out, out));
        }

        NDArray apply(Parameters p, NDArray x) {
            NDArray a = then(then(first.apply(p, x), InstanceNorm::apply), Unet::activate);
            return then(then(then(a, y -> second.apply(p, y)), InstanceNorm::apply), Unet::activate);
        }
    }

    public Unet(String prefix, UnetConfig config) {
        int pools = config.pools();
        int channels = config.filters();
        down.add(new Block(prefix + "down_sample_layers.0", config.in(), channels));
        for (int level = 1; level < pools; level++) {
            down.add(new Block(prefix + "down_sample_layers." + level, channels, 2 * channels));
            channels *= 2;
        }
        bottom = new Block(prefix + "conv", channels, 2 * channels);
        channels *= 2;
        for (int level = 0; level < pools; level++) {
            upConvolutions.add(
                    new UpConvolution(prefix + "up_transpose_conv." + level + ".layers.0", channels, channels / 2));
            String name = prefix + "up_conv." + level + (level == pools - 1 ? ".0" : "");
            up.add(new Block(name, channels, channels / 2));
            channels /= 2;
        }
        last = Convolution.one(prefix + "up_conv." + (pools - 1) + ".1", config.filters(), config.out());
    }

    @Override
    public List<ParameterSpec> parameters() {
        List<ParameterSpec> specs = new ArrayList<>();
        List<Block> blocks = new ArrayList<>(down);
        blocks.add(bottom);
        blocks.addAll(up);
        for (Block block : blocks) {
            specs.addAll(block.first().parameters());
            specs.addAll(block.second().parameters());
        }
        specs.addAll(last.parameters());
        upConvolutions.forEach(u -> specs.addAll(u.parameters()));
        return specs;
    }

    @Override
    public NDArray apply(Parameters p, NDArray x) {
        return NativeThreads.wide(() -> levels(p, x));
    }

    private NDArray levels(Parameters p, NDArray x) {
        Deque<NDArray> skips = new ArrayDeque<>();
        NDArray level = null;
        for (Block block : down) {
            NDArray skip = level == null ? block.apply(p, x) : then(level, y -> block.apply(p, y));
            skips.push(skip);
            level = pool(skip);
        }
        NDArray image = then(level, y -> bottom.apply(p, y));
        for (int i = 0; i < up.size(); i++) {
            UpConvolution upConvolution = upConvolutions.get(i);
            Block block = up.get(i);
            try (NDArray skip = skips.pop()) {
                image = then(image, y -> upConvolution.applyAndConcatenate(p, y, skip));
            }
            image = then(image, y -> block.apply(p, y));
        }
        return then(image, y -> last.apply(p, y));
    }

    static NDArray activate(NDArray x) {
        return JniUtils.leakyRelu((PtNDArray) x, SLOPE);
    }

    private static NDArray pool(NDArray x) {
        return JniUtils.avgPool((PtNDArray) x, TWO, TWO, NO_PADDING, false, true);
    }
}

package org.larmor.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import java.util.ArrayList;
import java.util.List;

import static org.larmor.nn.Then.then;

/**
 * Guesses vSHARP's first Lagrange multipliers from its first image, both [batch, 2, H, W]: dilated 3×3 convolutions
 * with replicated edges and ReLU, a 1×1 convolution, a PReLU of one slope.
 */
public final class LagrangeInitializer {
    private static final int COMPLEX = 2;

    private final List<Convolution> convolutions = new ArrayList<>();
    private final InitializerConfig config;
    private final Convolution last;
    private final String slope;

    public LagrangeInitializer(String prefix, InitializerConfig config) {
        this.config = config;
        int in = COMPLEX;
        for (int i = 0; i < config.channels().size(); i++) {
            int out = config.channels().get(i);
            convolutions.add(new Convolution(
                    prefix + "conv_blocks." + i + ".1", in, out, 3, 0, config.dilations().get(i), true));
            in = out;
        }
        int depth = config.channels().size();
        int read = config.channels().subList(depth - config.multiscaleDepth(), depth).stream()
                .mapToInt(Integer::intValue)
                .sum();
        last = Convolution.one(prefix + "out_block.0", read, COMPLEX);
        slope = prefix + "activation.weight";
    }

    public List<ParameterSpec> parameters() {
        List<ParameterSpec> specs = new ArrayList<>();
        convolutions.forEach(c -> specs.addAll(c.parameters()));
        specs.addAll(last.parameters());
        specs.add(new ParameterSpec(slope, new Shape(1), new Initial.Constant(0.25)));
        return specs;
    }

    public NDArray apply(Parameters p, NDArray x) {
        int firstRead = convolutions.size() - config.multiscaleDepth();
        NDList read = new NDList();
        NDArray image = x;
        for (int i = 0; i < convolutions.size(); i++) {
            Convolution convolution = convolutions.get(i);
            NDArray next = then(
                    then(ReplicationPad.apply(image, convolution.dilation()), y -> convolution.apply(p, y)),
                    Activation::relu);
            if (i > 0 && i - 1 < firstRead) {
                image.close();
            }
            image = next;
            if (i >= firstRead) {
                read.add(image);
            }
        }
        try (read) {
            NDArray features = read.size() == 1
                    ? read.head()
                    : read.head().getNDArrayInternal().concat(read.subNDList(1), 1);
            try (features) {
                return then(last.apply(p, features), y -> prelu(y, p.get(slope)));
            }
        }
    }

    /** max(x, 0) + slope · min(x, 0). */
    private static NDArray prelu(NDArray x, NDArray slope) {
        try (NDArray positive = Activation.relu(x);
                NDArray negative = x.sub(positive);
                NDArray scaled = negative.mul(slope)) {
            return positive.add(scaled);
        }
    }
}

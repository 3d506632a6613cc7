package org.larmor.nn;

import ai.djl.ndarray.NDArray;
import java.util.List;

/** A reconstruction network as a function of its parameters. */
public sealed interface Network permits Unrolled, VarNet, UnetBaseline {
    List<ParameterSpec> parameters();

    /**
     * Reconstructs, putting out every image that training looks at, the last one last.
     *
     * @return to be closed by the caller
     */
    Output apply(Physics physics, Parameters parameters, Measurement measurement);

    /** @param prefix what the parameters' names start with, a dot included, or empty */
    static Network of(String prefix, NetworkConfig config) {
        return switch (config) {
            case VsharpConfig c -> new Vsharp(prefix, c);
            case ResidualVsharpConfig c -> new ResidualVsharp(prefix, c);
            case VarNetConfig c -> new VarNet(prefix, c);
            case UnetBaselineConfig c -> new UnetBaseline(prefix, c);
        };
    }

    /** What came out. */
    sealed interface Output extends AutoCloseable {
        @Override
        void close();

        /** Images of consecutive steps, complex [batch, H, W]. */
        record Images(List<NDArray> steps) implements Output {
            public NDArray last() {
                return steps.getLast();
            }

            @Override
            public void close() {
                steps.forEach(NDArray::close);
            }
        }

        /** One image, complex [batch, H, W], that takes data consistency to be looked at. */
        record Image(NDArray image) implements Output {
            @Override
            public void close() {
                image.close();
            }
        }

        /** K-space, complex [batch, coil, H, W]. */
        record Kspace(NDArray kspace) implements Output {
            @Override
            public void close() {
                kspace.close();
            }
        }
    }
}

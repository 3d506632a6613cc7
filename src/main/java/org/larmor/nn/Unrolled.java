package org.larmor.nn;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import org.larmor.recon.engine.NativeThreads;
import org.larmor.recon.op.SenseNormal;

import static org.larmor.nn.Then.then;

/** A network of ADMM steps with an image between each two: what can also be gone through step by step. */
public sealed interface Unrolled extends Network permits Vsharp, ResidualVsharp {
    /** The state between two steps, real [batch, 2, H, W]: the image (as {@link #image} takes it), the denoised image, the multipliers. */
    record State(NDArray x, NDArray z, NDArray u) implements AutoCloseable {
        @Override
        public void close() {
            x.close();
            z.close();
            u.close();
        }
    }

    /** What the data say: A*A, and A*y as real [batch, 2, H, W]. */
    record DataTerm(SenseNormal normal, NDArray back) implements AutoCloseable {
        @Override
        public void close() {
            normal.close();
            back.close();
        }
    }

    /** The number of steps. */
    int steps();

    /** The first step whose image is put out. */
    int firstEmitted();

    /** Whether parameters, or maps that have some behind them, act in {@link #start}: else it is not recorded. */
    boolean startIsLearned();

    /** The state before the first step. */
    State start(Physics physics, Parameters p, Measurement m, DataTerm data);

    /** One ADMM step. */
    State step(Physics physics, Parameters p, DataTerm data, State state, int step);

    /** The image of a state, complex [batch, H, W]. */
    default NDArray image(Physics physics, Measurement m, State state) {
        return physics.toComplex(state.x());
    }

    /** The parts of data consistency that all steps share. */
    default DataTerm dataTerm(Physics physics, Measurement m) {
        SenseNormal normal = new SenseNormal(physics.manager(), m.maps(), m.mask());
        try (NDArray sampled = m.kspace().mul(m.mask())) {
            return new DataTerm(normal, then(NativeThreads.wide(() -> physics.adjoint(sampled, m.maps())), Physics::toChannels));
        }
    }

    @Override
    default Output.Images apply(Physics physics, Parameters p, Measurement measurement) {
        List<NDArray> emitted = new ArrayList<>();
        try (DataTerm data = dataTerm(physics, measurement)) {
            State state = start(physics, p, measurement, data);
            for (int step = 0; step < steps(); step++) {
                try (State before = state) {
                    state = step(physics, p, data, before, step);
                }
                if (step >= firstEmitted()) {
                    emitted.add(image(physics, measurement, state));
                }
            }
            state.close();
        }
        return new Output.Images(emitted);
    }

    /** A handle of its own on the same array, so that each holder closes its own. */
    static NDArray view(NDArray x) {
        return x.reshape(x.getShape());
    }
}

package org.larmor.jssl.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;
import org.larmor.nn.Parameters;

/** Adam: betas 0.9 and 0.999, ε 1e-8, no weight decay. Owns its moments. */
public final class Adam implements AutoCloseable {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    private final Parameters first;
    private final Parameters second;
    private long steps;

    /** Starts with moments of zero, in a manager that outlives the training steps. */
    public Adam(NDManager manager, Parameters parameters) {
        this(zeros(manager, parameters), zeros(manager, parameters), 0);
    }

    /** Goes on from saved moments, which it then owns. */
    public Adam(Parameters first, Parameters second, long steps) {
        this.first = first;
        this.second = second;
        this.steps = steps;
    }

    /** Changes the parameters in place. The gradients stay the caller's. */
    public void step(Parameters parameters, ByName gradients, double rate) {
        steps++;
        double correction1 = 1 - Math.pow(BETA1, (double) steps);
        double correction2 = Math.sqrt(1 - Math.pow(BETA2, (double) steps));
        parameters.asMap().forEach((name, parameter) -> {
            NDArray m = first.get(name);
            NDArray v = second.get(name);
            NDArray g = gradients.of(name);
            try (NDArray gm = g.mul(1 - BETA1);
                    NDArray square = g.square();
                    NDArray gv = square.mul(1 - BETA2)) {
                m.muli(BETA1).addi(gm);
                v.muli(BETA2).addi(gv);
            }
            try (NDArray root = v.sqrt();
                    NDArray change = m.mul(-rate / correction1)) {
                root.divi(correction2).addi(EPSILON);
                change.divi(root);
                parameter.addi(change);
            }
        });
    }

    /** A gradient by its parameter's name. */
    @FunctionalInterface
    public interface ByName {
        NDArray of(String name);
    }

    public long steps() {
        return steps;
    }

    /** The moments, first then second, for saving. */
    public Parameters first() {
        return first;
    }

    public Parameters second() {
        return second;
    }

    @Override
    public void close() {
        first.close();
        second.close();
    }

    private static Parameters zeros(NDManager manager, Parameters parameters) {
        Map<String, NDArray> zeros = new LinkedHashMap<>();
        parameters.asMap().forEach((name, p) -> zeros.put(name, manager.zeros(p.getShape(), p.getDataType())));
        return new Parameters(zeros);
    }
}
